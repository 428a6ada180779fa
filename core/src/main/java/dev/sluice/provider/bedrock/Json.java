package dev.sluice.provider.bedrock;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** JSON that is kept as it came, and written as it was. */
final class Json {
  private Json() {}

  /** The current value as JSON text, whatever it is. */
  static String of(JsonReader json) {
    if (json.isText()) {
      return quoted(json.text());
    }
    if (json.isNull()) {
      json.skip();
      return "null";
    }
    return json.textOrJson();
  }

  /** A reader of JSON that was kept. */
  static JsonReader reader(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new JsonReader(bytes, 0, bytes.length);
  }

  /** A text as JSON. */
  static String quoted(String text) {
    return new JsonWriter().value(text).text();
  }

  /** The members of an object, name to JSON text in their order; empty if it is none. */
  static Optional<Map<String, String>> members(String text) {
    try (JsonReader json = reader(text)) {
      if (!json.enterObject()) {
        return Optional.empty();
      }
      Map<String, String> members = new LinkedHashMap<>();
      for (String name; (name = json.nextName()) != null; ) {
        members.put(name, of(json));
      }
      json.finish();
      return Optional.of(members);
    } catch (JsonException noJson) {
      return Optional.empty();
    }
  }

  /** An object of one member. */
  static String object(String name, String value) {
    return new JsonWriter().object().putJson(name, value).end().text();
  }
}
