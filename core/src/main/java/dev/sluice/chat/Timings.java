package dev.sluice.chat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * When things happened in a stream, each measured from the moment the request was made. Immutable.
 */
public final class Timings extends Value {
  private static final Timings NONE =
      new Timings(Optional.empty(), Optional.empty(), Duration.ZERO);

  private final Optional<Duration> firstToken;
  private final Optional<Duration> lastToken;
  private final Duration total;

  private Timings(Optional<Duration> firstToken, Optional<Duration> lastToken, Duration total) {
    this.firstToken = Objects.requireNonNull(firstToken, "firstToken");
    this.lastToken = Objects.requireNonNull(lastToken, "lastToken");
    this.total = Objects.requireNonNull(total, "total");
  }

  /** Those of a stream that ended after this time, without a token. */
  public static Timings of(Duration total) {
    return new Timings(Optional.empty(), Optional.empty(), total);
  }

  /** Those of nothing. */
  public static Timings none() {
    return NONE;
  }

  /** These with the times of the first and the last token. */
  public Timings tokens(Duration first, Duration last) {
    return new Timings(Optional.of(first), Optional.of(last), total);
  }

  /**
   * TTFT: to the first non-empty delta of content, reasoning, refusal or tool call; empty if none
   * came or the answer was not streamed.
   */
  public Optional<Duration> firstToken() {
    return firstToken;
  }

  /** E2EL: to the last such delta. */
  public Optional<Duration> lastToken() {
    return lastToken;
  }

  /** To the ending. */
  public Duration total() {
    return total;
  }

  /**
   * Output tokens ÷ total time, in tokens per second; empty while either is unknown or zero.
   *
   * @param usage the usage of the same reply
   */
  public OptionalDouble outputTokensPerSecond(Usage usage) {
    OptionalLong tokens = usage.outputTokens();
    return tokens.isEmpty() || total.isZero()
        ? OptionalDouble.empty()
        : OptionalDouble.of(tokens.getAsLong() / (total.toNanos() / 1e9));
  }

  /**
   * TPOT: (E2EL − TTFT) ÷ (output tokens − 1); empty with fewer than two tokens.
   *
   * @param usage the usage of the same reply
   */
  public Optional<Duration> timePerOutputToken(Usage usage) {
    long tokens = usage.outputTokens().orElse(0);
    if (tokens < 2 || firstToken.isEmpty() || lastToken.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(lastToken.get().minus(firstToken.get()).dividedBy(tokens - 1));
  }

  @Override
  List<Object> values() {
    return List.of(firstToken, lastToken, total);
  }
}
