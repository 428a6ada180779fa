package dev.sluice.server.dialect;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Tool;
import java.util.List;

/**
 * How long names of a request may be. A body says one once, and it comes to stand in many places: a
 * tool's in all of its results, a model's in all messages of an answer.
 */
final class Bounds {
  /** More than any provider takes. */
  static final int MAX_NAME = 512;

  private Bounds() {}

  /**
   * Looks at the names of tools and models.
   *
   * @throws RefusedException if one is longer
   */
  static void check(ChatRequest request) {
    for (Tool tool : request.tools()) {
      check(tool.name(), "tools", "a tool's name");
    }
    for (Message message : request.messages()) {
      switch (message) {
        case Message.Assistant(List<Part> parts, String model) -> {
          check(model, "messages", "the name of a model that has answered");
          parts.forEach(Bounds::check);
        }
        case Message.ToolResult(Part.ToolResult result) -> check(result);
        case Message.User(List<Part> parts) -> {}
        case Message.SystemPrompt system -> {}
      }
    }
  }

  private static void check(Part part) {
    switch (part) {
      case Part.ToolCall call -> check(call.name(), "messages", "a tool's name");
      case Part.ToolResult result -> check(result.name(), "messages", "a tool's name");
      default -> {}
    }
  }

  private static void check(String name, String field, String what) {
    if (name.length() > MAX_NAME) {
      throw new RefusedException(
          Problem.invalid(
              "invalid_value",
              field + ": " + what + " has at most " + MAX_NAME + " characters",
              field));
    }
  }
}
