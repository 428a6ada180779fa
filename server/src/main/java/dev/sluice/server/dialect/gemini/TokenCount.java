package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Tool;
import dev.sluice.chat.Usage;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Inquiry;
import dev.sluice.server.dialect.Known;
import java.util.List;

/**
 * How many tokens a request has: an estimate by its characters, since nobody but its model knows
 * better.
 */
final class TokenCount {
  /** What Google counts for a small picture. */
  private static final long MEDIA = 258;

  private TokenCount() {}

  /** The answer to {@code :countTokens}. */
  static Inquiry.Outcome answer(String method, Head head, byte[] body, Known known) {
    Known.Model _ = known.model(RequestReader.model(head.named()));
    long tokens = estimate(RequestReader.counted(body, known.limits()));
    JsonWriter json = new JsonWriter().object().put("totalTokens", tokens);
    json.array("promptTokensDetails").object();
    json.put("modality", "TEXT").put("tokenCount", tokens).end().end();
    return Inquiry.Document.json(json.end().text());
  }

  private static long estimate(ChatRequest request) {
    long characters = 0;
    long media = 0;
    for (Message message : request.messages()) {
      List<? extends Part> parts =
          switch (message) {
            case Message.SystemPrompt(String text) -> List.of(Part.text(text));
            case Message.User(List<Part> user) -> user;
            case Message.Assistant(List<Part> assistant, String model) -> assistant;
            case Message.ToolResult(Part.ToolResult result) -> result.content();
          };
      for (Part part : parts) {
        characters += length(part);
        media += part instanceof Part.Media ? 1 : 0;
      }
    }
    for (Tool tool : request.tools()) {
      characters += tool.name().length() + tool.description().length();
      characters += tool.parametersSchema().length();
    }
    return Usage.estimatedTokens(characters) + MEDIA * media;
  }

  private static int length(Part part) {
    return switch (part) {
      case Part.Text text -> text.text().length();
      case Part.Reasoning thought -> thought.text().length();
      case Part.Refusal refusal -> refusal.text().length();
      case Part.ToolCall call -> call.name().length() + call.arguments().length();
      case Part.ToolResult r -> 0;
      case Part.Media m -> 0;
      case Part.ApprovalRequest a -> 0;
      case Part.ApprovalAnswer a -> 0;
      case Part.Native n -> 0;
    };
  }
}
