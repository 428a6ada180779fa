package dev.sluice.server.dialect.agui;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code messages}. Thoughts are messages of their own here, before the answer that they are
 * part of. Calls without a result, and results without a call, are left out: no provider takes them
 * so. Not thread-safe.
 */
final class AgUiMessages {
  private final RequestJson json;
  private final List<Message> all = new ArrayList<>();
  private final List<Part> thoughts = new ArrayList<>();
  private String thinker = "";

  private AgUiMessages(RequestJson json) {
    this.json = json;
  }

  /** The current value, a list of messages. */
  static List<Message> read(RequestJson json) {
    return paired(new AgUiMessages(json).list());
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
    return all;
  }

  private void message() {
    AgUiMessage said = AgUiMessage.read(json);
    switch (said.role()) {
      case "system", "developer" -> {
        if (!said.text().isEmpty()) {
          all.add(Message.system(said.text()));
        }
      }
      case "user" -> {
        thoughts.clear();
        if (!said.content().isEmpty()) {
          all.add(new Message.User(said.content()));
        }
      }
      case "reasoning" -> thought(said);
      case "assistant" -> answer(said);
      case "tool" -> result(said);
      case "activity" -> {} // What the application shows beside the conversation.
      case "" -> throw json.refusedMember("role", "missing_field", "a message needs a role");
      default ->
          throw json.refusedMember(
              "role",
              "invalid_value",
              "there is no such role: use user, assistant, tool, system, developer, reasoning or"
                  + " activity");
    }
  }

  private void thought(AgUiMessage said) {
    Sealed.read(said.encryptedValue())
        .ifPresentOrElse(
            proofs -> {
              thinker = proofs.model();
              thoughts.add(proofs.reasoning(said.text()));
            },
            () -> thoughts.add(new Part.Reasoning(said.text())));
  }

  private void answer(AgUiMessage said) {
    List<Part> parts = new ArrayList<>(thoughts);
    if (!said.text().isEmpty()) {
      parts.add(Part.text(said.text()));
    }
    for (AgUiMessage.Called called : said.calls()) {
      Sealed proofs = Sealed.read(called.encryptedValue()).orElse(null);
      if (proofs != null) {
        thinker = proofs.model();
      }
      parts.add(proofs == null ? called.call() : proofs.on(called.call()));
    }
    all.add(new Message.Assistant(parts, thinker));
    thoughts.clear();
    thinker = "";
  }

  private void result(AgUiMessage said) {
    if (said.toolCallId().isEmpty()) {
      throw json.refusedMember(
          "toolCallId", "missing_field", "a tool's message needs the id of the call");
    }
    Part.ToolResult result = new Part.ToolResult(said.toolCallId(), "", said.content());
    boolean failed = !said.error().isEmpty();
    if (failed && said.content().isEmpty()) {
      result = new Part.ToolResult(said.toolCallId(), "", List.of(Part.text(said.error())));
    }
    all.add(new Message.ToolResult(failed ? result.asFailure() : result));
  }

  private static List<Message> paired(List<Message> all) {
    Set<String> answered = new HashSet<>();
    Map<String, String> names = new HashMap<>();
    for (Message message : all) {
      if (message instanceof Message.ToolResult(Part.ToolResult result)) {
        answered.add(result.callId());
      } else if (message instanceof Message.Assistant(List<Part> parts, String model)) {
        parts.forEach(part -> name(part, names));
      }
    }
    List<Message> paired = new ArrayList<>();
    for (Message message : all) {
      switch (message) {
        case Message.Assistant said -> answered(said, answered, paired);
        case Message.ToolResult(Part.ToolResult result) -> {
          String name = names.get(result.callId());
          if (name != null) {
            paired.add(new Message.ToolResult(named(result, name)));
          }
        }
        case Message.User user -> paired.add(user);
        case Message.SystemPrompt prompt -> paired.add(prompt);
      }
    }
    return paired;
  }

  private static void name(Part part, Map<String, String> names) {
    if (part instanceof Part.ToolCall call) {
      names.put(call.id(), call.name());
    }
  }

  private static Part.ToolResult named(Part.ToolResult result, String name) {
    Part.ToolResult named = new Part.ToolResult(result.callId(), name, result.content());
    return result.failed() ? named.asFailure() : named;
  }

  private static void answered(Message.Assistant said, Set<String> answered, List<Message> paired) {
    List<Part> parts = new ArrayList<>(said.parts());
    parts.removeIf(part -> part instanceof Part.ToolCall call && !answered.contains(call.id()));
    while (!parts.isEmpty() && parts.getLast() instanceof Part.Reasoning) {
      parts.removeLast();
    }
    if (!parts.isEmpty()) {
      paired.add(new Message.Assistant(parts, said.model()));
    }
  }
}
