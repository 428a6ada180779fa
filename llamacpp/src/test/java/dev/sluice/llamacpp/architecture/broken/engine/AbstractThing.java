package dev.sluice.llamacpp.architecture.broken.engine;

/** Named after what it is in Java. */
public abstract class AbstractThing {}
