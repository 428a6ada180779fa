package dev.sluice.provider.ollama;

import dev.sluice.chat.Usage;
import dev.sluice.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the last line counts: tokens, and how long each step took. Not thread-safe. */
final class Counts {
  /** More tokens than any answer has, and few enough to be added and multiplied. */
  private static final long MAX_TOKENS = 1_000_000_000_000L;

  /** More than there are. */
  private static final int MAX_COUNTS = 32;

  private final Map<String, Long> told = new LinkedHashMap<>();

  void read(String name, long value) {
    if (value >= 0 && told.size() < MAX_COUNTS) {
      told.put(name, value);
    }
  }

  Usage usage() {
    JsonWriter raw = new JsonWriter().object();
    told.forEach(raw::put);
    return Usage.builder()
        .count(Usage.Count.INPUT, tokens("prompt_eval_count"))
        .count(Usage.Count.OUTPUT, tokens("eval_count"))
        .raw(raw.end().text())
        .build();
  }

  private long tokens(String name) {
    long value = told.getOrDefault(name, -1L);
    return value > MAX_TOKENS ? -1 : value;
  }
}
