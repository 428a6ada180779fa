package dev.sluice.testing;

import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A JSON text as a value that equals another one of the same meaning, whatever its order. */
public final class JsonTree {
  private JsonTree() {}

  /** Maps, lists, and words; of strings with a quotation mark before them. */
  public static Object of(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try (JsonReader reader = new JsonReader(bytes, 0, bytes.length)) {
      return value(reader);
    }
  }

  private static Object value(JsonReader reader) {
    if (reader.isNull()) {
      reader.skip();
      return "null";
    }
    if (reader.isText()) {
      return '"' + reader.text();
    }
    if (reader.isObject()) {
      Map<String, Object> members = new TreeMap<>();
      reader.enterObject();
      for (String name; (name = reader.nextName()) != null; ) {
        members.put(name, value(reader));
      }
      return members;
    }
    String text = reader.textOrJson();
    return text.startsWith("[") ? list(text) : text;
  }

  private static List<Object> list(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    List<Object> elements = new ArrayList<>();
    try (JsonReader reader = new JsonReader(bytes, 0, bytes.length)) {
      reader.enterArray();
      while (reader.nextElement()) {
        elements.add(value(reader));
      }
    }
    return elements;
  }
}
