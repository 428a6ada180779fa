package dev.sluice.llamacpp.binding;

/**
 * How large a context is.
 *
 * @param contextTokens tokens that each sequence can hold
 * @param sequences sequences that are computed together
 * @param batchTokens tokens that one {@link LlamaContext#decode} takes at most
 * @param threads threads that compute, the caller's among them
 */
public record ContextOptions(int contextTokens, int sequences, int batchTokens, int threads) {
  /** llama.cpp's LLAMA_MAX_SEQ. */
  private static final int MAX_SEQUENCES = 256;

  public ContextOptions {
    requireBetween("contextTokens", contextTokens, 1 << 24);
    requireBetween("sequences", sequences, MAX_SEQUENCES);
    requireBetween("batchTokens", batchTokens, 1 << 16);
    requireBetween("threads", threads, StructLayouts.MAX_THREADS);
  }

  private static void requireBetween(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(name + " must be 1 to " + max + ", not " + value);
    }
  }
}
