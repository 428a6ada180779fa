package dev.sluice.spi.provider;

import dev.sluice.chat.Tool;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * The schema of a tool's arguments as most APIs demand it. Of a tool that has none, it often says
 * less, as those of MCP servers do: {@code {}} or {@code {"type":"object"}}.
 */
public final class ArgumentsSchema {
  private static final String TYPE = "\"type\":\"object\"";
  private static final String PROPERTIES = "\"properties\":{}";

  /** Members by which a schema says its properties; those of others may stand elsewhere. */
  private static final Set<String> SAYING = Set.of("properties", "$ref", "anyOf", "oneOf", "allOf");

  private ArgumentsSchema() {}

  /**
   * The tool's schema, which says that it is of an object and has properties, if only none. One
   * that is of something else, or no JSON object, is as it was.
   */
  public static String of(Tool tool) {
    String schema = tool.parametersSchema();
    Set<String> names = new HashSet<>();
    boolean isOfObject = true;
    byte[] bytes = schema.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (!json.enterObject()) {
        return schema;
      }
      for (String name; (name = json.nextName()) != null; ) {
        names.add(name);
        if (name.equals("type")) {
          isOfObject = json.text().equals("object");
        } else {
          json.skip();
        }
      }
    } catch (JsonException wrong) {
      return schema; // Whoever writes it into a request says so.
    }
    boolean lacksProperties = names.stream().noneMatch(SAYING::contains);
    if (!isOfObject || (names.contains("type") && !lacksProperties)) {
      return schema;
    }
    StringBuilder whole = new StringBuilder("{");
    whole.append(names.contains("type") ? "" : TYPE);
    whole.append(whole.length() > 1 && lacksProperties ? "," : "");
    whole.append(lacksProperties ? PROPERTIES : "");
    return whole
        .append(names.isEmpty() ? "" : ",")
        .append(schema, schema.indexOf('{') + 1, schema.length())
        .toString();
  }
}
