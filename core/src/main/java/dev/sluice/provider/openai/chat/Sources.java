package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Citation;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import dev.sluice.spi.stream.PartWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where an answer of a searching model comes from: {@code citations}, a list of addresses, and
 * {@code search_results}, which says more of the same. Servers repeat both with each chunk; each
 * source is told once, with the text. Not thread-safe.
 */
final class Sources {
  /** More than any search brings. */
  static final int MAX = 1024;

  /** How much of each list has been read. */
  private final Map<String, Integer> read = new HashMap<>(2);

  private final Set<String> known = new HashSet<>();
  private final Map<String, Citation> waiting = new LinkedHashMap<>();

  /** The current value, a list of this name. */
  void read(String list, JsonReader json) {
    if (!json.enterArray()) {
      return;
    }
    int before = read.getOrDefault(list, 0);
    int count = 0;
    while (json.nextElement()) {
      if (count++ < before || isTooMany()) {
        json.skip();
      } else {
        add(json);
      }
    }
    read.put(list, Math.max(before, count));
  }

  private void add(JsonReader json) {
    Citation citation;
    if (json.isText()) {
      String url = json.text();
      citation = Citation.builder().url(url).raw(JsonWriter.quoted(url)).build();
    } else if (json.isObject()) {
      citation = Annotations.of(json.json(), Citation.builder());
    } else {
      json.skip();
      return;
    }
    String url = citation.url();
    if (known.add(url.isEmpty() ? citation.raw() : url)) {
      waiting.put(url.isEmpty() ? citation.raw() : url, citation);
    } else if (!citation.title().isEmpty()) {
      waiting.computeIfPresent(url, (same, less) -> less.title().isEmpty() ? citation : less);
    }
  }

  boolean isTooMany() {
    return known.size() > MAX;
  }

  /** Tells those that have not been told. */
  void tell(PartWriter parts) {
    if (!waiting.isEmpty()) {
      waiting.values().forEach(parts::cited);
      waiting.clear();
    }
  }
}
