package dev.sluice.cli;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Reads what was typed after an option. The parser could do that too, but would say that {@code x}
 * is not an int.
 */
final class Values {
  private static final int SHOWN_CHARACTERS = 60;
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,19}");

  /** None of the ranges here ends before so many digits. */
  private static final Pattern TOO_LARGE = Pattern.compile("[+-]?\\d{10,}");

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d{1,99}(\\.\\d{0,99})?|\\.\\d{1,99})");

  private Values() {}

  /** An option whose value is read here. */
  static OptionSpec.Builder option(String label, String... names) {
    return OptionSpec.builder(names).paramLabel(label).type(String.class);
  }

  /**
   * The whole number, if the option was given.
   *
   * @throws UsageException if it is none from this to that
   */
  static OptionalLong whole(OptionSpec option, long from, long to) {
    @Nullable String text = option.getValue();
    if (text == null) {
      return OptionalLong.empty();
    }
    if (WHOLE.matcher(text).matches()) {
      try {
        long number = Long.parseLong(text);
        if (number >= from && number <= to) {
          return OptionalLong.of(number);
        }
      } catch (NumberFormatException tooLong) {
        // Told below, as is every other number out of range.
      }
    }
    throw wrong(
        option,
        "a whole number" + (TOO_LARGE.matcher(text).matches() ? limits(from, to) : range(from, to)),
        text);
  }

  private static String range(long from, long to) {
    if (from == Long.MIN_VALUE) {
      return "";
    }
    return to >= Integer.MAX_VALUE ? " of " + from + " or more" : limits(from, to);
  }

  /** The same with the largest, which whoever typed a larger one wants to know. */
  private static String limits(long from, long to) {
    return String.format(Locale.ROOT, " from %,d to %,d", from, to);
  }

  /**
   * The number, if the option was given.
   *
   * @param range what the number must be, after "a number"
   * @throws UsageException if it is not that
   */
  static OptionalDouble decimal(OptionSpec option, String range, DoublePredicate inRange) {
    @Nullable String text = option.getValue();
    if (text == null) {
      return OptionalDouble.empty();
    }
    if (DECIMAL.matcher(text).matches()) {
      double number = Double.parseDouble(text);
      if (inRange.test(number)) {
        return OptionalDouble.of(number);
      }
    }
    throw wrong(option, "a number " + range, text);
  }

  /**
   * One of these words.
   *
   * @throws UsageException if it is none of them
   */
  static String choice(OptionSpec option, List<String> words) {
    String text = option.getValue();
    if (words.contains(text)) {
      return text;
    }
    throw wrong(
        option,
        String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast(),
        text);
  }

  /** What to say of a value that cannot be meant. */
  static UsageException wrong(OptionSpec option, String wanted, String given) {
    return new UsageException(
        option.longestName() + " must be " + wanted + ", not " + quoted(given));
  }

  /** What somebody typed, for a message: in quotes, and shortened if it is long. */
  static String quoted(String typed) {
    return typed.codePointCount(0, typed.length()) <= SHOWN_CHARACTERS
        ? "'" + typed + "'"
        : "'" + typed.substring(0, typed.offsetByCodePoints(0, SHOWN_CHARACTERS)) + "…'";
  }
}
