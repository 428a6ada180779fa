package dev.sluice.server.dialect.ollama;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Bytes;
import java.util.HashMap;
import java.util.Map;

/** Calls of tools, each of which is told once it is whole. Not thread-safe. */
final class HeldCalls {
  private final Map<Integer, Held> held = new HashMap<>(0);
  private int told;

  private record Held(Part.ToolCall call, StringBuilder arguments) {}

  /** A call begins; one that its provider runs itself is none of the client's business. */
  void begin(int part, Part.ToolCall call) {
    if (!call.isRunByProvider()) {
      held.put(part, new Held(call, new StringBuilder(call.arguments())));
    }
  }

  /** More of its arguments. */
  void more(int part, String fragment) {
    Held call = held.get(part);
    if (call != null) {
      call.arguments.append(fragment);
    }
  }

  /** It is whole; whether it was told. */
  boolean end(int part, Part.ToolCall ended, Lines lines, Bytes out) {
    Held call = held.remove(part);
    if (call == null) {
      return false;
    }
    String arguments = call.arguments.isEmpty() ? ended.arguments() : call.arguments.toString();
    Part.ToolCall named =
        call.call.id().isEmpty() ? call.call.called(ended.id(), call.call.name()) : call.call;
    JsonWriter json = new JsonWriter().object().array("tool_calls");
    Arguments.put(json, named, arguments, told++);
    String object = json.end().end().text();
    lines.member(object.substring(1, object.length() - 1), out);
    return true;
  }

  /** What has come of this part and of those behind it is void. */
  void forget(int from) {
    held.keySet().removeIf(part -> part >= from);
  }
}
