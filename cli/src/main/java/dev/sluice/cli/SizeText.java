package dev.sluice.cli;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of bytes as people write them: {@code 64 KiB}, {@code 500 MB}. */
final class SizeText {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,6}) ?([kMGT]B|[KMGT]iB)");

  private SizeText() {}

  /** The amount; empty if it is none. */
  static OptionalLong read(String text) {
    Matcher size = SIZE.matcher(text);
    return size.matches()
        ? OptionalLong.of(Long.parseLong(size.group(1)) * unit(size.group(2)))
        : OptionalLong.empty();
  }

  private static long unit(String name) {
    return switch (name) {
      case "kB" -> 1_000;
      case "KiB" -> 1L << 10;
      case "MB" -> 1_000_000;
      case "MiB" -> 1L << 20;
      case "GB" -> 1_000_000_000;
      case "GiB" -> 1L << 30;
      case "TB" -> 1_000_000_000_000L;
      default -> 1L << 40;
    };
  }
}
