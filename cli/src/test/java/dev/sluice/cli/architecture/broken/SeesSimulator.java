package dev.sluice.cli.architecture.broken;

import dev.sluice.simulator.Simulator;

/** Could play the provider. */
record SeesSimulator(Simulator simulator) {}
