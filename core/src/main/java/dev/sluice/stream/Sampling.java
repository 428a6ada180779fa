package dev.sluice.stream;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How the next token is chosen and when to stop; what is empty is left to the provider's default.
 *
 * @param temperature 0 is greedy; most providers accept up to 2
 * @param topP the share of probability to draw from, above 0 and up to 1
 * @param maxTokens the maximum number of output tokens, at least 1
 * @param seed the same seed gives the same answer, where the provider can
 * @param stop texts at which the answer ends, themselves left out
 */
public record Sampling(
    OptionalDouble temperature,
    OptionalDouble topP,
    OptionalInt maxTokens,
    OptionalLong seed,
    List<String> stop) {

  private static final Sampling DEFAULTS =
      new Sampling(
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalInt.empty(),
          OptionalLong.empty(),
          List.of());

  /**
   * @throws IllegalArgumentException naming the option that is out of its range
   */
  public Sampling {
    stop = List.copyOf(stop);
    check(
        temperature.isEmpty()
            || (temperature.getAsDouble() >= 0 && Double.isFinite(temperature.getAsDouble())),
        "temperature must be a number of 0 or more, not " + temperature);
    check(
        topP.isEmpty() || (topP.getAsDouble() > 0 && topP.getAsDouble() <= 1),
        "top-p must be above 0 and at most 1, not " + topP);
    check(
        maxTokens.isEmpty() || maxTokens.getAsInt() >= 1,
        "max-tokens must be 1 or more, not " + maxTokens);
    check(stop.stream().noneMatch(String::isEmpty), "a stop text must not be empty");
  }

  /** Everything left to the provider. */
  public static Sampling defaults() {
    return DEFAULTS;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise.replaceAll("Optional\\w*\\[(.*)\\]", "$1"));
    }
  }
}
