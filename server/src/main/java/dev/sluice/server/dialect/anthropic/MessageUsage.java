package dev.sluice.server.dialect.anthropic;

import dev.sluice.chat.Usage;
import dev.sluice.chat.Usage.Count;
import dev.sluice.json.JsonWriter;

/**
 * {@code {"input_tokens","cache_creation_input_tokens",…}}: the input is what was neither read from
 * the cache nor written to it. Clients read all four counts without asking whether they are there.
 */
final class MessageUsage {
  private MessageUsage() {}

  /** The member {@code usage} of an object. */
  static void put(JsonWriter json, Usage usage) {
    long written = usage.count(Count.CACHE_WRITE, 0);
    long cached = usage.count(Count.CACHED_INPUT, 0);
    long fresh = Math.max(0, usage.count(Count.INPUT, 0) - written - cached);
    json.object("usage").put("input_tokens", fresh);
    json.put("cache_creation_input_tokens", written).put("cache_read_input_tokens", cached);
    if (usage.count(Count.CACHE_WRITE_5_MINUTES).isPresent()
        || usage.count(Count.CACHE_WRITE_1_HOUR).isPresent()) {
      json.object("cache_creation")
          .put("ephemeral_5m_input_tokens", usage.count(Count.CACHE_WRITE_5_MINUTES, 0))
          .put("ephemeral_1h_input_tokens", usage.count(Count.CACHE_WRITE_1_HOUR, 0))
          .end();
    }
    json.put("output_tokens", usage.count(Count.OUTPUT, 0));
    usage
        .count(Count.REASONING)
        .ifPresent(
            count -> json.object("output_tokens_details").put("thinking_tokens", count).end());
    usage
        .count(Count.SEARCHES)
        .ifPresent(count -> json.object("server_tool_use").put("web_search_requests", count).end());
    json.end();
  }
}
