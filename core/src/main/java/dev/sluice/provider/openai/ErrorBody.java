package dev.sluice.provider.openai;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;

/**
 * What an error body says, in the shapes that servers use: {@code {"error": {message, type,
 * code}}}, {@code {"error": "..."}}, {@code {"message": ...}}, {@code {"detail": ...}}, or any
 * text. Nothing is cut: whoever shows it looks for keys first.
 */
record ErrorBody(String message, String type, String code) {
  static ErrorBody of(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      boolean here = json.isObject() || (json.enterArray() && json.nextElement());
      if (here && json.enterObject()) {
        ErrorBody error = members(json);
        if (!error.message.isEmpty()) {
          return error;
        }
      }
    } catch (JsonException noJson) {
      // Then it is text, and is shown as it is.
    }
    return new ErrorBody(body.strip(), "", "");
  }

  private static ErrorBody members(JsonReader json) {
    String message = "";
    String type = "";
    String code = "";
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "error" -> {
          ErrorBody error = object(json);
          message = error.message;
          type = error.type;
          code = error.code;
        }
        case "message", "detail" ->
            message = message.isEmpty() ? json.text() : skipped(json, message);
        default -> json.skip();
      }
    }
    return new ErrorBody(message, type, code);
  }

  /** The value of an {@code error} member, which is an object or a text. */
  static ErrorBody object(JsonReader json) {
    if (!json.isObject()) {
      return new ErrorBody(json.text(), "", "");
    }
    String message = "";
    String type = "";
    String code = "";
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "message" -> message = json.text();
        case "type" -> type = json.text();
        case "code" -> code = json.text();
        default -> json.skip();
      }
    }
    return new ErrorBody(message, type, code);
  }

  private static String skipped(JsonReader json, String kept) {
    json.skip();
    return kept;
  }
}
