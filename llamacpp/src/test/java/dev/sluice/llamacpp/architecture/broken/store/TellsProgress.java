package dev.sluice.llamacpp.architecture.broken.store;

import dev.sluice.provider.Progress;

/** Breaks nothing. */
public record TellsProgress(Progress progress) {}
