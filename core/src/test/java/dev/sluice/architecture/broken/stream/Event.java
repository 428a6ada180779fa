package dev.sluice.architecture.broken.stream;

/** Breaks nothing. */
public record Event(String text) {}
