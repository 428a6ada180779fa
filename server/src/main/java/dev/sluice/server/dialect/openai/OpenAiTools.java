package dev.sluice.server.dialect.openai;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
      throw json.refusedMember(
          "function",
          "missing_field",
          "a tool is {\"type\": \"function\", \"function\": {\"name\": …, \"parameters\": …}}");
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

  /**
   * The current value, a word or an object; why it is refused where the extra fields go to nobody.
   */
  public static Optional<Problem> choice(
      RequestJson json, ChatRequest.Builder request, Map<String, String> extra) {
    if (json.isText()) {
      String word = json.text();
      switch (word) {
        case "auto" -> {}
        case "none" -> request.toolChoice(new ToolChoice.None());
        case "required" -> request.toolChoice(new ToolChoice.Required());
        default -> throw json.refused("invalid_value", "use auto, none, required, or an object");
      }
      return Optional.empty();
    }
    json.object("a text or an object");
    int from = json.here();
    String called = "";
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("function") && json.isObject()) {
        called = named(json);
      } else {
        json.skip();
      }
    }
    if (!called.isEmpty()) {
      request.toolChoice(new ToolChoice.Named(called));
      return Optional.empty();
    }
    extra.put("tool_choice", text(json, from));
    return Optional.of(
        unsupported(
            "tool_choice",
            "the model that is asked can't be told this choice: use auto, none, required, or a"
                + " function by its name"));
  }

  /** Why a request is refused where the extra fields go to nobody: all tools are among those. */
  public static Optional<Problem> nothingToCall(ChatRequest request, Map<String, String> extra) {
    return request.toolChoice() instanceof ToolChoice.Required
            && request.tools().isEmpty()
            && extra.containsKey("tools")
        ? Optional.of(
            unsupported(
                "tool_choice",
                "a tool is to be called, and the model that is asked can be told of none of these"))
        : Optional.empty();
  }

  private static Problem unsupported(String field, String message) {
    return Problem.invalid("unsupported_value", field + ": " + message, field);
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

  /** The current value, an object; why it is refused where the extra fields go to nobody. */
  public static Optional<Problem> format(
      RequestJson json, ChatRequest.Builder request, Map<String, String> extra) {
    json.object();
    int from = json.here();
    String type = "";
    Format format = new Format();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "type" -> type = json.text();
        case "json_schema" -> format.read(json);
        case "schema" -> format.beside(json);
        default -> {
          format.more = true;
          json.skip();
        }
      }
    }
    boolean isKnown = true;
    switch (type) {
      case "text" -> {}
      case "json_object" ->
          request.responseFormat(
              format.schema.isEmpty() ? new ResponseFormat.JsonObject() : format.schema());
      case "json_schema" -> {
        if (format.schema.isEmpty()) {
          throw json.refusedMember(
              "json_schema.schema", "missing_field", "a format of this type needs its schema");
        }
        request.responseFormat(format.schema());
      }
      case "" -> throw json.refusedMember("type", "missing_field", "a format needs its type");
      default -> isKnown = false;
    }
    if (format.more || !isKnown) {
      extra.put("response_format", text(json, from));
    }
    return isKnown
        ? Optional.empty()
        : Optional.of(
            unsupported(
                "response_format.type",
                "the model that is asked can't be told this format: use text, json_object or"
                    + " json_schema"));
  }

  private static final class Format {
    private String name = "answer";
    private String schema = "";
    private boolean strict;
    private boolean more;

    /** Beside the type, where several servers have it: for them the field goes as it came. */
    void beside(RequestJson json) {
      more = true;
      json.object();
      schema = schema.isEmpty() ? json.json() : skipped(json);
    }

    private String skipped(RequestJson json) {
      json.skip();
      return schema;
    }

    ResponseFormat schema() {
      return new ResponseFormat.JsonSchema(name, schema, strict);
    }

    void read(RequestJson json) {
      json.object();
      for (String member; (member = json.nextName()) != null; ) {
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
