package dev.sluice.provider.bedrock;

import dev.sluice.chat.Usage;
import dev.sluice.json.JsonReader;

/** Reads what an answer has used. */
final class ReportedUsage {
  /** More tokens than any answer has, and few enough to be added and multiplied. */
  private static final long MAX_TOKENS = 1_000_000_000_000L;

  private final Usage.Builder usage = Usage.builder();
  private long input = -1;
  private long output = -1;
  private long total = -1;
  private long cacheRead = -1;
  private long cacheWrite = -1;

  private ReportedUsage() {}

  /** The current value as usage; nothing is known if it is no object. */
  static Usage read(JsonReader json) {
    if (!json.isObject()) {
      json.skip();
      return Usage.unknown();
    }
    String raw = json.textOrJson();
    ReportedUsage told = new ReportedUsage();
    try (JsonReader report = Json.reader(raw)) {
      told.members(report);
    }
    return told.usage(raw);
  }

  private void members(JsonReader json) {
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "inputTokens" -> input = count(json);
        case "outputTokens" -> output = count(json);
        case "totalTokens" -> total = count(json);
        // The other two are what the first servers called them.
        case "cacheReadInputTokens", "cacheReadInputTokenCount" -> cacheRead = count(json);
        case "cacheWriteInputTokens", "cacheWriteInputTokenCount" -> cacheWrite = count(json);
        case "cacheDetails" -> details(json);
        case "serverToolUsage" -> searches(json);
        default -> json.skip();
      }
    }
  }

  private void details(JsonReader json) {
    if (json.enterArray()) {
      while (json.nextElement()) {
        String kept = "";
        long tokens = -1;
        if (json.enterObject()) {
          for (String name; (name = json.nextName()) != null; ) {
            switch (name) {
              case "ttl" -> kept = json.text();
              case "inputTokens" -> tokens = count(json);
              default -> json.skip();
            }
          }
        }
        switch (kept) {
          case "5m" -> usage.count(Usage.Count.CACHE_WRITE_5_MINUTES, tokens);
          case "1h" -> usage.count(Usage.Count.CACHE_WRITE_1_HOUR, tokens);
          default -> {}
        }
      }
    }
  }

  private void searches(JsonReader json) {
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("webSearchRequests")) {
          usage.count(Usage.Count.SEARCHES, count(json));
        } else {
          json.skip();
        }
      }
    }
  }

  /** A count that can be true: sums and prices are made of it. */
  private static long count(JsonReader json) {
    long value = json.number(-1);
    return value <= MAX_TOKENS ? value : -1;
  }

  /** The input is told without what was cached; where the total says otherwise, with it. */
  private Usage usage(String raw) {
    long cached = Math.max(0, cacheRead) + Math.max(0, cacheWrite);
    boolean contains = input >= cached && total >= 0 && total == input + Math.max(0, output);
    return usage
        .count(Usage.Count.INPUT, input < 0 || contains ? input : input + cached)
        .count(Usage.Count.OUTPUT, output)
        .count(Usage.Count.CACHED_INPUT, cacheRead)
        .count(Usage.Count.CACHE_WRITE, cacheWrite)
        .raw(raw)
        .build();
  }
}
