package dev.sluice.llamacpp.architecture.broken.bare;

/** In a package that is not null-marked, and in a room that no rule knows. */
public final class Unmarked {}
