package dev.sluice.server.dialect.anthropic;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.CallIds;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.Told;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A whole answer as a {@code message}. */
final class MessageDocument {
  private static final List<String> NOTED =
      List.of("stop_details", "container", "context_management");

  private MessageDocument() {}

  /** The document of a run that completed; of another one, the error. */
  static byte[] of(Told told, Ending ending) {
    return switch (ending) {
      case Ending.Incomplete incomplete -> MessagesError.of(EndingError.of(incomplete)).json();
      case Ending.Completed(var reply, FinishReason reason)
          when reason.kind() == FinishReason.Kind.ERROR ->
          MessagesError.of(EndingError.of(reason)).json();
      case Ending.Completed completed -> message(told, completed);
    };
  }

  private static byte[] message(Told told, Ending.Completed completed) {
    Reply reply = completed.reply();
    boolean calls = reply.toolCalls().stream().anyMatch(call -> !call.isRunByProvider());
    JsonWriter json = new JsonWriter().object();
    json.put("id", Events.id(told)).put("type", "message").put("role", "assistant");
    json.put("model", told.model()).array("content");
    CallIds ids = CallIds.of(told);
    for (int i = 0; i < reply.parts().size(); i++) {
      Part part = reply.parts().get(i);
      if (Blocks.isTold(part)) {
        block(json, ids, i, part, reply.askedModel());
      }
    }
    json.end().put("stop_reason", StopWord.of(completed.finishReason(), calls));
    noted(reply, "stop_sequence")
        .ifPresentOrElse(
            text -> json.putJson("stop_sequence", text), () -> json.putNull("stop_sequence"));
    MessageUsage.put(json, reply.usage());
    for (String name : NOTED) {
      noted(reply, name).ifPresent(value -> json.putJson(name, value));
    }
    return json.end().text().getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<String> noted(Reply reply, String name) {
    return reply.data().stream()
        .map(data -> data.field(name))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static void block(JsonWriter json, CallIds ids, int number, Part part, String model) {
    switch (part) {
      case Part.Text text -> text(json, text);
      case Part.Refusal refusal -> text(json, new Part.Text(refusal.text()));
      case Part.Reasoning thought -> thoughts(json, thought, model);
      case Part.ToolCall call -> {
        String id = ids.next(number, call);
        String proof = Blocks.proof(model, call, id);
        if (!proof.isEmpty()) {
          json.valueJson("a proof", proof);
        }
        json.valueJson("a call", Blocks.call(id, call, Blocks.input(call)));
      }
      case Part.ToolResult result -> json.valueJson("a result", Blocks.result(result));
      case Part.Native own -> json.valueJson("a block", own.json());
      case Part.Media m -> {}
      case Part.ApprovalRequest r -> {}
      case Part.ApprovalAnswer a -> {}
    }
  }

  private static void text(JsonWriter json, Part.Text text) {
    if (text.text().isEmpty() && text.citations().isEmpty()) {
      return;
    }
    json.object().put("type", "text").put("text", text.text());
    if (!text.citations().isEmpty()) {
      json.array("citations");
      text.citations().forEach(one -> json.valueJson("a citation", Blocks.citation(one)));
      json.end();
    }
    json.end();
  }

  private static void thoughts(JsonWriter json, Part.Reasoning thought, String model) {
    String proof = Blocks.proof(model, thought);
    String signature = proof.isEmpty() ? thought.signature() : proof;
    String cipher = proof.isEmpty() ? thought.cipher() : proof;
    boolean isReadable =
        !thought.text().isEmpty() || (proof.isEmpty() && !thought.signature().isEmpty());
    if (isReadable) {
      json.object().put("type", "thinking").put("thinking", thought.text());
      json.put("signature", signature).end();
    } else if (!cipher.isEmpty() && !(proof.isEmpty() && thought.isSummary())) {
      json.valueJson("thoughts", Blocks.redacted(cipher));
    }
  }
}
