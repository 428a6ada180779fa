package dev.sluice.simulator.architecture.broken;

/** A format. */
record OpenAiThing() {}
