package dev.sluice.cli.architecture.broken;

import dev.sluice.sse.SseDecoder;

/** Sees what the library reads with. */
record SeesWire(SseDecoder decoder) {}
