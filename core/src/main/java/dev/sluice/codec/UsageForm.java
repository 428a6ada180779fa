package dev.sluice.codec;

import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.chat.StreamEvent.RateLimit;
import dev.sluice.chat.StreamEvent.Started;
import dev.sluice.chat.Timings;
import dev.sluice.chat.Usage;
import dev.sluice.chat.Usage.Count;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The forms of what is counted and measured. */
final class UsageForm {
  private static final Count[] COUNTS = Count.values();
  private static final Map<Character, Count> BY_KEY = new HashMap<>();

  static {
    for (Count count : COUNTS) {
      BY_KEY.put(key(count), count);
    }
  }

  private UsageForm() {}

  private static char key(Count count) {
    return switch (count) {
      case INPUT -> 'i';
      case OUTPUT -> 'o';
      case CACHED_INPUT -> 'c';
      case CACHE_WRITE -> 'w';
      case CACHE_WRITE_5_MINUTES -> '5';
      case CACHE_WRITE_1_HOUR -> '1';
      case REASONING -> 'r';
      case AUDIO_INPUT -> 'a';
      case AUDIO_OUTPUT -> 'A';
      case IMAGE_INPUT -> 'm';
      case IMAGE_OUTPUT -> 'M';
      case TOOL_PROMPT -> 't';
      case ACCEPTED_PREDICTION -> 'p';
      case REJECTED_PREDICTION -> 'P';
      case SEARCHES -> 's';
    };
  }

  /** A member, left out if nothing is told. */
  static void write(FormWriter out, char name, Usage usage) {
    if (!usage.equals(Usage.unknown())) {
      write(out.name(name), usage);
    }
  }

  private static void write(FormWriter out, Usage usage) {
    out.object();
    for (Count count : COUNTS) {
      out.number(key(count), usage.count(count).orElse(-1), -1);
    }
    out.truth('e', usage.estimated());
    if (usage.cost().isPresent()) {
      Usage.Cost cost = usage.cost().get();
      if (!isModest(cost.amount())) {
        throw new IllegalArgumentException(
            "its cost has more than the limit of " + Limits.MAX_PRICE_DIGITS + " digits");
      }
      out.name('x').array().value(cost.amount().toString()).value(cost.unit()).endArray();
    }
    if (!usage.steps().isEmpty()) {
      out.name('n').array();
      for (Usage.Step step : usage.steps()) {
        write(out.array().value(step.name()), step.usage());
        out.endArray();
      }
      out.endArray();
    }
    out.text('j', usage.raw()).end();
  }

  /** Whether sums with it stay small: 1e999999999 is short to write only. */
  private static boolean isModest(BigDecimal amount) {
    return Math.abs((long) amount.scale()) <= Limits.MAX_PRICE_DIGITS
        && amount.precision() <= Limits.MAX_PRICE_DIGITS;
  }

