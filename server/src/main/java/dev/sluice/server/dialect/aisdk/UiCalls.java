package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Part;
import dev.sluice.chat.Tool;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.CallIds;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Calls of tools. Not thread-safe. */
final class UiCalls {
  static final String UNREADABLE = "the model's input to this tool is no JSON";
  private static final String CUT = "the answer ended before the input to this tool was whole";

  private final UiLines lines;
  private final CallIds ids;

  /** The tools that the client has told: only of those it knows the types. */
  private final Set<String> known;

  private final Map<Integer, Call> open = new TreeMap<>();

  /** By what the client knows the calls that it was told of, by what the provider does. */
  private final Map<String, String> told = new HashMap<>();

  private record Call(String id, Part.ToolCall begun, StringBuilder input) {}

  UiCalls(ChatRequest request, CallIds ids, UiLines lines) {
    this.ids = ids;
    this.lines = lines;
    this.known = request.tools().stream().map(Tool::name).collect(Collectors.toSet());
  }

  void begin(int part, Part.ToolCall call, Bytes out) {
    String id = ids.next(part, call);
    told.put(call.id(), id);
    open.put(part, new Call(id, call, new StringBuilder(call.arguments())));
    JsonWriter json = begin("tool-input-start", id, call);
    if (call.isFreeText()) {
      json.put("inputEncoding", "text");
    }
    metadata(json, call);
    lines.event(json, out);
    if (!call.arguments().isEmpty()) {
      lines.inputDelta(id, call.arguments(), out);
    }
  }

  private JsonWriter begin(String type, String id, Part.ToolCall call) {
    JsonWriter json = UiLines.begin(type).put("toolCallId", id).put("toolName", call.name());
    if (call.isRunByProvider()) {
      json.put("providerExecuted", true);
    }
    if (!known.contains(call.name())) {
      json.put("dynamic", true);
    }
    return json;
  }

  void grow(int part, String fragment, Bytes out) {
    Call call = open.get(part);
    if (call != null) {
      call.input.append(fragment);
      lines.inputDelta(call.id, fragment, out);
    }
  }

  /** The provider has ended it. */
  void end(int part, Part.ToolCall whole, Bytes out) {
    Call call = open.remove(part);
    if (call != null) {
      String input = whole.arguments().isEmpty() ? call.input.toString() : whole.arguments();
      available(call, whole, input, out);
    }
  }

  private void available(Call call, Part.ToolCall whole, String input, Bytes out) {
    if (whole.isFreeText()) {
      event("tool-input-available", call, whole, JsonWriter.quoted(input), "", out);
      return;
    }
    String json = input.isBlank() ? "{}" : input;
    if (isJson(json)) {
      event("tool-input-available", call, whole, json, "", out);
    } else {
      event("tool-input-error", call, whole, JsonWriter.quoted(input), UNREADABLE, out);
    }
  }

  /** Whether it can be told as a value; nothing at all stands for no arguments. */
  static boolean isJson(String text) {
    if (text.isBlank()) {
      return true;
    }
    try {
      new JsonWriter().valueJson("input", text);
      return true;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private void event(
      String type, Call call, Part.ToolCall whole, String input, String error, Bytes out) {
    JsonWriter json = begin(type, call.id, call.begun).putJson("input", input);
    if (!error.isEmpty()) {
      json.put("errorText", error);
    }
    metadata(json, whole);
    lines.event(json, out);
  }

  private static void metadata(JsonWriter json, Part part) {
    String metadata = Proofs.of(part);
    if (!metadata.isEmpty()) {
      json.putJson("providerMetadata", metadata);
    }
  }

  /**
   * The answer is whole: no more comes of calls that are open.
   *
   * @param cutOff whether it may have ended in the middle of one
   */
  void endAll(boolean cutOff, Bytes out) {
    for (Call call : open.values()) {
      if (cutOff) {
        String input = JsonWriter.quoted(call.input.toString());
        event("tool-input-error", call, call.begun, input, CUT, out);
      } else {
        available(call, call.begun, call.input.toString(), out);
      }
    }
    open.clear();
  }

  /** What came of a call that the client was told of. */
  void result(Part.ToolResult result, Bytes out) {
    String id = told.get(result.callId());
    if (id == null) {
      return;
    }
    JsonWriter json =
        UiLines.begin(result.failed() ? "tool-output-error" : "tool-output-available");
    json.put("toolCallId", id);
    if (result.failed()) {
      json.put("errorText", UiContent.text(result.content()));
    } else {
      UiContent.put(json, "output", result.content());
    }
    if (result.isRunByProvider()) {
      json.put("providerExecuted", true);
    }
    metadata(json, result);
    lines.event(json, out);
  }

  /** The provider asks whether it may run a call. */
  void approval(int part, Part.ApprovalRequest request, Bytes out) {
    Part.ToolCall call = request.call().runByProvider();
    Part.ToolCall named = call.called(request.id(), call.name());
    begin(part, named, out);
    Part marked = request.data().map(named::withData).orElse(named);
    end(part, (Part.ToolCall) marked, out);
    lines.event(
        UiLines.begin("tool-approval-request")
            .put("approvalId", request.id())
            .put("toolCallId", told.getOrDefault(request.id(), request.id())),
        out);
  }
}
