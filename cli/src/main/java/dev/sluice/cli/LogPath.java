package dev.sluice.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;

/** {@code sluice log path}: where it all is. */
final class LogPath implements Command {
  private final Surroundings around;

  LogPath(Surroundings around) {
    this.around = around;
  }

  @Override
  public String name() {
    return "path";
  }

  @Override
  public CommandSpec spec() {
    return Help.examples(
        Help.command(
            name(), "Prints where the database is, or would be; whether or not anything is kept."),
        "sluice log path",
        "du -h \"$(sluice log path)\"");
  }

  @Override
  public int run() {
    LogStore log = new LogStore(around);
    String path = log.settings().folder().resolve(StoreKeeper.FILE) + "\n";
    try {
      around.out().write(path.getBytes(StandardCharsets.UTF_8));
      return ExitCode.COMPLETED;
    } catch (IOException full) {
      return Unwritable.tell(full, Destination.STANDARD_OUTPUT, log.notes());
    }
  }
}
