package dev.sluice.spi.provider;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds in an error's message, or in a member of it, how long to wait before the next attempt. */
final class Waits {
  private static final String NUMBER = "(\\d{1,9}(?:\\.\\d{1,9})?)";
  private static final String UNIT =
      "\\s*(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?)";

  /** As in "try again in 1m30.5s", "Please retry after 20 seconds". */
  private static final Pattern SENTENCE =
      Pattern.compile(
          "(?:try again|retry(?: again)?|wait)(?: your request)?(?: in| after| for)? ?"
              + "((?:"
              + NUMBER
              + UNIT
              + "(?![a-z]) ?)+)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern STEP =
      Pattern.compile(NUMBER + UNIT + "(?![a-z])", Pattern.CASE_INSENSITIVE);
  private static final Pattern SECONDS = Pattern.compile(NUMBER);

  /** More than anybody's message before it says when to come back. */
  private static final int MAX_LENGTH = 4096;

  private Waits() {}

  /** The wait that a sentence speaks of; null if it speaks of none. */
  static @Nullable Duration in(String message) {
    String looked = message.substring(0, Math.min(MAX_LENGTH, message.length()));
    Matcher found = SENTENCE.matcher(looked);
    return found.find() ? sum(found.group(1)) : null;
  }

  /** A member's value: seconds, or a duration such as {@code 13.5s}; null if it is none. */
  static @Nullable Duration of(String value) {
    String stripped = value.strip();
    if (SECONDS.matcher(stripped).matches()) {
      return seconds(Double.parseDouble(stripped));
    }
    return stripped.length() <= 40 && STEP.matcher(stripped).lookingAt() ? sum(stripped) : null;
  }

  private static @Nullable Duration sum(String steps) {
    Duration sum = null;
    Matcher step = STEP.matcher(steps);
    while (step.find()) {
      double each = Double.parseDouble(step.group(1)) * secondsOf(step.group(2));
      sum = sum == null ? seconds(each) : sum.plus(seconds(each));
    }
    return sum;
  }

  private static double secondsOf(String unit) {
    String lower = unit.toLowerCase(Locale.ROOT);
    if (lower.startsWith("ms") || lower.startsWith("milli")) {
      return 0.001;
    }
    return lower.startsWith("m") ? 60 : lower.startsWith("h") ? 3600 : 1;
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (Math.min(seconds, 1e9) * 1e9));
  }
}
