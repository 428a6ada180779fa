package dev.sluice.server.dialect.agui;

import dev.sluice.chat.Part;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.List;

/**
 * A message as the client keeps it; what it does not have is empty.
 *
 * @param content what is in it, a text too
 */
record AgUiMessage(
    String role,
    List<Part> content,
    List<Called> calls,
    String toolCallId,
    String error,
    String encryptedValue) {
  AgUiMessage {
    content = List.copyOf(content);
    calls = List.copyOf(calls);
  }

  /** A call, and what only its provider understands of it. */
  record Called(Part.ToolCall call, String encryptedValue) {}

  /** The texts of it. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Part part : content) {
      if (part instanceof Part.Text piece) {
        text.append(piece.text());
      }
    }
    return text.toString();
  }

  /** The current value. */
  static AgUiMessage read(RequestJson json) {
    json.object();
    String role = "";
    List<Part> content = List.of();
    List<Called> calls = List.of();
    String toolCallId = "";
    String error = "";
    String sealed = "";
    RefusedException shown = null; // An activity's content is an object.
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "role" -> role = json.text();
        case "content" -> {
          if (json.isObject()) {
            shown = json.expected("a text or a list");
            json.skip();
          } else {
            content = content(json);
          }
        }
        case "toolCalls" -> calls = calls(json);
        case "toolCallId" -> toolCallId = json.text();
        case "error" -> error = json.text();
        case "encryptedValue" -> sealed = json.text();
        default -> json.skip();
      }
    }
    if (shown != null && !role.equals("activity")) {
      throw shown;
    }
    return new AgUiMessage(role, content, calls, toolCallId, error, sealed);
  }

  private static List<Part> content(RequestJson json) {
    if (json.isText()) {
      String text = json.text();
      return text.isEmpty() ? List.of() : List.of(Part.text(text));
    }
    json.array("a text or a list");
    List<Part> parts = new ArrayList<>();
    while (json.nextElement()) {
      parts.add(new Content(json).part());
    }
    return parts;
  }

  private static List<Called> calls(RequestJson json) {
    json.array();
    List<Called> calls = new ArrayList<>();
    while (json.nextElement()) {
      calls.add(call(json));
    }
    return calls;
  }

  private static Called call(RequestJson json) {
    json.object();
    String id = "";
    String called = "";
    String arguments = "";
    String sealed = "";
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "id" -> id = json.text();
        case "encryptedValue" -> sealed = json.isText() ? json.text() : skipped(json);
        case "function" -> {
          json.object();
          for (String member; (member = json.nextName()) != null; ) {
            switch (member) {
              case "name" -> called = json.text();
              case "arguments" -> arguments = json.text();
              default -> json.skip();
            }
          }
        }
        default -> json.skip();
      }
    }
    if (id.isEmpty() || called.isEmpty()) {
      throw json.refusedMember(
          id.isEmpty() ? "id" : "function.name", "missing_field", "a call has an id and a name");
    }
    return new Called(
        new Part.ToolCall(id, called, arguments.isBlank() ? "{}" : arguments), sealed);
  }

  private static String skipped(RequestJson json) {
    json.skip();
    return "";
  }
}