  static Usage read(FormReader in) {
    Usage.Builder usage = Usage.builder();
    in.object();
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'e' -> usage.estimated(in.truth());
        case 'x' -> cost(in, usage);
        case 'n' -> steps(in, usage);
        case 'j' -> usage.raw(in.text());
        default -> {
          Count count = name < 0 ? null : BY_KEY.get((char) name);
          if (count == null) {
            in.skip();
          } else {
            usage.count(count, in.number());
          }
        }
      }
    }
    return usage.build();
  }

  private static void cost(FormReader in, Usage.Builder usage) {
    in.array();
    element(in, "the amount");
    int start = in.place();
    BigDecimal amount = amount(in.text());
    if (amount == null) {
      throw in.broken(
          start, "expected an amount of at most " + Limits.MAX_PRICE_DIGITS + " digits");
    }
    element(in, "the unit");
    usage.cost(amount, in.text());
    in.skipElements();
  }

  private static @Nullable BigDecimal amount(String digits) {
    if (digits.length() > Limits.MAX_DIGITS) {
      return null;
    }
    try {
      BigDecimal amount = new BigDecimal(digits);
      return isModest(amount) ? amount : null;
    } catch (NumberFormatException wrong) {
      return null;
    }
  }

  private static void steps(FormReader in, Usage.Builder usage) {
    in.array();
    while (in.element()) {
      in.array();
      element(in, "the step's name");
      String name = in.text();
      element(in, "what the step used");
      usage.step(name, read(in));
      in.skipElements();
    }
  }

  static void element(FormReader in, String what) {
    if (!in.element()) {
      throw in.broken("expected " + what + ", found the array's end");
    }
  }

  // Log probabilities.

  static void logProbs(FormWriter out, List<LogProb> tokens) {
    out.array();
    for (LogProb token : tokens) {
      out.array().value(token.token()).value(token.logProbability());
      if (!token.others().isEmpty()) {
        logProbs(out, token.others());
      }
      out.endArray();
    }
    out.endArray();
  }

  static List<LogProb> logProbs(FormReader in) {
    List<LogProb> tokens = new ArrayList<>();
    in.array();
    while (in.element()) {
      in.array();
      element(in, "the token");
      String token = in.text();
      element(in, "its log probability");
      double logProbability = in.decimal();
      List<LogProb> others = List.of();
      if (in.element()) {
        others = logProbs(in);
        in.skipElements();
      }
      tokens.add(new LogProb(token, logProbability, others));
    }
    return tokens;
  }

  // Who answers, with which limits.

  static void started(FormWriter out, Started started) {
    out.text('i', started.id()).text('m', started.model()).text('q', started.requestId());
    if (!started.rateLimits().isEmpty()) {
      out.name('l').array();
      for (RateLimit limit : started.rateLimits()) {
        out.object()
            .text('w', limit.what())
            .number('l', limit.limit(), -1)
            .number('r', limit.remaining(), -1)
            .time('a', limit.resetsAfter())
            .end();
      }
      out.endArray();
    }
  }

  /** The rest of an object that has begun. */
  static Started started(FormReader in) {
    String id = "";
    String model = "";
    String requestId = "";
    List<RateLimit> limits = List.of();
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'i' -> id = in.text();
        case 'm' -> model = in.text();
        case 'q' -> requestId = in.text();
        case 'l' -> limits = limits(in);
        default -> in.skip();
      }
    }
    return new Started(id, model, requestId).limited(limits);
  }

  private static List<RateLimit> limits(FormReader in) {
    List<RateLimit> limits = new ArrayList<>();
    in.array();
    while (in.element()) {
      String what = "";
      long limit = -1;
      long remaining = -1;
      Duration resetsAfter = Duration.ZERO;
      in.object();
      for (int name; (name = in.name()) != FormReader.END; ) {
        switch (name) {
          case 'w' -> what = in.text();
          case 'l' -> limit = in.number();
          case 'r' -> remaining = in.number();
          case 'a' -> resetsAfter = in.time();
          default -> in.skip();
        }
      }
      limits.add(new RateLimit(what, limit, remaining, resetsAfter));
    }
    return limits;
  }

  // Times.

  /** A member, left out if nothing was measured. */
  static void timings(FormWriter out, char name, Timings timings) {
    if (timings.equals(Timings.none())) {
      return;
    }
    out.name(name).object();
    timings.firstToken().ifPresent(time -> out.name('f').value(time));
    timings.lastToken().ifPresent(time -> out.name('l').value(time));
    out.time('t', timings.total()).end();
  }

  static Timings timings(FormReader in) {
    int start = in.place();
    Duration first = null;
    Duration last = null;
    Duration total = Duration.ZERO;
    in.object();
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'f' -> first = in.time();
        case 'l' -> last = in.time();
        case 't' -> total = in.time();
        default -> in.skip();
      }
    }
    Timings timings = Timings.of(total);
    if (first != null && last != null) {
      return timings.tokens(first, last);
    }
    if (first != null || last != null) {
      throw in.broken(start, "expected the times of the first and the last token, \"f\" and \"l\"");
    }
    return timings;
  }
}
