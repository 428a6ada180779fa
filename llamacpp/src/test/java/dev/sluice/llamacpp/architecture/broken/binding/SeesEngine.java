package dev.sluice.llamacpp.architecture.broken.binding;

import dev.sluice.llamacpp.architecture.broken.engine.SeesOnlyTheBinding;

/** Sees who uses it. */
public record SeesEngine(SeesOnlyTheBinding engine) {}
