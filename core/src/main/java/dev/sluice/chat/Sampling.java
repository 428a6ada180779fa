package dev.sluice.chat;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How the next token is chosen and when to stop; what is empty is left to the provider's default.
 * Set by {@link ChatRequest.Builder}. Immutable.
 */
public final class Sampling extends Value {
  private final OptionalDouble temperature;
  private final OptionalDouble topP;
  private final OptionalInt maxTokens;
  private final OptionalLong seed;
  private final List<String> stop;

  /**
   * @throws IllegalArgumentException naming the option that is out of its range
   */
  Sampling(
      OptionalDouble temperature,
      OptionalDouble topP,
      OptionalInt maxTokens,
      OptionalLong seed,
      List<String> stop) {
    this.temperature = temperature;
    this.topP = topP;
    this.maxTokens = maxTokens;
    this.seed = seed;
    this.stop = List.copyOf(stop);
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
    check(this.stop.stream().noneMatch(String::isEmpty), "a stop text must not be empty");
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise.replaceAll("Optional\\w*\\[(.*)\\]", "$1"));
    }
  }

  /** 0 is greedy; most providers accept up to 2. */
  public OptionalDouble temperature() {
    return temperature;
  }

  /** The share of probability to draw from, above 0 and up to 1. */
  public OptionalDouble topP() {
    return topP;
  }

  /** The maximum number of output tokens, at least 1. */
  public OptionalInt maxTokens() {
    return maxTokens;
  }

  /** The same seed gives the same answer, where the provider can. */
  public OptionalLong seed() {
    return seed;
  }

  /** Texts at which the answer ends, themselves left out. */
  public List<String> stop() {
    return stop;
  }

  @Override
  List<Object> values() {
    return List.of(temperature, topP, maxTokens, seed, stop);
  }
}
