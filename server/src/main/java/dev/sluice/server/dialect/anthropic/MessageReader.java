package dev.sluice.server.dialect.anthropic;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.server.dialect.Proof;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code messages}. Not thread-safe. */
final class MessageReader {
  private static final int MAX_SHOWN = 40;

  private final RequestJson json;
  private final List<Message> messages = new ArrayList<>();

  /** The names of the tools that were called, by the ids of the calls: results don't say them. */
  private final Map<String, String> called = new HashMap<>();

  private MessageReader(RequestJson json) {
    this.json = json;
  }

  /** The current value, a list. */
  static List<Message> read(RequestJson json) {
    return new MessageReader(json).list();
  }

  private List<Message> list() {
    json.array();
    int count = 0;
    while (json.nextElement()) {
      if (count++ == json.limits().messages()) {
        throw json.refused(
            "too_many_messages",
            "more than the limit of "
                + json.limits().messages()
                + " messages: leave out or sum up the oldest");
      }
      message();
    }
    if (messages.isEmpty()) {
      throw json.refused("invalid_value", "a request needs at least one message");
    }
    return messages;
  }

  private void message() {
    json.object();
    String role = "";
    List<Part> content = null;
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "role" -> role = json.text();
        case "content" -> content = BlockReader.contentOf(json);
        default -> json.skip(); // A note of the client's.
      }
    }
    if (content == null) {
      throw json.refusedMember("content", "missing_field", "a message needs content");
    }
    switch (role) {
      case "user" -> user(content);
      case "assistant" -> assistant(content);
      case "system" -> messages.add(Message.system(system(content)));
      case "" -> throw json.refusedMember("role", "missing_field", "a message needs a role");
      default ->
          throw json.refusedMember(
              "role",
              "invalid_value",
              "there is no role \""
                  + (role.length() > MAX_SHOWN ? role.substring(0, MAX_SHOWN) + "…" : role)
                  + "\": use user or assistant");
    }
  }

  /** What tools gave back comes first, as every provider wants it. */
  private void user(List<Part> content) {
    List<Part> said = new ArrayList<>();
    for (int i = 0; i < content.size(); i++) {
      switch (content.get(i)) {
        case Part.ToolResult result when !result.isRunByProvider() ->
            messages.add(new Message.ToolResult(named(result)));
        case Part.Text text -> said.add(text);
        case Part.Media media -> said.add(media);
        case Part.Native own -> said.add(own);
        default -> throw misplaced("user", i);
      }
    }
    if (!said.isEmpty() || content.isEmpty()) {
      messages.add(new Message.User(said.isEmpty() ? List.of(Part.text("")) : said));
    }
  }

  private Part.ToolResult named(Part.ToolResult result) {
    String name = called.getOrDefault(result.callId(), "");
    Part.ToolResult named = new Part.ToolResult(result.callId(), name, result.content());
    named = result.failed() ? named.asFailure() : named;
    return result.data().isEmpty() ? named : (Part.ToolResult) named.withData(result.data().get());
  }

  private void assistant(List<Part> content) {
    for (int i = 0; i < content.size(); i++) {
      switch (content.get(i)) {
        case Part.ToolCall call -> called.put(call.id(), call.name());
        case Part.ToolResult result when result.isRunByProvider() -> {}
        case Part.Text text -> {}
        case Part.Reasoning thought -> {}
        case Part.Native own -> {}
        default -> throw misplaced("assistant", i);
      }
    }
    Message.Assistant said = Proof.returned(content);
    messages.add(
        said.parts().isEmpty()
            ? new Message.Assistant(List.of(Part.text("")), said.model())
            : said);
  }

  private String system(List<Part> content) {
    for (int i = 0; i < content.size(); i++) {
      if (!(content.get(i) instanceof Part.Text)) {
        throw misplaced("system", i);
      }
    }
    return SourceReader.texts(content);
  }

  private RuntimeException misplaced(String role, int index) {
    return json.refusedMember(
        "content[" + index + "]",
        "unsupported_content",
        "a message of the role " + role + " cannot hold such a block");
  }
}
