package dev.sluice.server.dialect.openai;

import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the calls of tools in an assistant's message. */
final class OpenAiCalls {
  private OpenAiCalls() {}

  /** The current value, a list of calls. */
  static List<Part.ToolCall> read(RequestJson json) {
    json.array();
    List<Part.ToolCall> calls = new ArrayList<>();
    while (json.nextElement()) {
      calls.add(call(json));
    }
    return calls;
  }

  private static Part.ToolCall call(RequestJson json) {
    json.object();
    String id = "";
    Part.ToolCall call = null;
    ProviderData extra = null;
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "id" -> id = json.text();
        case "function" -> call = function(json, "");
        case "custom" -> call = custom(json);
        case "extra_content" -> extra = extraContent(json);
        default -> json.skip();
      }
    }
    if (call == null) {
      throw json.refusedMember(
          "function", "missing_field", "a call needs the function that is called, or custom");
    }
    Part.ToolCall named = call.called(id, call.name());
    return extra == null ? named : (Part.ToolCall) named.withData(extra);
  }

  /** The current value, a function that is called. */
  static Part.ToolCall function(RequestJson json, String id) {
    json.object();
    String called = "";
    String arguments = "";
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "name" -> called = json.text();
        case "arguments" -> arguments = json.text();
        default -> json.skip();
      }
    }
    return new Part.ToolCall(id, named(json, called), arguments);
  }

  private static Part.ToolCall custom(RequestJson json) {
    json.object();
    String called = "";
    String input = "";
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "name" -> called = json.text();
        case "input" -> input = json.text();
        default -> json.skip();
      }
    }
    return new Part.ToolCall("", named(json, called), input).asFreeText();
  }

  private static String named(RequestJson json, String name) {
    if (name.isEmpty()) {
      throw json.refusedMember("name", "missing_field", "a call needs the name of its tool");
    }
    return name;
  }

  /** The current value, proofs by owner and name: kept under both. */
  static @Nullable ProviderData extraContent(RequestJson json) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (!json.isObject()) {
      json.skip();
      return null;
    }
    for (String owner; (owner = json.nextName()) != null; ) {
      if (!json.isObject()) {
        json.skip();
        continue;
      }
      for (String name; (name = json.nextName()) != null; ) {
        fields.put(owner + "." + name, json.json());
      }
    }
    return fields.isEmpty() ? null : ProviderData.of(OpenAiMessages.WHOEVER, fields);
  }
}
