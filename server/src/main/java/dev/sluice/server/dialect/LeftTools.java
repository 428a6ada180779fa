package dev.sluice.server.dialect;

import dev.sluice.chat.Tool;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is left out of a list of tools, most of which may have been told in another form. */
final class LeftTools {
  /** What has a form everywhere, of a tool and of what it holds. */
  private static final Set<String> PLAIN =
      Set.of(
          "type",
          "name",
          "description",
          "parameters",
          "input_schema",
          "function",
          "format",
          "tools");

  private static final String FIELD = "tools";

  /** More paths than this tell nobody more than {@code tools} does. */
  static final int MAX_PATHS = 1024;

  private LeftTools() {}

  /**
   * The paths of what is left out: of a tool as a whole {@code tools[3]}, of what the others say
   * more each member once, {@code tools[].strict}; where a list has no whole tools, {@code
   * tools.googleSearch}. Where those would be too many, {@code tools} alone: what is said more is
   * read at the home of the response, whose other clients wait.
   *
   * @param list the JSON of the list as it came
   * @param told the tools that are told in another form
   */
  static List<String> of(String list, List<Tool> told) {
    Set<String> names = told.stream().map(Tool::name).collect(Collectors.toSet());
    Set<String> left = new LinkedHashSet<>();
    byte[] bytes = list.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (!json.enterArray()) {
        return List.of(FIELD);
      }
      for (int i = 0; json.nextElement(); i++) {
        if (i == Bounds.MAX_TOOLS || !element(json, i, names, left)) {
          return List.of(FIELD);
        }
      }
    } catch (JsonException impossible) {
      return List.of(FIELD);
    }
    return List.copyOf(left);
  }

  /** False if there are too many paths. */
  private static boolean element(JsonReader json, int index, Set<String> told, Set<String> left) {
    if (!json.enterObject()) {
      left.add(FIELD + "[" + index + "]");
      return left.size() <= MAX_PATHS;
    }
    String type = "";
    String called = "";
    List<String> members = new ArrayList<>();
    List<String> more = new ArrayList<>();
    for (String name; (name = json.nextName()) != null; ) {
      members.add(name);
      if (members.size() > MAX_PATHS) {
        return false;
      }
      if (!PLAIN.contains(name)) {
        more.add(name);
      }
      switch (name) {
        case "type" -> type = json.text();
        case "name" -> called = json.text();
        case "function" -> called = function(json, called, more);
        default -> json.skip();
      }
      if (more.size() > MAX_PATHS) {
        return false;
      }
    }
    if (type.equals("namespace") || told.contains(called) || told.contains(type)) {
      more.forEach(name -> left.add(FIELD + "[]." + name));
    } else if (type.isEmpty() && called.isEmpty()) {
      members.forEach(name -> left.add(FIELD + "." + name));
    } else {
      left.add(FIELD + "[" + index + "]");
    }
    return left.size() <= MAX_PATHS;
  }

  private static String function(JsonReader json, String otherwise, List<String> more) {
    String called = otherwise;
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("name")) {
          called = json.text();
        } else {
          if (!PLAIN.contains(name)) {
            more.add("function." + name);
          }
          if (more.size() > MAX_PATHS) {
            return called;
          }
          json.skip();
        }
      }
    }
    return called;
  }
}
