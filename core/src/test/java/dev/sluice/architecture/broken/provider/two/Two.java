package dev.sluice.architecture.broken.provider.two;

/** Breaks nothing. */
public record Two() {}
