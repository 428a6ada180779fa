package dev.sluice.spi.provider;

import dev.sluice.chat.StreamEvent.RateLimit;
import dev.sluice.spi.transport.ResponseHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what a response says is left of its provider's limits: {@code x-ratelimit-limit-WHAT},
 * {@code x-ratelimit-remaining-WHAT} and {@code x-ratelimit-reset-WHAT}, the last as seconds or as
 * a duration such as {@code 6m0s}.
 */
public final class RateLimits {
  private static final String PREFIX = "x-ratelimit-";
  private static final Pattern HEADER =
      Pattern.compile("(?<which>limit|remaining|reset)-(?<what>[\\w-]{1,40})");
  private static final Pattern COUNT = Pattern.compile("\\d{1,18}");

  private static final String NUMBER = "(\\d{1,9}(?:\\.\\d{1,9})?)";
  private static final Pattern SECONDS = Pattern.compile(NUMBER);

  /** A number and its unit; several follow each other. */
  private static final Pattern TIME = Pattern.compile(NUMBER + "(ms|s|m|h|d)");

  private static final int MAX_LIMITS = 16;

  private RateLimits() {}

  /** The limits that these headers tell of, by name; usually requests and tokens. */
  public static List<RateLimit> of(ResponseHead head) {
    return of(head, PREFIX, HEADER, RateLimits::time);
  }

  /**
   * The same of a provider whose headers are named otherwise.
   *
   * @param prefix with which their names begin
   * @param named the rest of their names: its group {@code what} is what is limited, and {@code
   *     which} is {@code limit}, {@code remaining} or {@code reset}
   * @param reset how long the value of the last is; zero if that cannot be told
   */
  public static List<RateLimit> of(
      ResponseHead head, String prefix, Pattern named, Function<String, Duration> reset) {
    Map<String, RateLimit> limits = null;
    for (Map.Entry<String, String> header : head.headers().entrySet()) {
      if (header.getKey().startsWith(prefix)) {
        Matcher name = named.matcher(header.getKey().substring(prefix.length()));
        if (name.matches()) {
          limits = limits == null ? new TreeMap<>() : limits;
          String what = name.group("what");
          RateLimit before = limits.getOrDefault(what, new RateLimit(what, -1, -1, Duration.ZERO));
          String value = header.getValue().strip();
          limits.put(what, told(before, name.group("which"), value, reset));
        }
      }
    }
    return limits == null
        ? List.of()
        : List.copyOf(
            new ArrayList<>(limits.values()).subList(0, Math.min(MAX_LIMITS, limits.size())));
  }

  private static RateLimit told(
      RateLimit before, String which, String value, Function<String, Duration> reset) {
    return switch (which) {
      case "limit" ->
          new RateLimit(before.what(), count(value), before.remaining(), before.resetsAfter());
      case "remaining" ->
          new RateLimit(before.what(), before.limit(), count(value), before.resetsAfter());
      default ->
          new RateLimit(before.what(), before.limit(), before.remaining(), reset.apply(value));
    };
  }

  private static long count(String value) {
    return COUNT.matcher(value).matches() ? Long.parseLong(value) : -1;
  }

  /** Zero if it is in none of the two forms. */
  private static Duration time(String value) {
    if (SECONDS.matcher(value).matches()) {
      return seconds(Double.parseDouble(value));
    }
    Duration sum = Duration.ZERO;
    Matcher step = TIME.matcher(value);
    int end = 0;
    while (step.find(end) && step.start() == end) {
      sum = sum.plus(seconds(Double.parseDouble(step.group(1)) * secondsOf(step.group(2))));
      end = step.end();
    }
    return end == value.length() ? sum : Duration.ZERO;
  }

  private static double secondsOf(String unit) {
    return switch (unit) {
      case "ms" -> 0.001;
      case "m" -> 60;
      case "h" -> 3600;
      case "d" -> 86_400;
      default -> 1;
    };
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
