package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.Part;
import dev.sluice.server.dialect.RequestJson;
import java.util.List;
import java.util.Optional;

/**
 * A call of a tool as the client keeps it.
 *
 * @param call what the model said
 * @param result what came of it; empty as long as nothing has
 * @param approvalId under which the provider asks whether it may run the call; empty if it does not
 * @param approved what the user said to that; empty as long as nothing
 * @param reason why; may be empty
 */
record UiCall(
    Part.ToolCall call,
    Optional<Part.ToolResult> result,
    String approvalId,
    Optional<Boolean> approved,
    String reason) {

  /** Reads one. Not thread-safe. */
  static final class Reader {
    private static final String DENIED = "the user did not allow the call";

    private final RequestJson json;
    private String state = "";
    private String id = "";
    private String name = "";
    private String input = "";
    private boolean isText;
    private boolean isObject;

    /** Of a tool that gives nothing back the output is null, or is left out. */
    private List<Part> output = List.of(Part.text("null"));

    private String error = "";
    private boolean byProvider;
    private Proofs callProofs = Proofs.NONE;
    private Proofs resultProofs = Proofs.NONE;
    private String approvalId = "";
    private Optional<Boolean> approved = Optional.empty();
    private String reason = "";

    Reader(RequestJson json) {
      this.json = json;
    }

    void state(String value) {
      state = value;
    }

    /** Takes the current value. */
    void member(String member) {
      switch (member) {
        case "toolCallId" -> id = json.text();
        case "toolName" -> name = json.text();
        case "input" -> input();
        case "output" -> output = UiOutput.read(json);
        case "errorText" -> error = json.text();
        case "providerExecuted" -> byProvider = json.truth();
        case "callProviderMetadata" -> callProofs = Proofs.read(json);
        case "resultProviderMetadata" -> resultProofs = Proofs.read(json);
        case "approval" -> approval();
        default -> json.skip();
      }
    }

    private void input() {
      isText = json.isText();
      isObject = json.isObject();
      input = isText ? json.text() : json.json();
    }

    private void approval() {
      json.object();
      for (String member; (member = json.nextName()) != null; ) {
        switch (member) {
          case "id" -> approvalId = json.text();
          case "approved" -> approved = Optional.of(json.truth());
          case "reason" -> reason = json.text();
          default -> json.skip();
        }
      }
    }

    /** The call, all of whose members have been read. */
    UiCall call(String typeName, RequestJson from) {
      String called = typeName.isEmpty() ? name : typeName;
      if (called.isEmpty()) {
        throw from.refusedMember("toolName", "missing_field", "a call names its tool");
      }
      if (id.isEmpty()) {
        throw from.refusedMember("toolCallId", "missing_field", "a call has an id");
      }
      boolean freeText = callProofs.isFreeText();
      // Input that is no object could not be read when it came: no provider takes it back.
      String arguments = freeText || isObject ? input : "{}";
      Part.ToolCall call = new Part.ToolCall(id, called, arguments);
      call = freeText ? call.asFreeText() : call;
      call = byProvider ? call.runByProvider() : call;
      return new UiCall(
          (Part.ToolCall) callProofs.on(call), result(called), approvalId, approved, reason);
    }

    private Optional<Part.ToolResult> result(String called) {
      return switch (state) {
        case "output-available" -> Optional.of(result(called, output));
        case "output-error" -> {
          String unread = isText && !callProofs.isFreeText() && !input.isEmpty() ? input : "";
          String told = unread.isEmpty() ? error : error + "\nThe input was: " + unread;
          yield Optional.of(result(called, List.of(Part.text(told))).asFailure());
        }
        case "output-denied" -> Optional.of(denied(called));
        case "approval-responded" ->
            approved.equals(Optional.of(false)) && !byProvider
                ? Optional.of(denied(called))
                : Optional.empty();
        default -> Optional.empty();
      };
    }

    private Part.ToolResult denied(String called) {
      String why = reason.isEmpty() ? DENIED : DENIED + ": " + reason;
      return result(called, List.of(Part.text(why))).asFailure();
    }

    private Part.ToolResult result(String called, List<Part> content) {
      Part.ToolResult result = new Part.ToolResult(id, called, content);
      return (Part.ToolResult) resultProofs.on(byProvider ? result.runByProvider() : result);
    }
  }
}
