package dev.sluice.provider.openai.responses;

import dev.sluice.chat.Usage;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonReaders;
import java.nio.charset.StandardCharsets;

/** Reads what a response says that it has used. */
final class ReportedUsage {
  /** More tokens than any answer has, and few enough to be added and multiplied. */
  private static final long MAX_TOKENS = 1_000_000_000_000L;

  private ReportedUsage() {}

  /**
   * A report as usage.
   *
   * @param raw its JSON, an object
   * @param before what was reported before: a count that was real is not wiped by a zero
   */
  static Usage of(String raw, Usage before, JsonReaders readers) {
    Usage.Builder usage = before.toBuilder().raw(raw);
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    try (JsonReader report = readers.read(bytes, 0, bytes.length)) {
      report.enterObject();
      for (String name; (name = report.nextName()) != null; ) {
        switch (name) {
          case "input_tokens" -> count(usage, before, Usage.Count.INPUT, report.number(-1));
          case "output_tokens" -> count(usage, before, Usage.Count.OUTPUT, report.number(-1));
          case "input_tokens_details", "output_tokens_details" -> details(report, usage, before);
          default -> report.skip();
        }
      }
      report.finish();
    }
    return usage.build();
  }

  private static void details(JsonReader json, Usage.Builder usage, Usage before) {
    if (!json.enterObject()) {
      return;
    }
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "cached_tokens" -> count(usage, before, Usage.Count.CACHED_INPUT, json.number(-1));
        case "cache_write_tokens" -> count(usage, before, Usage.Count.CACHE_WRITE, json.number(-1));
        case "reasoning_tokens" -> count(usage, before, Usage.Count.REASONING, json.number(-1));
        default -> json.skip();
      }
    }
  }

  /** A count that can be true: sums and prices are made of it. */
  private static void count(Usage.Builder usage, Usage before, Usage.Count what, long value) {
    if (value >= 0 && value <= MAX_TOKENS && (value > 0 || before.count(what).isEmpty())) {
      usage.count(what, value);
    }
  }
}
