package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Usage;
import dev.sluice.json.JsonReader;

/** Reads what a server of chat completions says that an answer has used. */
final class ReportedUsage {
  /** More tokens than any answer has, and few enough to be added and multiplied. */
  private static final long MAX_TOKENS = 1_000_000_000_000L;

  private ReportedUsage() {}

  /** The current value, an object, as usage. */
  static Usage read(JsonReader json) {
    Usage.Builder usage = Usage.builder();
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "prompt_tokens" -> count(usage, Usage.Count.INPUT, json.number(-1));
        case "completion_tokens" -> count(usage, Usage.Count.OUTPUT, json.number(-1));
        case "prompt_tokens_details" ->
            count(usage, Usage.Count.CACHED_INPUT, detail(json, "cached_tokens"));
        case "completion_tokens_details" ->
            count(usage, Usage.Count.REASONING, detail(json, "reasoning_tokens"));
        default -> json.skip();
      }
    }
    return usage.build();
  }

  private static long detail(JsonReader json, String wanted) {
    long value = -1;
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals(wanted)) {
          value = json.number(-1);
        } else {
          json.skip();
        }
      }
    }
    return value;
  }

  /** A count that can be true: sums and prices are made of it. */
  private static void count(Usage.Builder usage, Usage.Count what, long value) {
    if (value <= MAX_TOKENS) {
      usage.count(what, value);
    }
  }
}
