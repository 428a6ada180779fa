package dev.sluice.provider.anthropic;

import dev.sluice.chat.StreamEvent.RateLimit;
import dev.sluice.spi.provider.RateLimits;
import dev.sluice.spi.transport.ResponseHead;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
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
      Pattern.compile(
          "(?:ratelimit-|(?=priority-))(?<what>[a-z0-9-]{1,40})-(?<which>limit|remaining|reset)");

  private LimitHeaders() {}

  static List<RateLimit> of(ResponseHead head) {
    return RateLimits.of(head, PREFIX, HEADER, value -> until(value, head));
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
