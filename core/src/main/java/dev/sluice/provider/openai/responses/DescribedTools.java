package dev.sluice.provider.openai.responses;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** Tools as the user describes them in the API's own form. */
final class DescribedTools {
  private DescribedTools() {}

  /** Between a namespace and a name, where the name alone would be another tool's. */
  private static final String JOIN = "--";

  /**
   * What a list of tools has: each by its name, or by its type where that is its name; of a
   * namespace also those within, by their names alone and behind the namespace's. Of what is no
   * list, none.
   */
  static Set<String> names(String list) {
    Set<String> names = new HashSet<>();
    byte[] bytes = list.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0) {
      try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
        each(json, names, true);
      } catch (JsonException noJson) {
        names.clear(); // Whoever writes the list says so.
      }
    }
    return names;
  }

  /** What an item of the conversation brings with it. */
  static Set<String> broughtBy(Part.Native item) {
    Set<String> names = new HashSet<>();
    byte[] bytes = item.json().getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (item.type().equals("additional_tools") && json.enterObject()) {
        for (String member; (member = json.nextName()) != null; ) {
          if (member.equals("tools")) {
            each(json, names, true);
          } else {
            json.skip();
          }
        }
      }
    } catch (JsonException noJson) {
      names.clear();
    }
    return names;
  }

  private static void each(JsonReader json, Set<String> names, boolean isOuter) {
    if (!json.enterArray()) {
      json.skip();
      return;
    }
    while (json.nextElement()) {
      if (json.isObject()) {
        json.enterObject();
        names.add(name(json, names, isOuter));
      } else {
        json.skip();
      }
    }
  }

  private static String name(JsonReader json, Set<String> names, boolean isOuter) {
    String type = "";
    String name = "";
    Set<String> within = new HashSet<>();
    for (String member; (member = json.nextName()) != null; ) {
      switch (member) {
        case "type" -> type = json.text();
        case "name" -> name = json.text();
        case "tools" -> {
          if (isOuter) {
            each(json, within, false);
          } else {
            json.skip();
          }
        }
        default -> json.skip();
      }
    }
    for (String inner : within) {
      names.add(inner);
      names.add(name + JOIN + inner);
    }
    return name.isEmpty() ? type : name;
  }
}
