package dev.sluice.architecture.broken.provider.one;

import dev.sluice.architecture.broken.provider.two.Two;

/** A provider that sees another one. */
public record SeesTwo(Two two) {}
