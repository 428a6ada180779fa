package dev.sluice.cli.architecture.broken;

/** Named after what it is in Java. */
abstract class AbstractThing {}
