package dev.sluice.architecture.broken.bare;

/** In a package without @NullMarked, and in a room that has no place. */
record Unmarked() {}
