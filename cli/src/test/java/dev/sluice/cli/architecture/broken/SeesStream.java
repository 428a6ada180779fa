package dev.sluice.cli.architecture.broken;

import dev.sluice.chat.StreamEvent;

/** Breaks nothing. */
record SeesStream(StreamEvent event) {}
