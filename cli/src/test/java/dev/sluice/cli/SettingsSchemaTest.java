package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The schema for editors knows the settings that the code knows, and no others. */
final class SettingsSchemaTest {
  private static final Path SCHEMA = Path.of("..", "docs", "config.schema.json");

  private Map<String, Object> schema = Map.of();

  @BeforeEach
  void read() throws Exception {
    try (JsonParser json =
        new JsonFactory().createParser(ObjectReadContext.empty(), Files.readString(SCHEMA))) {
      json.nextToken();
      schema = object(json);
    }
  }

  private static Map<String, Object> object(JsonParser json) {
    Map<String, Object> all = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      all.put(name, value(json));
    }
    return all;
  }

  private static Object value(JsonParser json) {
    return switch (json.currentToken()) {
      case START_OBJECT -> object(json);
      case START_ARRAY -> {
        List<Object> all = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          all.add(value(json));
        }
        yield all;
      }
      default -> json.getString();
    };
  }

  /** What is found along these names. */
  private Map<?, ?> at(String... names) {
    Map<?, ?> found = schema;
    for (String name : names) {
      if (!(found.get(name) instanceof Map<?, ?> below)) {
        throw new AssertionError("there is no object " + name + " in " + List.of(names));
      }
      found = below;
    }
    return found;
  }

  private void knows(Collection<String> names, String... table) {
    assertThat(at(table).get("additionalProperties")).isEqualTo("false");
    List<String> properties = new ArrayList<>(List.of(table));
    properties.add("properties");
    Map<?, ?> known = at(properties.toArray(String[]::new));
    assertThat(new TreeSet<>(known.keySet().stream().map(String::valueOf).toList()))
        .isEqualTo(new TreeSet<>(names));
  }

  @Test
  void eachTableHasItsSettings() {
    knows(ConfigurationFile.TABLES);
    knows(ProviderTable.settings(), "properties", "providers", "additionalProperties");
    knows(LogSettings.KNOWN, "properties", "log");
    knows(ServeTable.NAMES, "properties", "serve");
    knows(ServeTable.TLS, "properties", "serve", "properties", "tls");
    knows(ServeTable.LIMITS, "properties", "serve", "properties", "limits");
    knows(ServeTable.POLICIES, "properties", "serve", "properties", "policies");
    knows(ServeKeys.NAMES, "properties", "keys", "additionalProperties");
    knows(ServeModels.NAMES, "properties", "models", "additionalProperties");
  }

  @Test
  void everyReferenceLeadsSomewhere() throws Exception {
    Map<?, ?> definitions = at("definitions");
    Files.readString(SCHEMA)
        .lines()
        .flatMap(
            line -> java.util.regex.Pattern.compile("#/definitions/(\\w+)").matcher(line).results())
        .forEach(
            found ->
                assertThat(definitions.containsKey(found.group(1))).as(found.group(1)).isTrue());
  }
}
