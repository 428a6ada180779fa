package dev.sluice.provider.anthropic;

import dev.sluice.chat.Usage;
import dev.sluice.chat.Usage.Count;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer has used, of the reports that came: each is about all up to now, and what it says
 * counts, but for a null or a zero where more was counted before. The input that the API tells is
 * what was neither read from its cache nor written to it; ours is all of it.
 *
 * <p>A compaction, an advisor or a model that was fallen back on is told in {@code iterations}
 * alone, and charged: of several iterations all count. Not thread-safe.
 */
final class ReportedUsage {
  /** More tokens than any answer has, and few enough to be added and multiplied. */
  private static final long MAX_TOKENS = 1_000_000_000_000L;

  /** More than a turn has; they are kept with the reply. */
  private static final int MAX_STEPS = 256;

  private final Counts all = new Counts();
  private List<Counts> iterations = List.of();
  private long searches = -1;
  private String raw = "";
  private @Nullable String serviceTier;

  /** The counts that the API tells of a message or of an iteration; -1 where it does not. */
  private static final class Counts {
    String name = "";
    long fresh = -1;
    long written = -1;
    long writtenForMinutes = -1;
    long writtenForAnHour = -1;
    long cached = -1;
    long output = -1;
    long reasoning = -1;

    Usage.Builder usage() {
      Usage.Builder usage = Usage.builder();
      if (fresh >= 0) {
        usage.count(Count.INPUT, fresh + Math.max(0, written) + Math.max(0, cached));
      }
      return usage
          .count(Count.OUTPUT, output)
          .count(Count.CACHED_INPUT, cached)
          .count(Count.CACHE_WRITE, written)
          .count(Count.CACHE_WRITE_5_MINUTES, writtenForMinutes)
          .count(Count.CACHE_WRITE_1_HOUR, writtenForAnHour)
          .count(Count.REASONING, reasoning);
    }
  }

  /** Takes a report, as JSON of an object. */
  void add(String report) {
    raw = report;
    byte[] bytes = report.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      read(json, all, true);
    }
  }

  private void read(JsonReader json, Counts counts, boolean whole) {
    if (!json.enterObject()) {
      return;
    }
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "input_tokens" -> counts.fresh = later(counts.fresh, json);
        case "output_tokens" -> counts.output = later(counts.output, json);
        case "cache_read_input_tokens" -> counts.cached = later(counts.cached, json);
        case "cache_creation_input_tokens" -> counts.written = later(counts.written, json);
        case "cache_creation" -> cacheCreation(json, counts);
        case "output_tokens_details" -> details(json, counts);
        case "server_tool_use" -> searches(json);
        case "iterations" -> iterations(json, whole);
        case "type" -> counts.name = json.text();
        case "service_tier" -> serviceTier = json.isText() ? json.json() : skipped(json);
        default -> json.skip();
      }
    }
  }

  private @Nullable String skipped(JsonReader json) {
    json.skip();
    return serviceTier;
  }

  /** As what the request was served, as JSON text; null if it was not told. */
  @Nullable String serviceTier() {
    return serviceTier;
  }

  private static void cacheCreation(JsonReader json, Counts counts) {
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "ephemeral_5m_input_tokens" ->
              counts.writtenForMinutes = later(counts.writtenForMinutes, json);
          case "ephemeral_1h_input_tokens" ->
              counts.writtenForAnHour = later(counts.writtenForAnHour, json);
          default -> json.skip();
        }
      }
    }
  }

  private static void details(JsonReader json, Counts counts) {
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("thinking_tokens")) {
          counts.reasoning = later(counts.reasoning, json);
        } else {
          json.skip();
        }
      }
    }
  }

  private void searches(JsonReader json) {
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("web_search_requests")) {
          searches = later(searches, json);
        } else {
          json.skip();
        }
      }
    }
  }

  private void iterations(JsonReader json, boolean whole) {
    if (!whole || !json.enterArray()) {
      json.skip();
      return;
    }
    List<Counts> told = new ArrayList<>();
    while (json.nextElement()) {
      Counts one = new Counts();
      read(json, one, false);
      if (told.size() < MAX_STEPS) {
        told.add(one);
      }
    }
    iterations = told.isEmpty() ? iterations : told;
  }

  /** A later count in place of this one, if it can be true. */
  private static long later(long before, JsonReader json) {
    long told = json.number(-1);
    boolean possible = told >= 0 && told <= MAX_TOKENS;
    return possible && (told > 0 || before < 0) ? told : before;
  }

  /** All that was told up to now. */
  Usage usage() {
    Usage.Builder usage = all.usage();
    if (iterations.size() > 1) {
      Usage top = usage.build();
      Usage sum = Usage.unknown();
      for (Counts one : iterations) {
        Usage step = one.usage().build();
        usage.step(one.name, step);
        sum = sum.plus(step);
      }
      for (Count count : Count.values()) {
        usage.count(count, Math.max(top.count(count, -1), sum.count(count, -1)));
      }
    }
    return usage.count(Count.SEARCHES, searches).raw(raw).build();
  }
}
