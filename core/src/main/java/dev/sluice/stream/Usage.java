package dev.sluice.stream;

import java.util.OptionalLong;

/**
 * Tokens that a request has used, as the provider counts them; what it did not say is empty.
 *
 * @param inputTokens the prompt, cached tokens included
 * @param outputTokens the answer, reasoning tokens included
 * @param cachedInputTokens the part of the input that came from the provider's cache
 * @param reasoningTokens the part of the output that was reasoning
 * @param estimated whether the output tokens are an estimate, the provider not having counted
 */
public record Usage(
    OptionalLong inputTokens,
    OptionalLong outputTokens,
    OptionalLong cachedInputTokens,
    OptionalLong reasoningTokens,
    boolean estimated) {

  private static final Usage UNKNOWN =
      new Usage(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          false);

  /** A provider's own count. */
  public Usage(
      OptionalLong inputTokens,
      OptionalLong outputTokens,
      OptionalLong cachedInputTokens,
      OptionalLong reasoningTokens) {
    this(inputTokens, outputTokens, cachedInputTokens, reasoningTokens, false);
  }

  /** Nothing was said. */
  public static Usage unknown() {
    return UNKNOWN;
  }

  /** Input and output, nothing else. */
  public static Usage of(long inputTokens, long outputTokens) {
    return new Usage(
        OptionalLong.of(inputTokens),
        OptionalLong.of(outputTokens),
        OptionalLong.empty(),
        OptionalLong.empty(),
        false);
  }

  /**
   * The sum, as of two attempts at one answer; what only one of them knows counts alone. A sum that
   * no long can hold is {@link Long#MAX_VALUE}.
   */
  public Usage plus(Usage other) {
    return new Usage(
        sum(inputTokens, other.inputTokens),
        sum(outputTokens, other.outputTokens),
        sum(cachedInputTokens, other.cachedInputTokens),
        sum(reasoningTokens, other.reasoningTokens),
        estimated || other.estimated);
  }

  /** What is left of a sum without one of its parts; never below zero. */
  public Usage minus(Usage part) {
    return new Usage(
        rest(inputTokens, part.inputTokens),
        rest(outputTokens, part.outputTokens),
        rest(cachedInputTokens, part.cachedInputTokens),
        rest(reasoningTokens, part.reasoningTokens),
        estimated);
  }

  /** This usage with output tokens estimated from the answer's size, if nobody counted them. */
  Usage orEstimated(long characters) {
    return outputTokens.isPresent() || characters == 0
        ? this
        : new Usage(
            inputTokens,
            OptionalLong.of(estimatedTokens(characters)),
            cachedInputTokens,
            reasoningTokens,
            true);
  }

  /** About how many tokens so many characters are: four to a token, the usual rule for English. */
  public static long estimatedTokens(long characters) {
    return (characters + 3) / 4;
  }

  private static OptionalLong rest(OptionalLong whole, OptionalLong part) {
    return whole.isEmpty() || part.isEmpty()
        ? whole
        : OptionalLong.of(Math.max(0, whole.getAsLong() - part.getAsLong()));
  }

  private static OptionalLong sum(OptionalLong one, OptionalLong other) {
    return one.isEmpty() && other.isEmpty()
        ? one
        : OptionalLong.of(sum(one.orElse(0), other.orElse(0)));
  }

  private static long sum(long one, long other) {
    long sum = one + other;
    // It has overflowed if both have a sign that the sum has not.
    return ((one ^ sum) & (other ^ sum)) >= 0 ? sum : one < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
