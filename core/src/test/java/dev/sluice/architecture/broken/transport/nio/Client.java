package dev.sluice.architecture.broken.transport.nio;

/** Breaks nothing. */
public record Client() {}
