package dev.sluice.server.dialect.ollama;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code messages}. Not thread-safe. */
final class Messages {
  private static final int SHOWN = 40;

  private final RequestJson json;
  private final OpenCalls open = new OpenCalls();

  private Messages(RequestJson json) {
    this.json = json;
  }

  /** The current value, a list of messages, which may be empty. */
  static List<Message> read(RequestJson json) {
    return new Messages(json).list();
  }

  private List<Message> list() {
    json.array();
    List<Message> messages = new ArrayList<>();
    while (json.nextElement()) {
      if (messages.size() == json.limits().messages()) {
        throw json.refused(
            "too_many_messages",
            "more than the limit of "
                + json.limits().messages()
                + " messages: leave out or sum up the oldest");
      }
      messages.add(new Said().read());
    }
    return messages;
  }

  /** One message, whose members may come in any order. */
  private final class Said {
    private String role = "";
    private String content = "";
    private String thinking = "";
    private List<Part> images = List.of();
    private List<Part.ToolCall> calls = List.of();
    private String tool = "";
    private String callId = "";

    Message read() {
      json.object();
      for (String name; (name = json.nextName()) != null; ) {
        member(name);
      }
      return message();
    }

    private void member(String name) {
      switch (name) {
        case "role" -> role = json.text();
        case "content" -> content = json.text();
        case "thinking" -> thinking = json.text();
        case "images" -> images = Images.read(json);
        case "tool_calls" -> calls = calls();
        case "tool_name", "name" -> tool = json.text();
        case "tool_call_id" -> callId = json.text();
        default -> json.skip(); // A note of the client's.
      }
    }

    private Message message() {
      return switch (role) {
        case "system", "developer" -> Message.system(content);
        case "user" -> new Message.User(parts());
        case "assistant" -> new Message.Assistant(assistant());
        case "tool" ->
            new Message.ToolResult(new Part.ToolResult(open.answered(callId, tool), tool, parts()));
        case "" -> throw json.refusedMember("role", "missing_field", "a message needs a role");
        default ->
            throw json.refusedMember(
                "role",
                "invalid_value",
                "there is no role \""
                    + (role.length() > SHOWN ? role.substring(0, SHOWN) + "…" : role)
                    + "\": use system, user, assistant or tool");
      };
    }

    private List<Part> parts() {
      List<Part> parts = new ArrayList<>();
      if (!content.isEmpty() || images.isEmpty()) {
        parts.add(Part.text(content));
      }
      parts.addAll(images);
      return parts;
    }

    private List<Part> assistant() {
      List<Part> parts = new ArrayList<>();
      if (!thinking.isEmpty()) {
        parts.add(new Part.Reasoning(thinking));
      }
      if (!content.isEmpty() || (images.isEmpty() && calls.isEmpty())) {
        parts.add(Part.text(content));
      }
      parts.addAll(images);
      open.begin(calls).forEach(parts::add);
      return parts;
    }
  }

  private List<Part.ToolCall> calls() {
    json.array();
    List<Part.ToolCall> calls = new ArrayList<>();
    while (json.nextElement()) {
      calls.add(call());
    }
    return calls;
  }

  private Part.ToolCall call() {
    json.object();
    String id = "";
    String called = "";
    String arguments = "{}";
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("id")) {
        id = json.text();
      } else if (name.equals("function")) {
        json.object();
        for (String member; (member = json.nextName()) != null; ) {
          switch (member) {
            case "name" -> called = json.text();
            case "arguments" -> arguments = arguments();
            default -> json.skip();
          }
        }
      } else {
        json.skip();
      }
    }
    if (called.isEmpty()) {
      throw json.refusedMember(
          "function.name", "missing_field", "a call needs the name of its tool");
    }
    return new Part.ToolCall(id, called, arguments);
  }

  /** An object; clients made for other interfaces send its text. */
  private String arguments() {
    if (json.isText()) {
      return json.text();
    }
    json.object("a text or an object");
    return json.json();
  }
}
