package dev.sluice.architecture.broken.sink;

import dev.sluice.architecture.broken.chat.Event;

/** Breaks nothing: a sink may see the stream. */
record SeesOnlyStream(Event event) {}
