package dev.sluice.cli;

import dev.sluice.spi.provider.ModelProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/**
 * The file of settings, in TOML 1.0: a table {@code [providers.NAME]} describes a server of the
 * user's, the table {@code [log]} says whether and where answers are kept, and the others are the
 * gateway's.
 */
final class ConfigurationFile {
  private static final int MAX_CHARS = 1024 * 1024;
  private static final String PROVIDERS = "providers";
  private static final String SERVE = "serve";
  private static final String KEYS = "keys";
  private static final String MODELS = "models";
  private static final String ALIASES = "aliases";

  /** All that there are. */
  static final List<String> TABLES =
      List.of(PROVIDERS, LogSettings.TABLE, SERVE, KEYS, MODELS, ALIASES);

  /** A name with an asterisk, a slash or a colon without quotes, and what stands around it. */
  private static final Pattern UNQUOTED =
      Pattern.compile("\\s*(\\[[a-z]+\\.)?([^\\s\"'=\\[\\]#]*[*/:][^\\s\"'=\\[\\]#]*)\\s*(=|]).*");

  private static final String KNOWN =
      "[providers.NAME] and [log], and for the gateway [serve], [keys.NAME], [models.NAME] and"
          + " [aliases]";

  private final SettingsTable all;

  private ConfigurationFile(SettingsTable all) {
    this.all = all;
  }

  /**
   * Reads it.
   *
   * @throws UsageException saying what is wrong, and in which line and column
   */
  static ConfigurationFile read(Path file) {
    SettingsTable all = parsed(file);
    for (String name : all.namesInOrder()) {
      if (!TABLES.contains(name)) {
        List<String> similar = Similar.to(name, TABLES);
        throw all.wrong(
            name,
            "there is no setting '"
                + Visible.of(name)
                + (similar.isEmpty()
                    ? "'; known are tables " + KNOWN
                    : "'; did you mean " + String.join(" or ", similar) + "?"));
      }
    }
    return new ConfigurationFile(all);
  }

  /** One that says nothing. */
  static ConfigurationFile empty() {
    return new ConfigurationFile(parsed(Path.of("config.toml"), ""));
  }

  /**
   * The providers that it describes.
   *
   * @throws UsageException saying what is wrong, and in which line and column
   */
  List<ModelProvider> providers(Map<String, String> environment) {
    if (!all.has(PROVIDERS)) {
      return List.of();
    }
    SettingsTable tables =
        all.table(PROVIDERS)
            .orElseThrow(() -> all.wrong(PROVIDERS, "providers are tables: [providers.NAME]"));
    List<ModelProvider> providers = new ArrayList<>();
    for (String name : tables.names()) {
      SettingsTable table =
          tables
              .table(name)
              .orElseThrow(
                  () -> tables.wrong(name, "a provider is a table: [providers." + name + "]"));
      providers.add(new ProviderTable(name, table, environment).provider());
    }
    return providers;
  }

  /**
   * What it says of keeping answers, if it says anything.
   *
   * @throws UsageException if that is no table
   */
  Optional<SettingsTable> log() {
    if (!all.has(LogSettings.TABLE)) {
      return Optional.empty();
    }
    return Optional.of(
        all.table(LogSettings.TABLE)
            .orElseThrow(() -> all.wrong(LogSettings.TABLE, "log is a table: [log]")));
  }

  /** Where it is. */
  Path path() {
    return all.file();
  }

  /** Where the gateway listens, and what it lets through. */
  Optional<SettingsTable> serve() {
    return all.tableIfAny(SERVE, "[serve]");
  }

  /** Who may ask the gateway. */
  Optional<SettingsTable> keys() {
    return all.tableIfAny(KEYS, "[keys.NAME]");
  }

  /** What the gateway's models are called. */
  Optional<SettingsTable> models() {
    return all.tableIfAny(MODELS, "[models.NAME]");
  }

  /** The same in short. */
  Optional<SettingsTable> aliases() {
    return all.tableIfAny(ALIASES, "[aliases]");
  }

  private static SettingsTable parsed(Path file) {
    return parsed(file, TextInput.ofFile(file.toString()));
  }

  /**
   * What a text says that stands, or will stand, in this file.
   *
   * @throws UsageException saying what is wrong, and in which line and column
   */
  static SettingsTable parsed(Path file, String text) {
    if (text.length() > MAX_CHARS) {
      throw new UsageException(file + " is longer than a file of settings may be, 1 MiB");
    }
    TomlParseResult all = toml(file, text);
    if (all.hasErrors()) {
      TomlParseError first = all.errors().getFirst();
      String said = String.valueOf(first.getMessage());
      throw SettingsTable.wrong(file, first.position(), said + hint(said, line(text, first)));
    }
    return new SettingsTable(file, all, null);
  }

  private static String hint(String said, String line) {
    if (said.contains("escape sequence")) {
      return "; a path with backslashes stands in single quotes: 'C:\\keys\\house.txt'";
    }
    Matcher bare = UNQUOTED.matcher(line);
    return bare.matches()
        ? "; a name with other signs than letters, digits, _ and - stands in quotes: "
            + (bare.group(1) == null ? "" : bare.group(1))
            + "\""
            + Visible.of(bare.group(2))
            + "\""
            + (bare.group(3).equals("=") ? " = …" : "]")
        : "";
  }

  private static String line(String text, TomlParseError error) {
    return text.lines().skip(Math.max(0, error.position().line() - 1)).findFirst().orElse("");
  }

  /** The parser goes as deep as the brackets do. */
  private static TomlParseResult toml(Path file, String text) {
    try {
      return Toml.parse(text);
    } catch (StackOverflowError tooDeep) {
      throw new UsageException(file + " has brackets within brackets without end");
    }
  }
}
