package dev.sluice.provider.openai.chat;

import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads calls of tools: lists of them, and the one {@code function_call} that there was before. Not
 * thread-safe.
 */
final class ToolCallReader {
  private final Deltas deltas;
  private final String provider;

  /** How many lists have been read. */
  private long lists;

  ToolCallReader(Deltas deltas, String provider) {
    this.deltas = deltas;
    this.provider = provider;
  }

  /** The current value, a list, or a call without one; whether there was any. */
  boolean read(JsonReader json) {
    lists++;
    if (json.isObject()) {
      deltas.call(call(json, 0));
      return true;
    }
    boolean any = false;
    if (json.enterArray()) {
      for (int position = 0; json.nextElement(); position++) {
        if (json.isObject()) {
          deltas.call(call(json, position));
          any = true;
        } else {
          json.skip();
        }
      }
    }
    return any;
  }

  /** The current value as the one call that a message could hold; null if there is none. */
  @Nullable ToolCallPiece functionCall(JsonReader json) {
    if (!json.isObject()) {
      json.skip();
      return null;
    }
    lists++;
    Builder call = new Builder();
    call.function(json);
    boolean none = call.name.isEmpty() && call.arguments.isEmpty();
    return none ? null : call.build(0, lists);
  }

  private ToolCallPiece call(JsonReader json, int position) {
    Builder call = new Builder();
    json.enterObject();
    for (String member; (member = json.nextName()) != null; ) {
      switch (member) {
        case "index" -> call.index = json.number(-1);
        case "id" -> call.id = told(json.text());
        case "function", "custom" -> call.function(json);
        case "name", "arguments", "input" -> call.member(member, json);
        case "type" -> call.freeText |= json.text().equals("custom");
        case "extra_content" -> call.data = ExtraContent.read(json, provider);
        default -> json.skip();
      }
    }
    return call.build(position, lists);
  }

  /** There are servers that write the word for nothing into a string. */
  private static String told(String text) {
    return text.equals("null") ? "" : text;
  }

  private static final class Builder {
    long index = -1;
    String id = "";
    String name = "";
    String arguments = "";
    boolean freeText;
    @Nullable ProviderData data;

    void function(JsonReader json) {
      if (json.enterObject()) {
        for (String part; (part = json.nextName()) != null; ) {
          member(part, json);
        }
      }
    }

    void member(String member, JsonReader json) {
      switch (member) {
        case "name" -> name = told(json.text());
        case "arguments" -> arguments = json.textOrJson();
        case "input" -> {
          arguments = json.textOrJson();
          freeText = true;
        }
        default -> json.skip();
      }
    }

    ToolCallPiece build(int position, long list) {
      long said = Math.max(-1, index);
      return new ToolCallPiece(said, list, position, id, name, arguments, freeText, data);
    }
  }
}
