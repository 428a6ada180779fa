package dev.sluice.server.dialect;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How much a model is to think. Some formats say it in words, some in tokens, and some in both.
 *
 * @param level in words, of which every format has some
 * @param tokens how many at most, if they were said
 */
record Effort(Level level, OptionalInt tokens) {
  private static final int MAX_LOW = 4096;
  private static final int MAX_MEDIUM = 16_384;

  private static final int LOW_TOKENS = 1024;
  private static final int MEDIUM_TOKENS = 8192;
  private static final int HIGH_TOKENS = 24_576;

  /** From not at all, and as the model likes, to as much as it can. */
  enum Level {
    OFF,
    AUTO,
    MINIMAL,
    LOW,
    MEDIUM,
    HIGH,
    XHIGH,
    MAX;

    /** As most formats write it. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Map<String, Level> WORDS =
      Map.of(
          "none", Level.OFF,
          "minimal", Level.MINIMAL,
          "low", Level.LOW,
          "medium", Level.MEDIUM,
          "high", Level.HIGH,
          "xhigh", Level.XHIGH,
          "max", Level.MAX);

  static Effort of(Level level) {
    return new Effort(level, OptionalInt.empty());
  }

  /** What a word means, in small letters or capital ones; empty if nobody knows. */
  static Optional<Effort> of(String word) {
    return Optional.ofNullable(WORDS.get(word.toLowerCase(Locale.ROOT))).map(Effort::of);
  }

  /** So many tokens at most, 1 or more. */
  static Effort of(int tokens) {
    Level level = tokens <= MAX_LOW ? Level.LOW : tokens <= MAX_MEDIUM ? Level.MEDIUM : Level.HIGH;
    return new Effort(level, OptionalInt.of(tokens));
  }

  boolean isOff() {
    return level == Level.OFF;
  }

  /** How many tokens at most; meaningless if it is off. */
  int budget() {
    return tokens.orElseGet(
        () ->
            switch (level) {
              case OFF, MINIMAL, LOW -> LOW_TOKENS;
              case AUTO, MEDIUM -> MEDIUM_TOKENS;
              case HIGH, XHIGH, MAX -> HIGH_TOKENS;
            });
  }
}
