package dev.sluice.server.dialect.responses;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Tool;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.responses.OutputItem.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tools that only this format has and that the client runs, as functions that any provider has; and
 * back, what such functions are called as. Which is which is told by the function itself, so that
 * whoever follows the run later knows it too.
 */
final class ClientTools {
  /** Of a tool whose input is text of any form. */
  static final String TEXT_SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\"}},"
          + "\"required\":[\"input\"],\"additionalProperties\":false}";

  private static final String SHELL_SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"command\":{\"type\":\"array\",\"items\":"
          + "{\"type\":\"string\"},\"description\":\"The program and its arguments.\"},"
          + "\"working_directory\":{\"type\":\"string\"},\"timeout_ms\":{\"type\":\"integer\"}},"
          + "\"required\":[\"command\"]}";

  private static final String PATCH_SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"type\":{\"type\":\"string\",\"enum\":"
          + "[\"create_file\",\"update_file\",\"delete_file\"]},\"path\":{\"type\":\"string\"},"
          + "\"diff\":{\"type\":\"string\",\"description\":\"In V4A form; none to delete.\"}},"
          + "\"required\":[\"type\",\"path\"]}";

  private static final String NAMESPACE = "\n[namespace: ";

  /** Between a namespace and a name, where the name alone is taken. */
  static final String JOIN = "--";

  private final Map<String, Tool> tools = new HashMap<>();

  /** Those of a request, as the provider was asked it. */
  ClientTools(ChatRequest request) {
    request.tools().forEach(tool -> tools.put(tool.name(), tool));
  }

  /** One with text of any form. */
  static Tool text(String name, String description, String format) {
    String form = format.isEmpty() ? "" : "\nThe input has this form:\n" + format;
    return new Tool(name, description + form, TEXT_SCHEMA);
  }

  /** The tool of the API's own that is meant by this type; null if it has no such form. */
  static @Nullable Tool described(String type) {
    return switch (type) {
      case "local_shell" -> new Tool(type, "Runs a command on the user's machine.", SHELL_SCHEMA);
      case "apply_patch" ->
          new Tool(type, "Creates, changes or deletes a file by a patch.", PATCH_SCHEMA);
      default -> null;
    };
  }

  /** A function within a namespace. */
  static Tool within(String namespace, String name, Tool function) {
    return new Tool(
        name, function.description() + NAMESPACE + namespace + "]", function.parametersSchema());
  }

  /** What calls of this function are told as. */
  Kind kind(String name) {
    Tool tool = tools.get(name);
    String schema = tool == null ? "" : tool.parametersSchema();
    return switch (schema) {
      case TEXT_SCHEMA -> Kind.CUSTOM_CALL;
      case SHELL_SCHEMA -> name.equals("local_shell") ? Kind.SHELL_CALL : Kind.FUNCTION_CALL;
      case PATCH_SCHEMA -> name.equals("apply_patch") ? Kind.PATCH_CALL : Kind.FUNCTION_CALL;
      default -> Kind.FUNCTION_CALL;
    };
  }

  /** The namespace of this function; empty if it has none. */
  String namespace(String name) {
    Tool tool = tools.get(name);
    String description = tool == null ? "" : tool.description();
    int at = description.lastIndexOf(NAMESPACE);
    return at < 0 || !description.endsWith("]")
        ? ""
        : description.substring(at + NAMESPACE.length(), description.length() - 1);
  }

  /** What it is called within its namespace. */
  String plain(String name) {
    String before = namespace(name) + JOIN;
    return before.length() > JOIN.length() && name.startsWith(before)
        ? name.substring(before.length())
        : name;
  }

  /** What the function that stands for text was called with; as it came if it is something else. */
  static String input(String arguments) {
    byte[] bytes = arguments.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          if (name.equals("input") && json.isText()) {
            return json.text();
          }
          json.skip();
        }
      }
    } catch (JsonException cutOff) {
      return arguments;
    }
    return arguments;
  }

  /** What a shell is to do, as the API says it. */
  static String action(String arguments) {
    byte[] bytes = arguments.getBytes(StandardCharsets.UTF_8);
    JsonWriter action = new JsonWriter().object().put("type", "exec");
    boolean hasEnvironment = false;
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (!json.enterObject()) {
        return arguments;
      }
      for (String name; (name = json.nextName()) != null; ) {
        hasEnvironment |= name.equals("env");
        if (name.equals("type")) {
          json.skip();
        } else {
          action.putRead(name, json.json());
        }
      }
      json.finish();
    } catch (JsonException cutOff) {
      return arguments;
    }
    if (!hasEnvironment) {
      action.object("env").end(); // Clients want it.
    }
    return action.end().text();
  }
}
