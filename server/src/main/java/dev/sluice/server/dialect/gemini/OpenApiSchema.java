package dev.sluice.server.dialect.gemini;

import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Makes a JSON Schema of a schema in Google's form, which is OpenAPI's: types in capital letters,
 * {@code nullable}, whole numbers as texts. What is a JSON Schema already stays one.
 */
final class OpenApiSchema {
  private static final String NULL = "{\"type\":\"null\"}";

  private OpenApiSchema() {}

  /**
   * The JSON Schema.
   *
   * @param schema JSON text that was read before, so that its depth is within bounds
   */
  static String jsonSchema(String schema) {
    byte[] bytes = schema.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      return schema(json);
    }
  }

  private static String schema(JsonReader json) {
    if (!json.isObject()) {
      return json.json();
    }
    json.enterObject();
    Map<String, String> members = new LinkedHashMap<>();
    boolean nullable = false;
    for (String written; (written = json.nextName()) != null; ) {
      String name = FieldNames.usual(written);
      switch (name) {
        case "nullable" -> nullable = json.text().equals("true");
        case "type" -> members.put(name, type(json));
        case "items", "additionalProperties", "not" -> members.put(name, schema(json));
        case "properties", "$defs", "defs" -> members.put(name, named(json));
        case "anyOf", "oneOf", "allOf", "prefixItems" -> members.put(name, list(json));
        case "minItems",
            "maxItems",
            "minLength",
            "maxLength",
            "minProperties",
            "maxProperties",
            "minimum",
            "maximum" ->
            members.put(name, number(json));
        default -> members.put(name, json.json());
      }
    }
    members.values().removeIf(String::isEmpty);
    return nullable ? orNull(members) : Members.object(members);
  }

  /** Values and schemas that a list names are the only ones: null has to be among them. */
  private static String orNull(Map<String, String> members) {
    if (members.containsKey("enum")) {
      // Google's own interface refuses null in the list itself.
      return Members.object(Map.of("anyOf", "[" + Members.object(members) + "," + NULL + "]"));
    }
    members.computeIfPresent(
        "type", (name, type) -> type.startsWith("\"") ? "[" + type + ",\"null\"]" : type);
    members.computeIfPresent("anyOf", (name, schemas) -> withNull(schemas));
    members.computeIfPresent("oneOf", (name, schemas) -> withNull(schemas));
    return Members.object(members);
  }

  private static String withNull(String schemas) {
    boolean isList = schemas.length() > 2 && schemas.startsWith("[");
    return isList && !schemas.endsWith(NULL + "]")
        ? schemas.substring(0, schemas.length() - 1) + "," + NULL + "]"
        : schemas;
  }

  /** Empty for the word that says none. */
  private static String type(JsonReader json) {
    if (!json.isText()) {
      return json.json();
    }
    String type = json.text();
    return type.equals("TYPE_UNSPECIFIED") ? "" : JsonWriter.quoted(type.toLowerCase(Locale.ROOT));
  }

  private static String number(JsonReader json) {
    if (!json.isText()) {
      return json.json();
    }
    String text = json.text();
    return text.matches("-?(0|[1-9][0-9]{0,17})([.][0-9]{1,18})?") ? text : "";
  }

  private static String named(JsonReader json) {
    if (!json.isObject()) {
      return json.json();
    }
    json.enterObject();
    Map<String, String> schemas = new LinkedHashMap<>();
    for (String name; (name = json.nextName()) != null; ) {
      schemas.put(name, schema(json));
    }
    return Members.object(schemas);
  }

  private static String list(JsonReader json) {
    if (!json.isArray()) {
      return json.json();
    }
    json.enterArray();
    StringBuilder schemas = new StringBuilder("[");
    while (json.nextElement()) {
      schemas.append(schemas.length() == 1 ? "" : ",").append(schema(json));
    }
    return schemas.append(']').toString();
  }
}
