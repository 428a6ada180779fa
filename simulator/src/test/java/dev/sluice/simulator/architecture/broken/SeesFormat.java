package dev.sluice.simulator.architecture.broken;

/** Knows one format. */
record SeesFormat(OpenAiThing format) {}
