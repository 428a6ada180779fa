package dev.sluice.provider.anthropic;

import dev.sluice.chat.StreamEvent.RateLimit;
import dev.sluice.spi.transport.ResponseHead;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what is left of the limits: {@code anthropic-ratelimit-WHAT-limit}, {@code -remaining} and
 * {@code -reset}, the last a time by RFC 3339. How far away that is, is counted from the response's
 * own {@code date}: this machine's clock may be wrong.
 */
final class LimitHeaders {
  private static final String PREFIX = "anthropic-";

  /** Priority has limits of its own. */
  private static final Pattern HEADER =
      Pattern.compile("(?:ratelimit-|(?=priority-))([a-z0-9-]{1,40})-(limit|remaining|reset)");

  private static final Pattern COUNT = Pattern.compile("\\d{1,18}");
  private static final int MAX_LIMITS = 16;

  private LimitHeaders() {}

  static List<RateLimit> of(ResponseHead head) {
    Map<String, RateLimit> limits = null;
    for (Map.Entry<String, String> header : head.headers().entrySet()) {
      if (header.getKey().startsWith(PREFIX)) {
        Matcher named = HEADER.matcher(header.getKey().substring(PREFIX.length()));
        if (named.matches()) {
          limits = limits == null ? new TreeMap<>() : limits;
          String what = named.group(1);
          RateLimit before = limits.getOrDefault(what, new RateLimit(what, -1, -1, Duration.ZERO));
          limits.put(what, told(before, named.group(2), header.getValue().strip(), head));
        }
      }
    }
    return limits == null
        ? List.of()
        : List.copyOf(
            new ArrayList<>(limits.values()).subList(0, Math.min(MAX_LIMITS, limits.size())));
  }

  private static RateLimit told(RateLimit so, String which, String value, ResponseHead head) {
    return switch (which) {
      case "limit" -> new RateLimit(so.what(), count(value), so.remaining(), so.resetsAfter());
      case "remaining" -> new RateLimit(so.what(), so.limit(), count(value), so.resetsAfter());
      default -> new RateLimit(so.what(), so.limit(), so.remaining(), until(value, head));
    };
  }

  private static long count(String value) {
    return COUNT.matcher(value).matches() ? Long.parseLong(value) : -1;
  }

  /** Zero if it cannot be told, or is over. */
  private static Duration until(String value, ResponseHead head) {
    Optional<Instant> now = head.header("date").flatMap(LimitHeaders::date);
    try {
      Instant then = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(value, Instant::from);
      Duration wait = now.map(from -> Duration.between(from, then)).orElse(Duration.ZERO);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException | ArithmeticException noTime) {
      return Duration.ZERO;
    }
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException noDate) {
      return Optional.empty();
    }
  }
}
