package dev.sluice.server.dialect.agui;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.CallArguments;
import dev.sluice.server.dialect.CallIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Calls of tools that the client is to run. Not thread-safe. */
final class Calls {
  private static final byte[] ARGS =
      Lines.ascii("data: {\"type\":\"TOOL_CALL_ARGS\",\"toolCallId\":\"");

  private final Lines lines;
  private final CallIds ids;
  private final Map<Integer, Call> open = new TreeMap<>();
  private final List<String> pending = new ArrayList<>();
  private final List<Call> proved = new ArrayList<>(0);

  private record Call(String id, Part.ToolCall call, StringBuilder arguments) {}

  Calls(Lines lines, CallIds ids) {
    this.lines = lines;
    this.ids = ids;
  }

  /** Whether it is one for the client, which is told of it. */
  boolean begin(int part, Part.ToolCall call, String message, Bytes out) {
    if (call.isRunByProvider()) {
      return false;
    }
    String id = ids.next(part, call);
    open.put(part, new Call(id, call, new StringBuilder(call.arguments())));
    JsonWriter json = Lines.begin("TOOL_CALL_START").put("toolCallId", id);
    json.put("toolCallName", call.name()).put("parentMessageId", message);
    lines.event(json, out);
    if (!call.arguments().isEmpty()) {
      lines.delta(ARGS, id, call.arguments(), out);
    }
    return true;
  }

  void grow(int part, String fragment, Bytes out) {
    Call call = open.get(part);
    if (call != null) {
      call.arguments.append(fragment);
      lines.delta(ARGS, call.id, fragment, out);
    }
  }

  /** The provider has ended it. */
  void end(int part, Part.ToolCall whole, Bytes out) {
    Call call = open.remove(part);
    if (call == null) {
      return;
    }
    String arguments = CallArguments.of(whole);
    if (call.arguments.isEmpty() && !arguments.isEmpty()) {
      call.arguments.append(arguments);
      lines.delta(ARGS, call.id, arguments, out);
    }
    finish(call, out);
    if (whole.data().isPresent()) {
      proved.add(new Call(call.id, whole, new StringBuilder(0)));
    }
  }

  /** Its end, and what has TanStack's client run its tool. */
  private void finish(Call call, Bytes out) {
    close(call, out);
    pending.add(call.id);
    String input = call.arguments.isEmpty() ? "{}" : call.arguments.toString();
    JsonWriter json = Lines.begin("CUSTOM").put("name", "tool-input-available");
    json.object("value").put("toolCallId", call.id).put("toolName", call.call.name());
    lines.event(MessagesJson.putJson(json, "input", input).end(), out);
  }

  private void close(Call call, Bytes out) {
    lines.event(Lines.begin("TOOL_CALL_END").put("toolCallId", call.id), out);
  }

  /**
   * The answer is whole: no more comes of calls that are open.
   *
   * @param cutOff whether it may have ended in the middle of one, which then is not to be run
   */
  void endAll(boolean cutOff, Bytes out) {
    for (Call call : open.values()) {
      if (cutOff) {
        close(call, out);
      } else {
        finish(call, out);
      }
    }
    open.clear();
  }

  /** The calls that the client is to answer. */
  List<String> pending() {
    return List.copyOf(pending);
  }

  /** The proofs of calls, with the name of the model whose they are. */
  void prove(String model, Bytes out) {
    for (Call one : proved) {
      JsonWriter json = Lines.begin("REASONING_ENCRYPTED_VALUE").put("subtype", "tool-call");
      json.put("entityId", one.id).put("encryptedValue", Sealed.of(one.call, model));
      lines.event(json, out);
    }
    proved.clear();
  }
}
