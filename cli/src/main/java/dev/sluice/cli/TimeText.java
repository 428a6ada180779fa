package dev.sluice.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people type them: {@code 500ms}, {@code 10s}, {@code 1.5s}, {@code 2m}, {@code 1h}. */
final class TimeText {
  /** Longer than anything is waited for, and short enough to be counted in nanoseconds. */
  static final Duration LONGEST = Duration.ofDays(365);

  private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(ms|s|m|h)");

  private TimeText() {}

  /** The time; empty if it is none. It may be too long, or nothing. */
  static Optional<Duration> read(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      return Optional.empty();
    }
    double millis =
        Double.parseDouble(time.group(1))
            * switch (time.group(2)) {
              case "ms" -> 1;
              case "s" -> 1_000;
              case "m" -> 60_000;
              default -> 3_600_000;
            };
    return Optional.of(Duration.ofMillis(Math.round(millis)));
  }

  /** As it can be typed. */
  static String of(Duration time) {
    if (time.isZero()) {
      return "off";
    }
    if (time.toMillisPart() != 0) {
      return time.toMillis() + "ms";
    }
    if (time.toSecondsPart() != 0) {
      return time.toSeconds() + "s";
    }
    return time.toMinutesPart() == 0 ? time.toHours() + "h" : time.toMinutes() + "m";
  }
}
