package dev.sluice.cli.architecture.broken;

import dev.sluice.llamacpp.LocalProvider;

/** Sees one provider. */
record SeesEmbedded(LocalProvider provider) {}
