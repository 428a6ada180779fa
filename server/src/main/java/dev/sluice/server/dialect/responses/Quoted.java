package dev.sluice.server.dialect.responses;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;

/** Texts as JSON. */
final class Quoted {
  private Quoted() {}

  /** What a JSON text says; empty if it is none. */
  static String read(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try (JsonReader reader = new JsonReader(bytes, 0, bytes.length)) {
      return reader.isText() ? reader.text() : "";
    } catch (JsonException broken) {
      return "";
    }
  }
}
