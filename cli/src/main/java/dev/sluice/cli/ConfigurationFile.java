package dev.sluice.cli;

import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.spi.provider.ModelProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * The file of settings, in TOML 1.0: a table {@code [providers.NAME]} describes a server of the
 * user's. Keys do not stand in it: it names the variable or the file that holds one.
 */
final class ConfigurationFile {
  private static final long MAX_BYTES = 1024 * 1024;
  private static final Set<String> TABLES = Set.of("providers");
  private static final Set<String> MEMBERS =
      new TreeSet<>(Set.of("base_url", "key_env", "key_file", "headers", "reasoning_field"));

  private final Path file;
  private final Map<String, String> environment;
  private final TomlParseResult all;

  private ConfigurationFile(Path file, Map<String, String> environment, TomlParseResult all) {
    this.file = file;
    this.environment = environment;
    this.all = all;
  }

  /**
   * The providers that it describes.
   *
   * @throws UsageException saying what is wrong, and in which line and column
   */
  static List<ModelProvider> read(Path file, Map<String, String> environment) {
    return new ConfigurationFile(file, environment, parsed(file)).providers();
  }

  private static TomlParseResult parsed(Path file) {
    TomlParseResult all;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new UsageException(file + " is longer than a file of settings may be, 1 MiB");
      }
      all = Toml.parse(file);
    } catch (IOException unreadable) {
      throw new UsageException(
          "the settings in " + file + " cannot be read: " + Reason.of(unreadable));
    }
    if (all.hasErrors()) {
      TomlParseError first = all.errors().getFirst();
      throw wrong(file, first.position(), first.getMessage());
    }
    return all;
  }

  private List<ModelProvider> providers() {
    for (String name : all.keySet()) {
      if (!TABLES.contains(name)) {
        throw wrong(
            all.inputPositionOf(List.of(name)),
            "there is no setting '" + name + "'; known are tables [providers.NAME]");
      }
    }
    List<ModelProvider> providers = new ArrayList<>();
    if (all.get("providers") instanceof TomlTable tables) {
      for (String name : tables.keySet()) {
        List<String> path = List.of(name);
        if (!(tables.get(path) instanceof TomlTable table)) {
          throw wrong(
              tables.inputPositionOf(path), "a provider is a table: [providers." + name + "]");
        }
        providers.add(provider(name, table, tables.inputPositionOf(path)));
      }
    } else if (all.contains("providers")) {
      throw wrong(all.inputPositionOf("providers"), "providers are tables: [providers.NAME]");
    }
    return providers;
  }

  private ModelProvider provider(String name, TomlTable table, @Nullable TomlPosition at) {
    for (String member : table.keySet()) {
      if (!MEMBERS.contains(member)) {
        throw wrong(
            table.inputPositionOf(List.of(member)),
            member.equals("key")
                ? "a key does not stand in the file of settings: key_env names the variable that"
                    + " holds it, key_file a file"
                : "a provider has no setting '"
                    + member
                    + "'; known are "
                    + String.join(", ", MEMBERS));
      }
    }
    OpenAiProvider.Builder builder = OpenAiProvider.builder().name(name);
    String baseUrl = text(table, "base_url");
    if (baseUrl == null) {
      throw wrong(at, "the provider " + name + " needs a base_url");
    }
    builder.baseUrl(baseUrl);
    key(name, table, builder);
    String reasoningField = text(table, "reasoning_field");
    if (reasoningField != null) {
      builder.reasoningField(reasoningField);
    }
    headers(table, builder);
    try {
      return builder.build();
    } catch (IllegalArgumentException unusable) {
      throw wrong(at, String.valueOf(unusable.getMessage()));
    }
  }

  /** A key that is missing is told once it is needed, by the model that needs it. */
  private void key(String name, TomlTable table, OpenAiProvider.Builder builder) {
    String variable = text(table, "key_env");
    String keyFile = text(table, "key_file");
    if (variable != null && keyFile != null) {
      throw wrong(
          table.inputPositionOf("key_file"), "key_env and key_file both say where the key is");
    }
    if (variable != null) {
      String key = environment.getOrDefault(variable, "").strip();
      builder.key(
          () -> {
            if (key.isEmpty()) {
              throw new ModelUnavailableException(
                  "set " + variable + ", which the provider " + name + " has its key from");
            }
            return key;
          });
    } else if (keyFile != null) {
      Path from = file.toAbsolutePath().resolveSibling(keyFile);
      builder.key(() -> keyOf(name, from));
    }
  }

  private static String keyOf(String name, Path from) {
    try {
      return Files.readString(from).strip();
    } catch (IOException unreadable) {
      throw new ModelUnavailableException(
          "the key of the provider "
              + name
              + " cannot be read from "
              + from
              + ": "
              + Reason.of(unreadable));
    }
  }

  private void headers(TomlTable table, OpenAiProvider.Builder builder) {
    if (!table.contains("headers")) {
      return;
    }
    if (!(table.get("headers") instanceof TomlTable headers)) {
      throw wrong(table.inputPositionOf("headers"), "headers are a table: { x-team = \"blue\" }");
    }
    for (String header : headers.keySet()) {
      List<String> path = List.of(header);
      if (headers.get(path) instanceof String value) {
        builder.header(header, value);
      } else {
        throw wrong(headers.inputPositionOf(path), "a header's value is a text in quotes");
      }
    }
  }

  private @Nullable String text(TomlTable table, String member) {
    Object value = table.get(List.of(member));
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrong(table.inputPositionOf(member), member + " is a text in quotes");
  }

  private UsageException wrong(@Nullable TomlPosition at, @Nullable String what) {
    return wrong(file, at, what);
  }

  private static UsageException wrong(Path file, @Nullable TomlPosition at, @Nullable String what) {
    return new UsageException(
        file + (at == null ? "" : ":" + at.line() + ":" + at.column()) + ": " + what);
  }
}
