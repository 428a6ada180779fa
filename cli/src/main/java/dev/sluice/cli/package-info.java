/**
 * The command line: {@code ask}, {@code chat}, {@code models}.
 *
 * <p>{@link dev.sluice.cli.Main} is the process; {@code Cli} runs one command line in any
 * surroundings, which is how tests run it. Everything that touches the process itself (its streams,
 * its signals, its environment) comes in through {@code Surroundings}.
 */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
