package dev.sluice.server.dialect.openai;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code tools}, {@code tool_choice} and {@code response_format}. What of them has no other
 * form stays in the extra fields as well, for providers that know it.
 */
public final class OpenAiTools {
  private static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";

  private OpenAiTools() {}

  /** The current value, a list of tools. */
  public static void tools(
      RequestJson json, ChatRequest.Builder request, Map<String, String> extra) {
    json.array();
    int from = json.here();
    boolean more = false;
    List<Tool> tools = new ArrayList<>();
    while (json.nextElement()) {
      more |= tool(json, tools);
    }
    tools.forEach(request::tool);
    if (more) {
      extra.put("tools", text(json, from));
    }
  }

  private static String text(RequestJson json, int from) {
    return new String(
        json.bytes(), from, json.behind() - from, java.nio.charset.StandardCharsets.UTF_8);
  }

  /** Whether it says more than a tool has. */
  private static boolean tool(RequestJson json, List<Tool> tools) {
    json.object();
    boolean more = false;
    boolean any = false;
    boolean isFunction = true;
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "type" -> isFunction = json.text().equals("function");
        case "function" -> {
          any = true;
          more |= function(json, tools);
        }
        default -> {
          more = true;
          json.skip();
        }
      }
    }
    if (isFunction && !any) {
      throw json.refusedMember("function", "missing_field", "a tool needs its function");
    }
    return more || !isFunction;
  }

  private static boolean function(RequestJson json, List<Tool> tools) {
    json.object();
    boolean more = false;
    String called = "";
    String description = "";
    String parameters = NO_ARGUMENTS;
    for (String name; (name = json.nextName()) != null; ) {
      if (json.isNull()) {
        continue;
      }
      switch (name) {
        case "name" -> called = json.text();
        case "description" -> description = json.text();
        case "parameters" -> {
          json.object();
          parameters = json.json();
        }
        case "strict" -> more |= json.truth();
        default -> {
          more = true;
          json.skip();
        }
      }
    }
    if (called.isEmpty()) {
      throw json.refusedMember("name", "missing_field", "a function needs a name");
    }
    tools.add(new Tool(called, description, parameters));
    return more;
  }

  /** The current value, a word or an object. */
  public static void choice(
      RequestJson json, ChatRequest.Builder request, Map<String, String> extra) {
    if (json.isText()) {
      String word = json.text();
      switch (word) {
        case "auto" -> {}
        case "none" -> request.toolChoice(new ToolChoice.None());
        case "required" -> request.toolChoice(new ToolChoice.Required());
        default -> throw json.refused("invalid_value", "use auto, none, required, or an object");
      }
      return;
    }
    json.object();
    int from = json.here();
    String called = "";
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("function") && json.isObject()) {
        called = named(json);
      } else {
        json.skip();
      }
    }
    if (called.isEmpty()) {
      extra.put("tool_choice", text(json, from));
    } else {
      request.toolChoice(new ToolChoice.Named(called));
    }
  }

  private static String named(RequestJson json) {
    String called = "";
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("name")) {
        called = json.text();
      } else {
        json.skip();
      }
    }
    return called;
  }

  /** The current value, an object. */
  public static void format(
      RequestJson json, ChatRequest.Builder request, Map<String, String> extra) {
    json.object();
    int from = json.here();
    String type = "";
    Format format = new Format();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "type" -> type = json.text();
        case "json_schema" -> format.read(json);
        default -> {
          format.more = true;
          json.skip();
        }
      }
    }
    switch (type) {
      case "text" -> {}
      case "json_object" -> request.responseFormat(new ResponseFormat.JsonObject());
      case "json_schema" ->
          request.responseFormat(
              new ResponseFormat.JsonSchema(format.name, format.schema, format.strict));
      case "" -> throw json.refusedMember("type", "missing_field", "a format needs its type");
      default -> format.more = true;
    }
    if (format.more) {
      extra.put("response_format", text(json, from));
    }
  }

  private static final class Format {
    private String name = "answer";
    private String schema = "{}";
    private boolean strict;
    private boolean more;

    void read(RequestJson json) {
      json.object();
      for (String member; (member = json.nextName()) != null; ) {
        if (json.isNull()) {
          continue;
        }
        switch (member) {
          case "name" -> name = json.text();
          case "schema" -> {
            json.object();
            schema = json.json();
          }
          case "strict" -> strict = json.truth();
          default -> {
            more = true;
            json.skip();
          }
        }
      }
    }
  }
}
