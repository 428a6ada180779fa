package dev.sluice.server.dialect;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.ResponseFormat;

/**
 * Reads what form an answer is to have, as applications on the AI SDK say it: {@code {"type":
 * "json", "name": …, "schema": {…}}}, or the type {@code text}.
 */
public final class AnswerFormat {
  private static final String USUAL_NAME = "answer";

  private AnswerFormat() {}

  /**
   * The current value.
   *
   * @throws RefusedException if it is no such object
   */
  public static void read(RequestJson json, ChatRequest.Builder request) {
    json.object();
    String type = "";
    String called = USUAL_NAME;
    String schema = "";
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "type" -> type = json.text();
        case "name" -> called = json.text();
        case "schema" -> {
          json.object();
          schema = json.json();
        }
        default -> json.skip();
      }
    }
    switch (type) {
      case "text" -> {}
      case "json" ->
          request.responseFormat(
              schema.isEmpty()
                  ? new ResponseFormat.JsonObject()
                  : new ResponseFormat.JsonSchema(called, schema, false));
      default -> throw json.refusedMember("type", "invalid_value", "use text or json");
    }
  }
}
