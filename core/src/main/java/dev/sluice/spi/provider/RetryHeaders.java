package dev.sluice.spi.provider;

import dev.sluice.chat.Failure;
import dev.sluice.spi.transport.ResponseHead;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads what a response says of trying again: {@code retry-after-ms}, {@code retry-after} as
 * seconds or as an HTTP date (RFC 9110, section 10.2.3), {@code x-should-retry}.
 */
public final class RetryHeaders {
  /** Under a thousand million: what is longer is no advice, and would not fit a duration. */
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

  /** The three forms of a date that a recipient must take: RFC 9110, section 5.6.7. */
  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          new DateTimeFormatterBuilder()
              .appendPattern("EEEE, dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, 1977)
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.ENGLISH)
              .withZone(ZoneOffset.UTC),
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
              .withZone(ZoneOffset.UTC));

  private RetryHeaders() {}

  /** The advice of these headers; a date is measured against the response's own {@code date}. */
  public static Failure.RetryAdvice of(ResponseHead head) {
    Optional<Duration> after =
        head.header("retry-after-ms")
            .flatMap(text -> number(text).map(ms -> Duration.ofNanos((long) (ms * 1e6))))
            .or(() -> head.header("retry-after").flatMap(text -> retryAfter(text, head)));
    Optional<Boolean> should =
        head.header("x-should-retry")
            .map(String::strip)
            .filter(text -> text.equals("true") || text.equals("false"))
            .map(Boolean::valueOf);
    return new Failure.RetryAdvice(after, should);
  }

  private static Optional<Duration> retryAfter(String text, ResponseHead head) {
    Optional<Double> seconds = number(text);
    if (seconds.isPresent()) {
      return seconds.map(s -> Duration.ofNanos((long) (s * 1e9)));
    }
    // Against the server's own clock: this machine's may be wrong, and then so would be the wait.
    return date(text)
        .flatMap(
            then ->
                head.header("date")
                    .flatMap(RetryHeaders::date)
                    .map(now -> Duration.between(now, then)))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
  }

  private static Optional<Double> number(String text) {
    return NUMBER.matcher(text.strip()).matches()
        ? Optional.of(Double.valueOf(text.strip()))
        : Optional.empty();
  }

  private static Optional<Instant> date(String text) {
    for (DateTimeFormatter form : DATES) {
      try {
        return Optional.of(ZonedDateTime.parse(text.strip(), form).toInstant());
      } catch (DateTimeException notInThisForm) {
        // Then in the next one, or none.
      }
    }
    return Optional.empty();
  }
}
