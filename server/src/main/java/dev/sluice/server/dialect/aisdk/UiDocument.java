package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.CallIds;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.MediaForm;
import dev.sluice.server.dialect.Told;
import dev.sluice.server.dialect.openai.OpenAiError;
import java.nio.charset.StandardCharsets;

/** A whole answer as a UI message, for a client that wants no stream. */
final class UiDocument {
  private UiDocument() {}

  /** The message of a run that completed; of another one, the error. */
  static byte[] of(Told told, Ending ending) {
    return switch (ending) {
      case Ending.Incomplete incomplete -> OpenAiError.of(EndingError.of(incomplete));
      case Ending.Completed(var reply, FinishReason reason)
          when reason.kind() == FinishReason.Kind.ERROR ->
          OpenAiError.of(EndingError.of(reason));
      case Ending.Completed completed -> message(told, completed);
    };
  }

  private static byte[] message(Told told, Ending.Completed completed) {
    Reply reply = completed.reply();
    JsonWriter json = new JsonWriter().object();
    json.put("id", UiMetadata.id(told)).put("role", "assistant");
    UiMetadata.put(json, "metadata", told, reply);
    json.array("parts").object().put("type", "step-start").end();
    CallIds ids = CallIds.of(told);
    for (int i = 0; i < reply.parts().size(); i++) {
      part(json, ids, i, reply.parts().get(i));
    }
    return json.end().end().text().getBytes(StandardCharsets.UTF_8);
  }

  private static void part(JsonWriter json, CallIds ids, int index, Part part) {
    switch (part) {
      case Part.Text text -> text(json, "text", text.text(), part);
      case Part.Reasoning thought -> text(json, "reasoning", thought.text(), part);
      case Part.Refusal refusal -> text(json, "text", refusal.text(), part);
      case Part.ToolCall call when !call.isRunByProvider() ->
          call(json, ids.next(index, call), call);
      case Part.Media media when !MediaForm.address(media, "").isEmpty() ->
          json.object()
              .put("type", "file")
              .put("mediaType", MediaForm.type(media))
              .put("url", MediaForm.address(media, ""))
              .end();
      default -> {}
    }
  }

  private static void text(JsonWriter json, String type, String text, Part part) {
    String metadata = Proofs.of(part);
    if (text.isEmpty() && metadata.isEmpty()) {
      return;
    }
    json.object().put("type", type).put("text", text).put("state", "done");
    if (!metadata.isEmpty()) {
      json.putJson("providerMetadata", metadata);
    }
    json.end();
  }

  private static void call(JsonWriter json, String id, Part.ToolCall call) {
    boolean readable = call.isFreeText() || UiCalls.isJson(call.arguments());
    json.object().put("type", "tool-" + call.name());
    json.put("toolCallId", id);
    json.put("state", readable ? "input-available" : "output-error");
    if (readable && !call.isFreeText()) {
      json.putJson("input", call.arguments().isBlank() ? "{}" : call.arguments());
    } else {
      json.put("input", call.arguments());
    }
    if (!readable) {
      json.put("errorText", UiCalls.UNREADABLE);
    }
    String metadata = Proofs.of(call);
    if (!metadata.isEmpty()) {
      json.putJson("callProviderMetadata", metadata);
    }
    json.end();
  }
}
