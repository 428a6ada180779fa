package dev.sluice.llamacpp.architecture.broken.binding;

import dev.sluice.provider.Progress;

/** Sees the library that it is a part of. */
public record SeesProvider(Progress progress) {}
