package dev.sluice.architecture.broken.sink;

import dev.sluice.architecture.broken.provider.one.SeesTwo;

/** Names a concrete provider. */
record SeesProvider(SeesTwo provider) {}
