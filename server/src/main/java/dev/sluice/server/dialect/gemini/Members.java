package dev.sluice.server.dialect.gemini;

import dev.sluice.json.JsonWriter;
import java.util.Map;

/** Members that were read before, as an object again. */
final class Members {
  private Members() {}

  /**
   * The object.
   *
   * @param members name to JSON text
   */
  static String object(Map<String, String> members) {
    JsonWriter json = new JsonWriter().object();
    members.forEach(json::putRead);
    return json.end().text();
  }
}
