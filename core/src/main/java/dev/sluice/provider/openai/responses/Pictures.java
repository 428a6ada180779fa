package dev.sluice.provider.openai.responses;

import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/**
 * A picture's item without the bytes, which its part holds, and with them again: they are
 * megabytes, and are kept once.
 */
final class Pictures {
  private static final String BYTES = "result";

  private Pictures() {}

  /** The item without its bytes. */
  static String withoutBytes(String item) {
    JsonWriter json = new JsonWriter().object();
    copy(item, json);
    return json.end().text();
  }

  /** The item with these bytes. */
  static String withBytes(String item, String base64) {
    JsonWriter json = new JsonWriter().object();
    copy(item, json);
    return json.put(BYTES, base64).end().text();
  }

  private static void copy(String item, JsonWriter to) {
    byte[] bytes = item.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      json.enterObject();
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals(BYTES)) {
          json.skip();
        } else if (json.isText()) {
          to.put(name, json.text());
        } else if (json.isNull()) {
          json.skip();
          to.putNull(name);
        } else {
          to.putJson(name, json.textOrJson());
        }
      }
    }
  }
}
