package dev.sluice.cli.architecture.broken.bare;

/** In a package that is not null-marked. */
final class Unmarked {}
