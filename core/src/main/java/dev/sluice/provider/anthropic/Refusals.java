package dev.sluice.provider.anthropic;

import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;

/** Reads why the API refused to answer. */
final class Refusals {
  private Refusals() {}

  /** What its details say to a person, with the category; empty if they say nothing. */
  static String explanation(String details) {
    String explanation = "";
    String category = "";
    byte[] bytes = details.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          switch (name) {
            case "explanation" -> explanation = json.text();
            case "category" -> category = json.text();
            default -> json.skip();
          }
        }
      }
    }
    if (explanation.isEmpty() || category.isEmpty()) {
      return explanation + category;
    }
    return explanation + " (" + category + ")";
  }
}
