package dev.sluice.llamacpp.architecture.broken.store;

import dev.sluice.llamacpp.architecture.broken.binding.Library;

/** Sees what the files are for. */
public record SeesBinding(Library library) {}
