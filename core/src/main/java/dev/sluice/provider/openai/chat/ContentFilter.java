package dev.sluice.provider.openai.chat;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Reads which of Azure's filters stopped a prompt: {@code
 * error.innererror.content_filter_result.NAME.filtered}.
 */
final class ContentFilter {
  /** There are about ten. */
  private static final int MAX = 32;

  private ContentFilter() {}

  /** The names of the filters that an error body says to have stopped it; none if it has none. */
  static Set<String> stopping(String body) {
    Set<String> names = new LinkedHashSet<>();
    if (!body.contains("content_filter_result")) {
      return names;
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      within(json, names);
    } catch (JsonException noJson) {
      // Then nothing more can be told than what its beginning said.
    }
    return names;
  }

  private static void within(JsonReader json, Set<String> names) {
    if (!json.enterObject()) {
      return;
    }
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "error", "innererror" -> within(json, names);
        case "content_filter_result", "content_filter_results" -> results(json, names);
        default -> json.skip();
      }
    }
  }

  private static void results(JsonReader json, Set<String> names) {
    if (!json.enterObject()) {
      return;
    }
    for (String name; (name = json.nextName()) != null; ) {
      if (isFiltered(json) && names.size() < MAX) {
        names.add(name.replace('_', ' '));
      }
    }
  }

  private static boolean isFiltered(JsonReader json) {
    boolean filtered = false;
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("filtered")) {
          filtered = json.text().equals("true");
        } else {
          json.skip();
        }
      }
    }
    return filtered;
  }
}
