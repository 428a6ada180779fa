package dev.sluice.llamacpp;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.ToolChoice;
import dev.sluice.llamacpp.engine.ChatTurn;
import dev.sluice.spi.provider.LeftOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request's messages as the engine takes them, or why it cannot. */
sealed interface Conversation {
  /** It can. */
  record Understood(List<ChatTurn> turns) implements Conversation {}

  /**
   * It cannot.
   *
   * @param message what was asked for and what to do instead
   */
  record Refused(String message) implements Conversation {}

  String MORE_THAN_TEXT =
      "The embedded model reads text only, and this message holds something else.";

  String TOOL_CALLS = "The embedded model cannot continue a conversation with tool calls.";

  /** Only text goes in and out; what would silently be ignored is refused instead. */
  static Conversation of(ChatRequest request) {
    if (!request.tools().isEmpty() && !(request.toolChoice() instanceof ToolChoice.None)) {
      return new Refused(
          "The embedded model cannot call tools: leave them out, or ask another model.");
    }
    if (!(request.responseFormat() instanceof ResponseFormat.Text)) {
      return new Refused(
          "The embedded model cannot be held to a JSON format: ask for it in words, or ask another model.");
    }
    List<ChatTurn> turns = new ArrayList<>();
    for (Message message : request.messages()) {
      switch (message) {
        case Message.SystemPrompt(String text) -> turns.add(ChatTurn.system(text));
        case Message.User user -> {
          if (!user.parts().stream().allMatch(Part.Text.class::isInstance)) {
            return new Refused(MORE_THAN_TEXT);
          }
          turns.add(ChatTurn.user(text(user.parts())));
        }
        case Message.Assistant assistant -> {
          Optional<String> beyond =
              assistant.parts().stream().flatMap(part -> beyond(part).stream()).findFirst();
          if (beyond.isPresent()) {
            return new Refused(beyond.get());
          }
          turns.add(ChatTurn.assistant(text(assistant.parts())));
        }
        case Message.ToolResult _ -> {
          return new Refused(TOOL_CALLS);
        }
      }
    }
    return new Understood(turns);
  }

  /** What of it stays behind, for a person. */
  static List<String> leftOut(ChatRequest request) {
    return LeftOut.of("the embedded model has", request.messages(), (_, part) -> hasPlace(part));
  }

  private static boolean hasPlace(Part part) {
    return switch (part) {
      case Part.Native _ -> false;
      case Part.ToolCall call -> !call.isRunByProvider();
      case Part.ToolResult result -> !result.isRunByProvider();
      default -> true; // It is told to the model, or refused.
    };
  }

  /** Why the conversation cannot go on with this in an answer; empty if it can. */
  private static Optional<String> beyond(Part part) {
    return switch (part) {
      case Part.Text _ -> Optional.empty();
      case Part.Refusal _ -> Optional.empty();
      // Left out: no template has a place for thoughts, nor for what only its provider understands.
      case Part.Reasoning _ -> Optional.empty();
      case Part.Native _ -> Optional.empty();
      case Part.ToolCall call when call.isRunByProvider() -> Optional.empty();
      case Part.ToolResult result when result.isRunByProvider() -> Optional.empty();
      case Part.ToolCall _ -> Optional.of(TOOL_CALLS);
      case Part.ToolResult _ -> Optional.of(TOOL_CALLS);
      case Part.ApprovalRequest _ -> Optional.of(TOOL_CALLS);
      case Part.ApprovalAnswer _ -> Optional.of(TOOL_CALLS);
      case Part.Media _ -> Optional.of(MORE_THAN_TEXT);
    };
  }

  private static String text(List<Part> parts) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Text piece -> text.append(piece.text());
        case Part.Refusal piece -> text.append(piece.text());
        default -> {}
      }
    }
    return text.toString();
  }
}
