package dev.sluice.llamacpp.architecture.broken.engine;

import dev.sluice.llamacpp.architecture.broken.binding.Library;

/** Breaks nothing. */
public record SeesOnlyTheBinding(Library library) {}
