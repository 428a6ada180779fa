package dev.sluice.llamacpp.architecture.broken.files;

import dev.sluice.llamacpp.architecture.broken.store.SeesStream;

/** Sees what stands on it. */
public record SeesStore(SeesStream store) {}
