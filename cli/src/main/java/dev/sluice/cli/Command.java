package dev.sluice.cli;

import picocli.CommandLine.Model.CommandSpec;

/** One command: what it accepts, and what it does once that has been read. */
interface Command {

  String name();

  /** What may follow the name; made once, and read by {@link #run}. */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @return the exit code
   * @throws UsageException if what was given cannot be meant
   */
  int run();
}
