package dev.sluice.simulator.architecture.broken;

import dev.sluice.simulator.Options;

/** Sees what is of ours and not below its root. */
record SeesOthers(Options options) {}
