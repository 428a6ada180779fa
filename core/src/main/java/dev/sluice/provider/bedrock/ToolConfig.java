package dev.sluice.provider.bedrock;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.json.JsonWriter;
import dev.sluice.spi.provider.ArgumentsSchema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes which tools there are. Bedrock refuses a conversation in which a tool was called if the
 * request describes none: then those that were called are described by their names.
 */
final class ToolConfig {
  private static final String ANYTHING = "{\"type\":\"object\"}";

  private final JsonWriter json;
  private final Map<String, String> cachePoints;

  ToolConfig(JsonWriter json, Map<String, String> cachePoints) {
    this.json = json;
    this.cachePoints = cachePoints;
  }

  void write(ChatRequest request) {
    Set<String> called = called(request.messages());
    if (request.toolChoice() instanceof ToolChoice.None) {
      if (!called.isEmpty()) {
        throw new IllegalArgumentException(
            "Converse cannot be told to call no tool in a conversation in which tools were called,"
                + " for it wants them described: leave the choice to the model");
      }
      return; // What is not there is not called.
    }
    if (request.tools().isEmpty() && called.isEmpty()) {
      if (!(request.toolChoice() instanceof ToolChoice.Auto)) {
        throw new IllegalArgumentException("a tool is to be called, and there is none");
      }
      return;
    }
    json.object("toolConfig").array("tools");
    for (Tool tool : request.tools()) {
      tool(tool.name(), tool.description(), ArgumentsSchema.of(tool));
    }
    if (request.tools().isEmpty()) {
      called.forEach(name -> tool(name, "", ANYTHING));
    }
    RequestBody.cachePoint(json, cachePoints.get("tools"));
    json.end();
    choice(request.toolChoice());
    json.end();
  }

  private void tool(String name, String description, String schema) {
    json.object().object("toolSpec").put("name", name);
    if (!description.isBlank()) {
      json.put("description", description);
    }
    json.object("inputSchema").putJson("json", schema).end().end().end();
  }

  private void choice(ToolChoice choice) {
    switch (choice) {
      case ToolChoice.Auto auto -> {}
      case ToolChoice.None none -> {}
      case ToolChoice.Required required -> json.object("toolChoice").object("any").end().end();
      case ToolChoice.Named named ->
          json.object("toolChoice").object("tool").put("name", named.name()).end().end();
    }
  }

  /** The names of the caller's tools that were called. */
  private static Set<String> called(List<Message> messages) {
    Set<String> names = new LinkedHashSet<>();
    for (Message message : messages) {
      if (message instanceof Message.Assistant assistant) {
        for (Part part : assistant.parts()) {
          if (part instanceof Part.ToolCall call && !call.isRunByProvider()) {
            names.add(call.name());
          }
        }
      } else if (message instanceof Message.ToolResult(Part.ToolResult result)
          && !result.name().isEmpty()) {
        names.add(result.name());
      }
    }
    return names;
  }
}
