package dev.sluice.llamacpp.engine;

/**
 * Tokens as the model counted them.
 *
 * @param prompt of the prompt
 * @param reused of those, how many were remembered from the request before and not computed
 * @param generated that the model chose, the one that ends the answer among them
 */
public record TokenUsage(int prompt, int reused, int generated) {
  /** Nothing was computed. */
  public static final TokenUsage NONE = new TokenUsage(0, 0, 0);
}
