package dev.sluice.cli.architecture.broken;

import dev.sluice.stream.StreamEvent;

/** Breaks nothing. */
record SeesStream(StreamEvent event) {}
