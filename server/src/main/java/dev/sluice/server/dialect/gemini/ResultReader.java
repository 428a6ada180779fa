package dev.sluice.server.dialect.gemini;

import dev.sluice.json.JsonReader;
import dev.sluice.server.dialect.RequestJson;
import java.nio.charset.StandardCharsets;

/**
 * Reads what a function gave back: an object, of which {@code output} is the result and {@code
 * error} says that it failed, if it has nothing else. Not thread-safe.
 */
final class ResultReader {
  private String text = "";
  private boolean failed;

  /** The current value. */
  void read(RequestJson json) {
    if (json.isText()) {
      text = json.text();
      return;
    }
    if (!json.isArray()) {
      json.object("a text, an object or a list");
    }
    text = json.json();
    unwrap();
  }

  private void unwrap() {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (!json.enterObject()) {
        return;
      }
      String name = json.nextName();
      if (name == null || !(name.equals("output") || name.equals("error"))) {
        return;
      }
      String value = json.isText() ? json.text() : json.json();
      if (json.nextName() == null) {
        text = value;
        failed = name.equals("error");
      }
    }
  }

  /** What the model is told. */
  String text() {
    return text;
  }

  /** Whether it tells of a failure. */
  boolean failed() {
    return failed;
  }
}
