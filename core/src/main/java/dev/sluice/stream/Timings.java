package dev.sluice.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * When things happened in a stream, each measured from the moment the request was made.
 *
 * @param firstToken TTFT: to the first non-empty content, reasoning, refusal or tool-call delta;
 *     empty if none came or the answer was not streamed
 * @param lastToken E2EL: to the last such delta
 * @param total to the ending
 */
public record Timings(Optional<Duration> firstToken, Optional<Duration> lastToken, Duration total) {

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
}
