package dev.sluice.server.dialect;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/** Texts as JSON. */
public final class Quoted {
  private Quoted() {}

  /** What a JSON text says; empty if it is none. */
  public static String read(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try (JsonReader reader = new JsonReader(bytes, 0, bytes.length)) {
      return reader.isText() ? reader.text() : "";
    } catch (JsonException broken) {
      return "";
    }
  }

  /**
   * A JSON text of a provider's as one that can stand anywhere: a broken one might end the line,
   * and with it the event. Empty if it is broken, or says nothing.
   */
  public static String sound(String json) {
    String said = read(json);
    return said.isEmpty() ? "" : JsonWriter.quoted(said);
  }
}
