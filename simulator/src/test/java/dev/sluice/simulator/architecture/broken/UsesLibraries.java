package dev.sluice.simulator.architecture.broken;

import org.assertj.core.api.Condition;

/** Uses what a test brings. */
record UsesLibraries(Condition<String> condition) {}
