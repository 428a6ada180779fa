package dev.sluice.cli;

import dev.sluice.provider.UserFolders;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether answers are kept, where, and for how long: as an option says, else the environment, else
 * the table {@code [log]} of the file of settings, else as is usual.
 *
 * @param keep whether new answers are kept; what is kept can be read in any case
 * @param folder where; it need not exist
 * @param maxAge older ones are let go
 * @param maxBytes beyond that the oldest are let go
 */
record LogSettings(boolean keep, Path folder, Duration maxAge, long maxBytes) {
  static final String TABLE = "log";
  static final String KEEP = "keep";
  static final String SETTING = "SLUICE_LOG";
  static final String FOLDER_SETTING = "SLUICE_DATA";

  static final int USUAL_DAYS = 90;
  static final long USUAL_BYTES = 1L << 30;

  /** All its settings. */
  static final List<String> KNOWN = List.of(KEEP, "folder", "max_age_days", "max_size");

  private static final int MAX_DAYS = 36_500;
  private static final long MIN_BYTES = 1 << 20;

  /**
   * As all of them say.
   *
   * @param table {@code [log]}, if it is there
   * @param noLog whether an option says that nothing is to be kept
   * @throws UsageException if one of them cannot be meant
   */
  static LogSettings of(
      Map<String, String> environment, Optional<SettingsTable> table, boolean noLog) {
    table.ifPresent(log -> log.checkNames("[log]", KNOWN));
    Optional<Boolean> said = said(environment);
    Optional<Boolean> written = table.flatMap(log -> log.truth(KEEP));
    return new LogSettings(
        !noLog && said.or(() -> written).orElse(true),
        folder(environment, table),
        Duration.ofDays(table.flatMap(LogSettings::days).orElse(USUAL_DAYS)),
        table.flatMap(LogSettings::bytes).orElse(USUAL_BYTES));
  }

  /** What the environment says of keeping, if it says anything. */
  static Optional<Boolean> said(Map<String, String> environment) {
    String word = environment.getOrDefault(SETTING, "").strip().toLowerCase(Locale.ROOT);
    return switch (word) {
      case "" -> Optional.empty();
      case "on", "1", "true", "yes" -> Optional.of(true);
      case "off", "0", "false", "no" -> Optional.of(false);
      default ->
          throw new UsageException(SETTING + " must be on or off, not " + Values.quoted(word));
    };
  }

  private static Path folder(Map<String, String> environment, Optional<SettingsTable> table) {
    Optional<String> written = table.flatMap(log -> log.text("folder"));
    if (written.isEmpty() || !environment.getOrDefault(FOLDER_SETTING, "").isBlank()) {
      return UserFolders.data(environment);
    }
    SettingsTable log = table.orElseThrow();
    String name = written.get();
    try {
      if (name.isBlank()) {
        throw log.wrong("folder", "folder is the name of a folder, or left out");
      }
      if (name.equals("~") || name.startsWith("~/")) {
        return UserFolders.home(environment).resolve(name.substring(Math.min(2, name.length())));
      }
      return log.file().toAbsolutePath().resolveSibling(name).normalize();
    } catch (InvalidPathException wrong) {
      throw log.wrong("folder", "no folder can be called so: " + Values.quoted(name));
    }
  }

  private static Optional<Integer> days(SettingsTable table) {
    Optional<Integer> days = table.count("max_age_days");
    if (days.isPresent() && days.get() > MAX_DAYS) {
      throw table.wrong("max_age_days", "max_age_days is " + MAX_DAYS + " at the most");
    }
    return days;
  }

  private static Optional<Long> bytes(SettingsTable table) {
    return table
        .text("max_size")
        .map(
            text -> {
              long bytes = SizeText.read(text).orElse(0);
              if (bytes < MIN_BYTES) {
                throw table.wrong(
                    "max_size", "max_size is a size of 1 MiB or more, such as \"500 MB\"");
              }
              return bytes;
            });
  }
}
