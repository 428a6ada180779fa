package dev.sluice.cli;

import dev.sluice.provider.UserFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlPosition;

/**
 * Writes into the file of settings whether answers are kept. One line of it is changed or added;
 * everything else, comments included, stays as somebody has written it.
 */
final class LogSwitch {
  private static final Pattern HEADER = Pattern.compile("\\s*\\[\\s*log\\s*]\\s*(#.*)?");
  private static final Pattern VALUE = Pattern.compile("(keep\\W{0,2}\\s*=\\s*)(true|false)\\b");

  private LogSwitch() {}

  /**
   * Writes it, if it does not stand there already.
   *
   * @return the file
   * @throws UsageException if the file cannot be used, or changed without guessing
   * @throws IOException if it cannot be written
   */
  static Path set(Map<String, String> environment, boolean keep) throws IOException {
    Path file = UserFolders.config(environment);
    if (!Files.exists(file)) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, table(keep, "\n"));
      return file;
    }
    String text = TextInput.ofFile(file.toString());
    String changed = changed(file, text, keep);
    if (!changed.equals(text)) {
      replace(file.toRealPath(), changed);
    }
    return file;
  }

  private static String table(boolean keep, String lineEnd) {
    return "[log]" + lineEnd + "keep = " + keep + lineEnd;
  }

  /** The text with this setting in it. */
  static String changed(Path file, String text, boolean keep) {
    SettingsTable all = ConfigurationFile.parsed(file, text);
    String lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
    List<String> lines = new ArrayList<>(List.of(text.split("(?<=\n)", -1)));
    Optional<SettingsTable> log = all.table(LogSettings.TABLE);
    String changed;
    if (log.isEmpty() && !all.has(LogSettings.TABLE)) {
      boolean ended = text.isEmpty() || text.endsWith("\n");
      changed =
          text + (ended ? "" : lineEnd) + (text.isBlank() ? "" : lineEnd) + table(keep, lineEnd);
    } else {
      SettingsTable table = log.orElseThrow(() -> byHand(file, keep));
      if (table.has(LogSettings.KEEP)) {
        int line =
            line(table.values().inputPositionOf(List.of(LogSettings.KEEP)), lines, file, keep);
        Matcher value = VALUE.matcher(lines.get(line));
        if (!value.find()) {
          throw byHand(file, keep);
        }
        lines.set(line, value.replaceFirst("$1" + keep));
      } else {
        int line = line(table.at(), lines, file, keep);
        if (!HEADER.matcher(lines.get(line).stripTrailing()).matches()) {
          throw byHand(file, keep);
        }
        String header = lines.get(line);
        String ended = header.endsWith("\n") ? header : header + lineEnd;
        lines.set(line, ended + "keep = " + keep + lineEnd);
      }
      changed = String.join("", lines);
    }
    return checked(file, all, changed, keep);
  }

  private static int line(@Nullable TomlPosition at, List<String> lines, Path file, boolean keep) {
    if (at == null || at.line() > lines.size()) {
      throw byHand(file, keep);
    }
    return at.line() - 1;
  }

  /** What was changed says what it shall, and nothing else than before. */
  private static String checked(Path file, SettingsTable before, String changed, boolean keep) {
    SettingsTable after = ConfigurationFile.parsed(file, changed);
    boolean said =
        after
            .table(LogSettings.TABLE)
            .flatMap(log -> log.truth(LogSettings.KEEP))
            .equals(Optional.of(keep));
    List<String> names = new ArrayList<>(after.values().dottedKeySet());
    names.removeAll(before.values().dottedKeySet());
    names.remove(LogSettings.TABLE + "." + LogSettings.KEEP);
    if (!said || !names.isEmpty()) {
      throw byHand(file, keep);
    }
    return changed;
  }

  private static UsageException byHand(Path file, boolean keep) {
    return new UsageException(
        file
            + " says of [log] what cannot be changed without guessing; write there yourself: keep = "
            + keep);
  }

  /** As a whole, so that a full disk costs nobody his settings. */
  private static void replace(Path file, String text) throws IOException {
    Path fresh = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
    try {
      Files.copy(
          file, fresh, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
