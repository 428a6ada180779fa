package dev.sluice.llamacpp;

import dev.sluice.llamacpp.engine.ChatTurn;
import dev.sluice.llamacpp.engine.ChatTurn.Role;
import dev.sluice.stream.ChatRequest;
import dev.sluice.stream.Message;
import dev.sluice.stream.Part;
import dev.sluice.stream.ResponseFormat;
import dev.sluice.stream.ToolChoice;
import java.util.ArrayList;
import java.util.List;

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
        case Message.User(List<Part> parts) -> {
          if (!parts.stream().allMatch(Part.Text.class::isInstance)) {
            return new Refused(
                "The embedded model reads text only, and this message holds something else.");
          }
          turns.add(new ChatTurn(Role.USER, text(parts)));
        }
        case Message.Assistant(List<Part> parts) -> {
          if (parts.stream().anyMatch(Part.ToolCall.class::isInstance)) {
            return new Refused(
                "The embedded model cannot continue a conversation with tool calls.");
          }
          // Thoughts are not sent back: no template has a place for them.
          turns.add(new ChatTurn(Role.ASSISTANT, text(parts)));
        }
        case Message.ToolResult _ -> {
          return new Refused("The embedded model cannot continue a conversation with tool calls.");
        }
      }
    }
    return new Understood(turns);
  }

  private static String text(List<Part> parts) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Text(String more)) {
        text.append(more);
      }
    }
    return text.toString();
  }
}
