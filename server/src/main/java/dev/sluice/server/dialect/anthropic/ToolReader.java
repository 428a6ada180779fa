package dev.sluice.server.dialect.anthropic;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RequestJson;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code tools} and {@code tool_choice}. What of them has no other form stays in the extra
 * fields as well, for providers that know it. Not thread-safe.
 */
final class ToolReader {
  private static final Set<String> PLAIN = Set.of("type", "name", "description", "input_schema");
  private static final Set<String> CHOICE = Set.of("type", "name", "disable_parallel_tool_use");

  private final RequestJson json;
  private final ChatRequest.Builder request;
  private final Map<String, String> extra;

  /** The names of those that every provider can be told of. */
  private final Set<String> common = new HashSet<>();

  /** Whether there are others, which run at a provider or are known to one. */
  private boolean special;

  private ToolChoice choice = new ToolChoice.Auto();

  ToolReader(RequestJson json, ChatRequest.Builder request, Map<String, String> extra) {
    this.json = json;
    this.request = request;
    this.extra = extra;
  }

  /** The current value, a list of tools. */
  void tools() {
    json.array();
    int from = json.here();
    boolean more = false;
    while (json.nextElement()) {
      more |= tool();
    }
    if (more) {
      extra.put("tools", Members.text(json, from, json.behind()));
    }
  }

  /** Whether it says more than a tool has. */
  private boolean tool() {
    json.object();
    String type = "custom";
    String name = "";
    String description = "";
    String schema = "";
    Members members = new Members(json);
    for (String member; (member = json.nextName()) != null; ) {
      int from = json.here();
      switch (member) {
        case "type" -> type = json.text();
        case "name" -> name = json.text();
        case "description" -> description = json.text();
        case "input_schema" -> {
          json.object();
          schema = json.json();
        }
        default -> json.skip();
      }
      members.add(member, from);
    }
    if (type.equals("function")) {
      throw json.refusedMember(
          "type",
          "unsupported_value",
          "a function is a tool of OpenAI's: here a tool is {\"name\": …, \"input_schema\": …}");
    }
    if (!type.equals("custom")) {
      special = true;
      return true;
    }
    if (name.isEmpty() || schema.isEmpty()) {
      throw json.refusedMember(
          name.isEmpty() ? "name" : "input_schema", "missing_field", "a tool needs it");
    }
    common.add(name);
    request.tool(new Tool(name, description, schema));
    return members.hasMoreThan(PLAIN);
  }

  /** The current value, an object. */
  void choice() {
    json.object();
    int from = json.here();
    String type = "";
    String name = "";
    boolean more = false;
    for (String member; (member = json.nextName()) != null; ) {
      switch (member) {
        case "type" -> type = json.text();
        case "name" -> name = json.text();
        case "disable_parallel_tool_use" -> {
          if (json.truth()) {
            extra.put(member, "true");
          }
        }
        default -> json.skip();
      }
      more |= !CHOICE.contains(member);
    }
    choose(type, name);
    if (more) {
      extra.put("tool_choice", Members.text(json, from, json.behind()));
    }
  }

  private void choose(String type, String name) {
    choice =
        switch (type) {
          case "auto" -> new ToolChoice.Auto();
          case "any" -> new ToolChoice.Required();
          case "none" -> new ToolChoice.None();
          case "tool" -> {
            if (name.isEmpty()) {
              throw json.refusedMember("name", "missing_field", "a tool is chosen by its name");
            }
            yield new ToolChoice.Named(name);
          }
          default ->
              throw json.refusedMember("type", "invalid_value", "use auto, any, tool or none");
        };
    request.toolChoice(choice);
  }

  /**
   * Why it is refused where the other tools go to nobody; to be asked once all is read.
   *
   * @throws RefusedException if a tool is chosen that nobody has
   */
  Optional<Problem> withoutOthers() {
    return switch (choice) {
      case ToolChoice.Auto auto -> Optional.empty();
      case ToolChoice.None none -> Optional.empty();
      case ToolChoice.Required any when !common.isEmpty() -> Optional.empty();
      case ToolChoice.Required any -> Optional.of(unsupported("any", "type"));
      case ToolChoice.Named(String name) when common.contains(name) -> Optional.empty();
      case ToolChoice.Named(String name) -> {
        if (!special) {
          throw new RefusedException(
              Problem.invalid(
                  "invalid_value",
                  "tool_choice.name: there is no tool of this name",
                  "tool_choice.name"));
        }
        yield Optional.of(unsupported("this tool", "name"));
      }
    };
  }

  private static Problem unsupported(String what, String member) {
    return Problem.invalid(
        "unsupported_tool",
        "tool_choice."
            + member
            + ": the model that is asked can't be told to call "
            + what
            + ": it has none of the tools that only Anthropic's messages know",
        "tool_choice." + member);
  }
}
