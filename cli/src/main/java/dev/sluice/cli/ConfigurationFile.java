package dev.sluice.cli;

import dev.sluice.spi.provider.ModelProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/**
 * The file of settings, in TOML 1.0: a table {@code [providers.NAME]} describes a server of the
 * user's.
 */
final class ConfigurationFile {
  private static final int MAX_CHARS = 1024 * 1024;
  private static final String PROVIDERS = "providers";

  private ConfigurationFile() {}

  /**
   * The providers that it describes.
   *
   * @throws UsageException saying what is wrong, and in which line and column
   */
  static List<ModelProvider> read(Path file, Map<String, String> environment) {
    SettingsTable all = parsed(file);
    for (String name : all.names()) {
      if (!name.equals(PROVIDERS)) {
        throw all.wrong(
            name, "there is no setting '" + name + "'; known are tables [providers.NAME]");
      }
    }
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

  private static SettingsTable parsed(Path file) {
    String text = TextInput.ofFile(file.toString());
    if (text.length() > MAX_CHARS) {
      throw new UsageException(file + " is longer than a file of settings may be, 1 MiB");
    }
    TomlParseResult all = parsed(file, text);
    if (all.hasErrors()) {
      TomlParseError first = all.errors().getFirst();
      String said = String.valueOf(first.getMessage());
      throw SettingsTable.wrong(
          file,
          first.position(),
          said.contains("escape sequence")
              ? said + "; a path with backslashes stands in single quotes: 'C:\\keys\\house.txt'"
              : said);
    }
    return new SettingsTable(file, all, null);
  }

  /** The parser goes as deep as the brackets do. */
  private static TomlParseResult parsed(Path file, String text) {
    try {
      return Toml.parse(text);
    } catch (StackOverflowError tooDeep) {
      throw new UsageException(file + " has brackets within brackets without end");
    }
  }
}
