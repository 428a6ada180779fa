package dev.sluice.simulator.architecture.broken;

/** Named after what it is in Java. */
abstract class AbstractThing {}
