package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Tool;
import dev.sluice.server.dialect.RequestJson;
import dev.sluice.server.dialect.openai.OpenAiTools;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;

/**
 * Reads {@code tools}: by their names, each with a description and a JSON Schema as {@code
 * inputSchema} or {@code parameters}; or as a list in OpenAI's form.
 */
final class UiTools {
  private static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";

  private UiTools() {}

  /** The current value. */
  static void read(RequestJson json, ChatRequest.Builder request) {
    if (json.isArray()) {
      OpenAiTools.tools(json, request, new LinkedHashMap<>());
      return;
    }
    json.object("an object or a list");
    for (String name; (name = json.nextName()) != null; ) {
      if (name.isEmpty()) {
        throw json.refused("invalid_value", "a tool needs a name");
      }
      request.tool(tool(name, json));
    }
  }

  private static Tool tool(String called, RequestJson json) {
    json.object();
    String description = "";
    String schema = NO_ARGUMENTS;
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "description" -> description = json.text();
        case "inputSchema", "parameters" -> {
          json.object();
          schema = schema(json);
        }
        default -> json.skip();
      }
    }
    return new Tool(called, description, schema);
  }

  /** A schema, which the SDK's own helpers wrap as {@code {"jsonSchema": …}}. */
  private static String schema(RequestJson json) {
    int from = json.here();
    String wrapped = "";
    boolean alone = true;
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("jsonSchema") && json.isObject()) {
        wrapped = json.json();
      } else {
        alone &= name.equals("validate") || name.equals("_type");
        json.skip();
      }
    }
    return alone && !wrapped.isEmpty()
        ? wrapped
        : new String(json.bytes(), from, json.behind() - from, StandardCharsets.UTF_8);
  }
}
