package dev.sluice.provider.openai.responses;

import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/** Texts as JSON texts: what a provider's data is kept as. */
final class Quoted {
  private static final String BEFORE = "{\"v\":";

  private Quoted() {}

  /** This text as JSON. */
  static String of(String text) {
    String object = new JsonWriter().object().put("v", text).end().text();
    return object.substring(BEFORE.length(), object.length() - 1);
  }

  /** The text that this JSON says; empty if it says none. */
  static String read(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try (JsonReader value = new JsonReader(bytes, 0, bytes.length)) {
      return value.text();
    }
  }
}
