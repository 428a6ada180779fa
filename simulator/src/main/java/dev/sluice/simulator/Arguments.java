package dev.sluice.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes one line of a script apart, from left to right. */
final class Arguments {
  private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(us|ms|s|m)");
  private static final Pattern SIZE = Pattern.compile("(\\d+)(B|KB|MB)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern RATE = Pattern.compile("(\\d+(?:\\.\\d+)?)(B|KB|MB)?/s");

  /** The largest file that a script may name. */
  private static final long FILE_LIMIT = 256L << 20;

  private final String line;
  private final Path folder;
  private int at;

  Arguments(String line, Path folder) {
    this.line = line;
    this.folder = folder;
  }

  /** A line that is not as the grammar wants it. */
  static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String problem;

    Unfit(String problem) {
      super(problem, null, false, false);
      this.problem = problem;
    }

    String problem() {
      return problem;
    }
  }

  boolean hasMore() {
    skipSpace();
    return at < line.length();
  }

  void end() {
    if (hasMore()) {
      throw new Unfit("`" + line.substring(at).strip() + "` is too much");
    }
  }

  String word(String what) {
    if (!hasMore()) {
      throw new Unfit("missing: " + what);
    }
    int from = at;
    while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
      at++;
    }
    return line.substring(from, at);
  }

  /** Takes {@code word} if it comes next. */
  boolean take(String word) {
    int before = at;
    if (hasMore() && word("a word").equals(word)) {
      return true;
    }
    at = before;
    return false;
  }

  /** What is left of the line after one space, as it stands. */
  String rest() {
    int from = Math.min(line.length(), at + 1);
    at = line.length();
    return line.substring(from);
  }

  boolean atString() {
    return hasMore() && line.charAt(at) == '"';
  }

  /** A string in quotes, with the escapes of JSON. */
  String string(String what) {
    if (!atString()) {
      throw new Unfit("missing: " + what + " in double quotes");
    }
    var reader = new Json.Reader(line, at);
    try {
      String value = reader.string();
      at = reader.position();
      return value;
    } catch (IllegalArgumentException e) {
      throw new Unfit(
          "the string that starts at column "
              + (at + 1)
              + " is no JSON string (it ends with a quote; escapes are \\\" \\\\ \\n \\r \\t"
              + " \\uXXXX)");
    }
  }

  /** A string in quotes, or a plain word. */
  String stringOrWord(String what) {
    return atString() ? string(what) : word(what);
  }

  long number(String what, long min, long max) {
    String word = word(what);
    try {
      long value = Long.parseLong(word);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, with the same words as for a number out of range.
    }
    throw new Unfit("`" + word + "` is no whole number from " + min + " to " + max);
  }

  long durationNanos(String what) {
    String word = word(what);
    Matcher matcher = DURATION.matcher(word);
    if (!matcher.matches()) {
      throw new Unfit("`" + word + "` is no time such as 50ms (units: us, ms, s, m)");
    }
    double unit =
        switch (matcher.group(2)) {
          case "us" -> 1e3;
          case "ms" -> 1e6;
          case "s" -> 1e9;
          default -> 60e9;
        };
    return (long) (Double.parseDouble(matcher.group(1)) * unit);
  }

  long size(String what, long min, long max) {
    String word = word(what);
    Matcher matcher = SIZE.matcher(word);
    if (matcher.matches() && matcher.group(1).length() < 16) {
      long value = Long.parseLong(matcher.group(1)) * unit(matcher.group(2));
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw new Unfit(
        "`" + word + "` is no size from " + min + " to " + max + " bytes such as 16KB or 20MB");
  }

  /** How much a second; a unit of bytes multiplies. */
  double rate(String what) {
    String word = word(what);
    Matcher matcher = RATE.matcher(word);
    if (!matcher.matches() || Double.parseDouble(matcher.group(1)) <= 0) {
      throw new Unfit("`" + word + "` is no rate such as 20/s");
    }
    return Double.parseDouble(matcher.group(1)) * unit(matcher.group(2));
  }

  double percent(String what) {
    String word = word(what);
    if (!word.matches("\\d{1,3}%")) {
      throw new Unfit("`" + word + "` is no share such as 10%");
    }
    return Integer.parseInt(word, 0, word.length() - 1, 10) / 100.0;
  }

  /** The lines of the file that the rest of the line names, without blank ones. */
  List<String> fileLines() {
    String name = rest().strip();
    if (name.isEmpty()) {
      throw new Unfit("missing: a file");
    }
    Path file = folder.resolve(name);
    try {
      if (!Files.isRegularFile(file)) {
        throw new Unfit("there is no file " + file.toAbsolutePath());
      }
      if (Files.size(file) > FILE_LIMIT) {
        throw new Unfit(file + " is larger than " + FILE_LIMIT + " bytes");
      }
      return Files.readString(file).lines().filter(text -> !text.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long unit(@Nullable String name) {
    return switch (name == null ? "" : name.toUpperCase(Locale.ROOT)) {
      case "KB" -> 1L << 10;
      case "MB" -> 1L << 20;
      default -> 1;
    };
  }

  private void skipSpace() {
    while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
      at++;
    }
  }
}
