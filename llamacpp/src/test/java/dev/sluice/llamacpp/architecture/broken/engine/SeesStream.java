package dev.sluice.llamacpp.architecture.broken.engine;

import dev.sluice.chat.StreamEvent;

/** Knows what a stream is. */
public record SeesStream(StreamEvent event) {}
