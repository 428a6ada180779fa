package dev.sluice.architecture.broken.sink;

import dev.sluice.architecture.broken.Door;

/** Sees the front door. */
record SeesDoor(Door door) {}
