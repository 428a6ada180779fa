package dev.sluice.server.dialect;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Tool;
import java.util.List;

/**
 * How long names of a request may be, and how much of a kind it may have: more than any client
 * says. A body says a name once, and it comes to stand in many places: a tool's in all of its
 * results, a model's in all messages of an answer. And what is many is written at the home of the
 * response, whose other clients wait.
 */
final class Bounds {
  /** More than any provider takes. */
  static final int MAX_NAME = 512;

  static final int MAX_TOOLS = 4096;
  static final int MAX_STOPS = 1024;
  static final int MAX_FIELDS = 4096;

  private int parts;

  private Bounds() {}

  /**
   * Looks at the names of tools and models, and counts.
   *
   * @throws RefusedException if one is longer, or there are more
   */
  static void check(ChatRequest request) {
    atMost(MAX_TOOLS, request.tools().size(), "tools", "tools");
    atMost(MAX_STOPS, request.sampling().stop().size(), "stop", "texts to stop at");
    for (Tool tool : request.tools()) {
      name(tool.name(), "tools", "a tool's name");
    }
    Bounds bounds = new Bounds();
    request.messages().forEach(bounds::message);
  }

  /**
   * Looks at how many fields are passed on.
   *
   * @throws RefusedException if there are more
   */
  static void fields(int count) {
    atMost(MAX_FIELDS, count, "", "fields that have no other form");
  }

  private void message(Message message) {
    switch (message) {
      case Message.Assistant(List<Part> said, String model) -> {
        name(model, "messages", "the name of a model that has answered");
        said.forEach(this::part);
      }
      case Message.ToolResult(Part.ToolResult result) -> part(result);
      case Message.User(List<Part> said) -> said.forEach(this::part);
      case Message.SystemPrompt system -> {}
    }
  }

  private void part(Part part) {
    parts++;
    atMost(Limits.PARTS, parts, "messages", "parts of messages");
    switch (part) {
      case Part.ToolCall call -> name(call.name(), "messages", "a tool's name");
      case Part.ToolResult result -> {
        name(result.name(), "messages", "a tool's name");
        result.content().forEach(this::part);
      }
      default -> {}
    }
  }

  private static void name(String name, String field, String what) {
    if (name.length() > MAX_NAME) {
      throw new RefusedException(
          Problem.invalid(
              "invalid_value",
              field + ": " + what + " has at most " + MAX_NAME + " characters",
              field));
    }
  }

  private static void atMost(int max, int count, String field, String what) {
    if (count > max) {
      throw new RefusedException(
          Problem.invalid(
              "too_many",
              (field.isEmpty() ? "the body" : field)
                  + ": more than the limit of "
                  + max
                  + " "
                  + what
                  + ": leave out what is not needed",
              field));
    }
  }
}
