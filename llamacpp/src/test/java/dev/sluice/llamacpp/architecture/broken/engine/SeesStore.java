package dev.sluice.llamacpp.architecture.broken.engine;

import dev.sluice.llamacpp.architecture.broken.store.TellsProgress;

/** Sees where files come from. */
public record SeesStore(TellsProgress store) {}
