package dev.sluice.architecture.broken;

/** Where a front door would stand. */
public record Door() {}
