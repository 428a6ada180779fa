package dev.sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who starts the tests behind {@code nohup} or with {@code &} in a script has their processes
 * ignore what a terminal sends, and so would those that they start: these get it back.
 */
final class DefaultSignals {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** SIGHUP, SIGINT and SIGQUIT, which have the numbers 1, 2 and 3. */
  private static final long FROM_A_TERMINAL = 0b111;

  private static final List<String> PREFIX = prefix();

  private DefaultSignals() {}

  /** The command, which is sent signals as one that was typed. */
  static List<String> of(List<String> command) {
    List<String> whole = new ArrayList<>(PREFIX);
    whole.addAll(command);
    return whole;
  }

  private static List<String> prefix() {
    try {
      if (!Files.isReadable(STATUS)) {
        return List.of();
      }
      // A JVM handles these itself, unless they were ignored when it was started.
      long ignored =
          Files.readAllLines(STATUS).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .mapToLong(
                  line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
              .findFirst()
              .orElse(0);
      return (ignored & FROM_A_TERMINAL) == 0
          ? List.of()
          : List.of(
              // By a shell, since env takes a command with an equals sign for a setting.
              "env", "--default-signal=HUP,INT,QUIT", "/bin/sh", "-c", "exec \"$0\" \"$@\"");
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
