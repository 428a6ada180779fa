package dev.sluice.llamacpp.architecture.broken.binding;

/** Breaks nothing. */
public record Library(String name) {}
