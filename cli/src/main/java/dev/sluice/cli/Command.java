package dev.sluice.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** One command: what it accepts, and what it does once that has been read. */
interface Command {

  String name();

  /** What may follow the name; made once, and read by {@link #run}. */
  CommandSpec spec();

  /** Commands that follow its name, such as {@code list} after {@code log}. */
  default List<Command> commands() {
    return List.of();
  }

  /**
   * Does it.
   *
   * @return the exit code
   * @throws UsageException if what was given cannot be meant
   */
  int run();
}
