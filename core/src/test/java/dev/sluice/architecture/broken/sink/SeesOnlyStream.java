package dev.sluice.architecture.broken.sink;

import dev.sluice.architecture.broken.stream.Event;

/** Breaks nothing: a sink may see the stream. */
record SeesOnlyStream(Event event) {}
