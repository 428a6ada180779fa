package dev.sluice.architecture.broken.chat;

/** Breaks nothing. */
public record Event(String text) {}
