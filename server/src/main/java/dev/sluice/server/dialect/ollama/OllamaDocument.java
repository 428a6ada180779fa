package dev.sluice.server.dialect.ollama;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.Told;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A whole answer as one object. */
final class OllamaDocument {
  private OllamaDocument() {}

  /** The document of a run that completed; of another one, the error. */
  static byte[] of(Told told, Ending ending) {
    return switch (ending) {
      case Ending.Incomplete incomplete -> OllamaError.of(EndingError.of(incomplete));
      case Ending.Completed(var reply, FinishReason reason)
          when reason.kind() == FinishReason.Kind.ERROR ->
          OllamaError.of(EndingError.of(reason));
      case Ending.Completed completed -> whole(told, completed);
    };
  }

  private static byte[] whole(Told told, Ending.Completed completed) {
    OllamaView view = OllamaView.of(told);
    Reply reply = completed.reply();
    JsonWriter json = new JsonWriter().object();
    json.put("model", view.model()).put("created_at", told.at().toString());
    if (view.generated()) {
      said(json, "response", view, reply);
    } else {
      json.object("message").put("role", "assistant");
      said(json, "content", view, reply);
      images(json, reply);
      json.end();
    }
    json.put("done", true);
    GoodEnd.put(json, completed, !reply.refusal().isEmpty());
    return json.end().text().getBytes(StandardCharsets.UTF_8);
  }

  private static void said(JsonWriter json, String name, OllamaView view, Reply reply) {
    StringBuilder text = new StringBuilder();
    for (Part part : reply.parts()) {
      switch (part) {
        case Part.Text piece -> text.append(piece.text());
        case Part.Refusal piece -> text.append(piece.text());
        default -> {}
      }
    }
    json.put(name, text.toString());
    if (view.thoughts() && !reply.reasoning().isEmpty()) {
      json.put("thinking", reply.reasoning());
    }
    List<Part.ToolCall> calls =
        reply.toolCalls().stream()
            .filter(call -> call.isWhole() && !call.isRunByProvider())
            .toList();
    if (!calls.isEmpty()) {
      json.array("tool_calls");
      for (int i = 0; i < calls.size(); i++) {
        Arguments.put(json, calls.get(i), calls.get(i).arguments(), i);
      }
      json.end();
    }
  }

  private static void images(JsonWriter json, Reply reply) {
    List<String> images =
        reply.parts().stream()
            .filter(Part.Media.class::isInstance)
            .map(Part.Media.class::cast)
            .filter(media -> media.kind() == Part.Media.Kind.IMAGE)
            .map(media -> media.source() instanceof Part.Media.Inline(String held) ? held : "")
            .filter(held -> !held.isEmpty())
            .toList();
    if (!images.isEmpty()) {
      json.array("images");
      images.forEach(json::value);
      json.end();
    }
  }
}
