package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Usage;
import dev.sluice.chat.Usage.Count;
import dev.sluice.json.JsonReader;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a server of chat completions says that an answer has used, under the names that there
 * are for it. A report that says more than counts is kept as it came. Not thread-safe.
 */
final class ReportedUsage {
  /** More tokens than any answer has, and few enough to be added and multiplied. */
  private static final long MAX_TOKENS = 1_000_000_000_000L;

  /** Longer than any price. */
  private static final int MAX_DIGITS = 40;

  private static final BigDecimal TICKS_PER_USD = BigDecimal.TEN.pow(10);

  private static final Count[] COUNTS = Count.values();

  private final Usage.Builder usage = Usage.builder();
  private long input = -1;
  private long output = -1;
  private long total = -1;
  private long reasoning = -1;
  private long cached = -1;
  private long written = -1;
  private boolean more;

  private ReportedUsage() {}

  /** The current value, an object, as usage. */
  static Usage read(JsonReader json) {
    int begin = json.here();
    ReportedUsage report = new ReportedUsage();
    report.members(json);
    if (report.more) {
      report.usage.raw(json.since(begin));
    }
    return report.build();
  }

  /**
   * A report on top of the one before: what it leaves out, or tells as 0, stays as it was.
   *
   * @return null if nothing is new
   */
  static @Nullable Usage after(@Nullable Usage before, Usage later) {
    if (saysNothing(later)) {
      return null;
    }
    if (before == null) {
      return later;
    }
    boolean news = !later.raw().isEmpty() && !later.raw().equals(before.raw());
    news |= later.cost().isPresent() && !later.cost().equals(before.cost());
    for (Count count : COUNTS) {
      news |= isNews(later.count(count, -1), before.count(count, -1));
    }
    return news ? both(before, later) : null;
  }

  private static boolean isNews(long value, long before) {
    return value != before && (value > 0 || (value == 0 && before < 0));
  }

  private static Usage both(Usage before, Usage later) {
    Usage.Builder both = before.toBuilder();
    for (Count count : COUNTS) {
      long value = later.count(count, -1);
      if (isNews(value, before.count(count, -1))) {
        both.count(count, value);
      }
    }
    later.cost().ifPresent(cost -> both.cost(cost.amount(), cost.unit()));
    return later.raw().isEmpty() ? both.build() : both.raw(later.raw()).build();
  }

  /** Servers send reports of nothing but zeros before there is something to report, and after. */
  private static boolean saysNothing(Usage usage) {
    for (Count count : COUNTS) {
      if (usage.count(count, 0) > 0) {
        return false;
      }
    }
    return usage.cost().isEmpty();
  }

  private void members(JsonReader json) {
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "prompt_tokens", "input_tokens" -> input = larger(input, tokens(json));
        case "completion_tokens", "output_tokens" -> output = larger(output, tokens(json));
        case "total_tokens" -> total = tokens(json);
        case "prompt_tokens_details", "input_tokens_details" -> inputDetails(json);
        case "completion_tokens_details", "output_tokens_details" -> outputDetails(json);
        case "reasoning_tokens" -> reasoning = larger(reasoning, tokens(json));
        case "prompt_cache_miss_tokens" -> json.skip(); // What is left of the input.
        case "num_search_queries" -> count(Count.SEARCHES, tokens(json));
        case "cost", "estimated_cost", "cost_in_usd_ticks" -> cost(name, json);
        default -> cacheOrOther(name, json);
      }
    }
  }

  private void inputDetails(JsonReader json) {
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "audio_tokens" -> count(Count.AUDIO_INPUT, tokens(json));
          case "image_tokens" -> count(Count.IMAGE_INPUT, tokens(json));
          case "text_tokens" -> json.skip();
          default -> cacheOrOther(name, json);
        }
      }
    }
  }

  private void outputDetails(JsonReader json) {
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "reasoning_tokens" -> reasoning = larger(reasoning, tokens(json));
          case "audio_tokens" -> count(Count.AUDIO_OUTPUT, tokens(json));
          case "image_tokens" -> count(Count.IMAGE_OUTPUT, tokens(json));
          case "accepted_prediction_tokens" -> count(Count.ACCEPTED_PREDICTION, tokens(json));
          case "rejected_prediction_tokens" -> count(Count.REJECTED_PREDICTION, tokens(json));
          case "text_tokens" -> json.skip();
          default -> other(json);
        }
      }
    }
  }

  /** What servers call the tokens that came from a cache, and those that went into one. */
  private void cacheOrOther(String name, JsonReader json) {
    switch (name) {
      case "cached_tokens",
          "prompt_cache_hit_tokens",
          "cache_read_input_tokens",
          "cache_read_tokens",
          "num_cached_tokens" ->
          cached = larger(cached, tokens(json));
      case "cache_creation_input_tokens", "cache_creation_tokens", "cache_write_tokens" ->
          written = larger(written, tokens(json));
      case "cache_creation" -> lifetimes(json);
      default -> other(json);
    }
  }

  private void lifetimes(JsonReader json) {
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "ephemeral_5m_input_tokens" -> count(Count.CACHE_WRITE_5_MINUTES, tokens(json));
          case "ephemeral_1h_input_tokens" -> count(Count.CACHE_WRITE_1_HOUR, tokens(json));
          default -> other(json);
        }
      }
    }
  }

  private void other(JsonReader json) {
    more |= !json.isNull();
    json.skip();
  }

  /** A price in the provider's own unit, or an object that holds one in dollars. */
  private void cost(String name, JsonReader json) {
    more = true;
    if (json.isObject()) {
      json.enterObject();
      for (String part; (part = json.nextName()) != null; ) {
        if (part.equals("total_cost")) {
          price(json.text(), "USD", BigDecimal.ONE);
        } else {
          json.skip();
        }
      }
    } else if (name.equals("cost_in_usd_ticks")) {
      price(json.text(), "USD", TICKS_PER_USD);
    } else {
      price(json.text(), name.equals("cost") ? "credits" : "USD", BigDecimal.ONE);
    }
  }

  private void price(String text, String unit, BigDecimal parts) {
    if (text.isEmpty() || text.length() > MAX_DIGITS) {
      return;
    }
    try {
      BigDecimal amount = new BigDecimal(text);
      if (amount.signum() >= 0 && Math.abs(amount.scale()) <= MAX_DIGITS) {
        usage.cost(amount.divide(parts), unit); // By a power of ten: exact.
      }
    } catch (NumberFormatException noNumber) {
      // Then it is in the raw report alone.
    }
  }

  private Usage build() {
    boolean beside = reasoning > 0 && input >= 0 && output >= 0;
    // There are servers whose output leaves the reasoning out; their total has it.
    boolean apart = beside && total == input + output + reasoning;
    count(Count.INPUT, input);
    count(Count.OUTPUT, apart ? output + reasoning : output);
    count(Count.CACHED_INPUT, cached);
    count(Count.CACHE_WRITE, written);
    count(Count.REASONING, reasoning);
    return usage.build();
  }

  private static long tokens(JsonReader json) {
    long value = json.number(-1);
    return value <= MAX_TOKENS ? value : -1; // Sums and prices are made of it.
  }

  private static long larger(long one, long other) {
    return Math.max(one, other);
  }

  private void count(Count what, long value) {
    usage.count(what, value);
  }
}
