package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads {@code tools} and {@code toolConfig}. Google's own tools stay in the extra fields, for
 * providers that have them. Not thread-safe.
 */
final class ToolsReader {
  private static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";
  private static final String MODES = "toolConfig.functionCallingConfig.mode";

  private final RequestJson json;
  private final Dropped dropped;
  private final List<Tool> functions = new ArrayList<>();
  private final List<String> own = new ArrayList<>();
  private final Map<String, String> config = new LinkedHashMap<>();
  private final List<String> allowed = new ArrayList<>();
  private String mode = "";

  ToolsReader(RequestJson json, Dropped dropped) {
    this.json = json;
    this.dropped = dropped;
  }

  /** The current value, {@code tools}. */
  void tools() {
    if (json.isObject()) {
      tool();
      return;
    }
    json.array("an object or a list");
    while (json.nextElement()) {
      tool();
    }
  }

  private void tool() {
    json.object();
    Map<String, String> others = new LinkedHashMap<>();
    for (String name; (name = json.nextName()) != null; ) {
      if (FieldNames.usual(name).equals("functionDeclarations")) {
        declarations();
      } else {
        others.put(name, json.json());
      }
    }
    if (!others.isEmpty()) {
      own.add(Members.object(others));
    }
  }

  private void declarations() {
    if (json.isObject()) {
      declaration();
      return;
    }
    json.array("an object or a list");
    while (json.nextElement()) {
      declaration();
    }
  }

  private void declaration() {
    json.object();
    String called = "";
    String description = "";
    String parameters = NO_ARGUMENTS;
    for (String name; (name = json.nextName()) != null; ) {
      switch (FieldNames.usual(name)) {
        case "name" -> called = json.text();
        case "description" -> description = json.text();
        case "parameters" -> parameters = OpenApiSchema.jsonSchema(schema());
        case "parametersJsonSchema" -> parameters = schema();
        default -> {
          dropped.add(json);
          json.skip();
        }
      }
    }
    if (called.isEmpty()) {
      throw json.refusedMember("name", "missing_field", "a function needs a name");
    }
    functions.add(new Tool(called, description, parameters));
  }

  private String schema() {
    json.object();
    return json.json();
  }

  /** The current value, {@code toolConfig}. */
  void config() {
    json.object();
    for (String name; (name = json.nextName()) != null; ) {
      if (FieldNames.usual(name).equals("functionCallingConfig")) {
        calling();
      } else {
        config.put(FieldNames.usual(name), json.json());
      }
    }
  }

  private void calling() {
    json.object();
    for (String name; (name = json.nextName()) != null; ) {
      switch (FieldNames.usual(name)) {
        case "mode" -> mode = mode(json.text());
        case "allowedFunctionNames" -> names();
        default -> {
          dropped.add(json);
          json.skip();
        }
      }
    }
  }

  private String mode(String word) {
    return switch (word) {
      case "AUTO", "MODE_UNSPECIFIED", "" -> "";
      case "ANY", "NONE", "VALIDATED" -> word;
      default -> throw json.refused("invalid_value", "use AUTO, ANY, NONE or VALIDATED");
    };
  }

  private void names() {
    json.array();
    while (json.nextElement()) {
      allowed.add(json.text());
    }
  }

  /** Tells the request what was read, once all of it is. */
  void tell(ChatRequest.Builder request, Map<String, String> extra) {
    Set<String> wanted = new HashSet<>(allowed);
    Set<String> declared = functions.stream().map(Tool::name).collect(Collectors.toSet());
    if (!declared.containsAll(wanted)) {
      throw new RefusedException(
          Problem.invalid(
              "invalid_value",
              "toolConfig.functionCallingConfig.allowedFunctionNames: no function that is"
                  + " declared has this name",
              "toolConfig.functionCallingConfig.allowedFunctionNames"));
    }
    boolean limited = mode.equals("ANY") && !wanted.isEmpty();
    for (Tool function : functions) {
      if (!limited || wanted.contains(function.name())) {
        request.tool(function);
      }
    }
    choice(request);
    if (!own.isEmpty()) {
      extra.put("tools", "[" + String.join(",", own) + "]");
    }
    if (!config.isEmpty()) {
      extra.put("toolConfig", Members.object(config));
    }
  }

  private void choice(ChatRequest.Builder request) {
    switch (mode) {
      case "NONE" -> request.toolChoice(new ToolChoice.None());
      case "ANY" -> {
        if (functions.isEmpty()) {
          throw new RefusedException(
              Problem.invalid(
                  "invalid_value", MODES + ": ANY needs a function that is declared", MODES));
        }
        request.toolChoice(
            allowed.size() == 1
                ? new ToolChoice.Named(allowed.getFirst())
                : new ToolChoice.Required());
      }
      case "VALIDATED" -> {
        JsonWriter calling = new JsonWriter().object().put("mode", mode);
        if (!allowed.isEmpty()) {
          calling.array("allowedFunctionNames");
          allowed.forEach(calling::value);
          calling.end();
        }
        config.put("functionCallingConfig", calling.end().text());
      }
      default -> {}
    }
  }
}
