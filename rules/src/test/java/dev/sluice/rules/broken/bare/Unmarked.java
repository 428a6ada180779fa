package dev.sluice.rules.broken.bare;

/** In a package that is not null-marked. */
final class Unmarked {}
