package dev.sluice.cli.architecture.broken.library;

import picocli.CommandLine;

/** Knows the command line, and is no part of it. */
record SeesOptions(CommandLine options) {}
