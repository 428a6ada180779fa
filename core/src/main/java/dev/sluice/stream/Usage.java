package dev.sluice.stream;

import java.util.OptionalLong;

/**
 * Tokens that a request has used, as the provider counts them; what it did not say is empty.
 *
 * @param inputTokens the prompt, cached tokens included
 * @param outputTokens the answer, reasoning tokens included
 * @param cachedInputTokens the part of the input that came from the provider's cache
 * @param reasoningTokens the part of the output that was reasoning
 */
public record Usage(
    OptionalLong inputTokens,
    OptionalLong outputTokens,
    OptionalLong cachedInputTokens,
    OptionalLong reasoningTokens) {

  private static final Usage UNKNOWN =
      new Usage(
          OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

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
        OptionalLong.empty());
  }
}
