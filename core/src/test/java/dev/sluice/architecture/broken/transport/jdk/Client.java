package dev.sluice.architecture.broken.transport.jdk;

/** Breaks nothing. */
public record Client() {}
