package dev.sluice.server.dialect.ollama;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonWriter;
import java.util.Optional;

/** Calls of tools, whose arguments are objects here. */
final class Arguments {
  private static final String NONE = "{}";
  private static final String BEFORE = "{\"a\":";

  private Arguments() {}

  /** The object: what a model has made of JSON that is none stands in it as a text. */
  static String object(Part.ToolCall call, String arguments) {
    if (call.isFreeText()) {
      return input(arguments);
    }
    return arguments.isBlank() ? NONE : compact(arguments).orElseGet(() -> input(arguments));
  }

  private static String input(String text) {
    return new JsonWriter().object().put("input", text).end().text();
  }

  /** An object without blanks between its values; empty if it is none. */
  private static Optional<String> compact(String text) {
    if (!text.strip().startsWith("{")) {
      return Optional.empty();
    }
    try {
      String within = new JsonWriter().object().putJson("a", text).end().text();
      return Optional.of(within.substring(BEFORE.length(), within.length() - 1));
    } catch (IllegalArgumentException noJson) {
      return Optional.empty();
    }
  }

  /**
   * An element of {@code tool_calls}.
   *
   * @param number how many there were before
   */
  static void put(JsonWriter json, Part.ToolCall call, String arguments, int number) {
    json.object();
    if (!call.id().isEmpty()) {
      json.put("id", call.id());
    }
    json.object("function").put("index", number).put("name", call.name());
    json.putRead("arguments", object(call, arguments)).end().end();
  }
}
