package dev.sluice.server.dialect.responses;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code tools} and {@code tool_choice}. Both go as they came to providers of this format;
 * others are given functions. Not thread-safe.
 */
final class ToolReader {
  private static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";

  /** It stands in the description of each of its tools. */
  private static final int MAX_NAMESPACE = 512;

  private final Map<String, Tool> tools = new LinkedHashMap<>();

  private String choice = "";

  /** The tool that is to be called; empty if it is none in particular. */
  private String named = "";

  /** The tools that may be called, by name or type; null if all may. */
  private @Nullable Set<String> allowed;

  /** The current value, a list of tools; whether they say more than functions have elsewhere. */
  boolean tools(RequestJson json) {
    json.array();
    boolean more = false;
    while (json.nextElement()) {
      Described tool = Described.read(json, true);
      more |= tool.saysMore();
      add(tool, json);
    }
    return more;
  }

  /**
   * Those that an item of the conversation brings, which itself goes to providers of this format.
   *
   * @param item its JSON
   */
  void brought(byte[] item, RequestJson json) {
    try {
      RequestJson inner = RequestJson.of(item, json.limits());
      inner.object();
      for (String name; (name = inner.nextName()) != null; ) {
        if (name.equals("tools")) {
          tools(inner);
        } else {
          inner.skip();
        }
      }
    } catch (RefusedException wrong) {
      throw json.refusedMember("tools", "invalid_value", String.valueOf(wrong.getMessage()));
    }
  }

  private void add(Described tool, RequestJson json) {
    switch (tool.type) {
      case "function", "" -> put(tool.named(json).function());
      case "custom" -> put(tool.named(json).text());
      case "namespace" -> {
        if (tool.name.length() > MAX_NAMESPACE) {
          throw json.refused(
              "invalid_value", "a namespace has at most " + MAX_NAMESPACE + " characters");
        }
        tool.within.forEach(inner -> within(tool.name, inner));
      }
      default -> {
        Tool known = ClientTools.described(tool.type);
        if (known != null) {
          put(known);
        }
      }
    }
  }

  private void within(String namespace, Described inner) {
    boolean isText = inner.type.equals("custom");
    if (!(isText || inner.type.equals("function")) || inner.name.isEmpty()) {
      return;
    }
    boolean isTaken = tools.containsKey(inner.name);
    String name = isTaken ? namespace + ClientTools.JOIN + inner.name : inner.name;
    Tool tool = isText ? inner.text() : inner.function();
    put(ClientTools.within(namespace, name, tool));
  }

  private void put(Tool tool) {
    tools.put(tool.name(), tool);
  }

  /** One of them, or one of a namespace. */
  private static final class Described {
    String type = "";
    String name = "";
    String description = "";
    String parameters = NO_ARGUMENTS;
    String format = "";

    /** By default this format's functions are strict. */
    private boolean strict = true;

    private boolean others;
    final List<Described> within = new ArrayList<>();

    static Described read(RequestJson json, boolean isOuter) {
      json.object();
      Described tool = new Described();
      for (String member; (member = json.nextName()) != null; ) {
        tool.member(member, json, isOuter);
      }
      return tool;
    }

    private void member(String member, RequestJson json, boolean isOuter) {
      switch (member) {
        case "type" -> type = json.text();
        case "name" -> name = text(json);
        case "description" -> description = text(json);
        case "parameters" -> {
          json.object();
          parameters = json.json();
        }
        case "strict" -> strict = json.truth();
        case "format" -> format = format(json);
        case "tools" -> {
          if (isOuter && json.isArray()) {
            while (json.nextElement()) {
              within.add(read(json, false));
            }
          } else {
            json.skip();
          }
        }
        default -> {
          others = true;
          json.skip();
        }
      }
    }

    boolean saysMore() {
      return others || strict || !type.equals("function");
    }

    private static String text(RequestJson json) {
      if (json.isText()) {
        return json.text();
      }
      json.skip();
      return "";
    }

    /** The grammar of a text; a tool of the API's own may have something else there. */
    private static String format(RequestJson json) {
      if (!json.isObject()) {
        json.skip();
        return "";
      }
      String definition = "";
      for (String member; (member = json.nextName()) != null; ) {
        if (member.equals("definition")) {
          definition = text(json);
        } else {
          json.skip();
        }
      }
      return definition;
    }

    Described named(RequestJson json) {
      if (name.isEmpty()) {
        throw json.refusedMember("name", "missing_field", "a tool needs a name");
      }
      return this;
    }

    Tool function() {
      return new Tool(name, description, parameters);
    }

    Tool text() {
      return ClientTools.text(name, description, format);
    }
  }

  /** The current value, a word or an object; whether it is none that there is elsewhere. */
  boolean choice(RequestJson json) {
    if (json.isText()) {
      choice = json.text();
      return switch (choice) {
        case "auto", "none" -> false;
        case "required" -> true; // There may be none but the API's own tools.
        default -> throw json.refused("invalid_value", "use auto, none, required, or an object");
      };
    }
    json.object("a text or an object");
    String type = "";
    String name = "";
    String mode = "";
    Set<String> among = new HashSet<>();
    for (String member; (member = json.nextName()) != null; ) {
      switch (member) {
        case "type" -> type = json.text();
        case "name" -> name = json.text();
        case "mode" -> mode = json.text();
        case "tools" -> among(json, among);
        default -> json.skip();
      }
    }
    if (type.equals("allowed_tools")) {
      allowed = among;
      choice = mode;
    } else {
      named = name.isEmpty() ? type : name;
    }
    return !type.equals("function");
  }

  private static void among(RequestJson json, Set<String> names) {
    json.array();
    while (json.nextElement()) {
      json.object();
      String type = "";
      String name = "";
      for (String member; (member = json.nextName()) != null; ) {
        switch (member) {
          case "type" -> type = json.text();
          case "name" -> name = json.text();
          default -> json.skip();
        }
      }
      names.add(name.isEmpty() ? type : name);
    }
  }

  /** Tells the request what other providers are asked. */
  void tell(ChatRequest.Builder request) {
    Set<String> among = allowed;
    tools.values().stream()
        .filter(tool -> among == null || among.contains(tool.name()))
        .forEach(request::tool);
    if (!named.isEmpty()) {
      if (tools.containsKey(named)) {
        request.toolChoice(new ToolChoice.Named(named));
      }
      return;
    }
    switch (choice) {
      case "none" -> request.toolChoice(new ToolChoice.None());
      case "required" -> {
        if (isAnyLeft()) {
          request.toolChoice(new ToolChoice.Required());
        }
      }
      default -> {}
    }
  }

  /** Whether the choice that is told is all of it, though it went as it came as well. */
  boolean tellsAllOfChoice() {
    return allowed == null && named.isEmpty() && choice.equals("required") && isAnyLeft();
  }

  private boolean isAnyLeft() {
    Set<String> among = allowed;
    return tools.keySet().stream().anyMatch(name -> among == null || among.contains(name));
  }

  /** Why other providers can't be asked: that is to be called which they are not given. */
  Optional<Problem> withoutOwn() {
    boolean isNamedAway = !named.isEmpty() && !tools.containsKey(named);
    if (isNamedAway || (choice.equals("required") && !isAnyLeft())) {
      return Optional.of(
          Problem.invalid(
              "unsupported_value",
              "tool_choice: the provider of this model has no such tool, and it is to be called",
              "tool_choice"));
    }
    return Optional.empty();
  }
}
