package dev.sluice.llamacpp.engine;

/**
 * How an engine shares the machine.
 *
 * @param contextTokens tokens of prompt and answer together that one request may have; less if the
 *     model was trained for less
 * @param parallel requests that are computed at the same time
 * @param queue requests that may wait beyond those; more are refused
 * @param pieceTokens tokens of a prompt that are computed at once; while they are, nobody else's
 *     answer grows
 * @param threads threads that compute
 */
public record EngineOptions(
    int contextTokens, int parallel, int queue, int pieceTokens, int threads) {

  public EngineOptions {
    requireAtLeast("contextTokens", contextTokens, 1);
    requireAtLeast("parallel", parallel, 1);
    requireAtLeast("queue", queue, 0);
    requireAtLeast("pieceTokens", pieceTokens, 1);
    requireAtLeast("threads", threads, 1);
  }

  /** 4 requests at once of 2,048 tokens each, 256 waiting, one thread for each physical core. */
  public static EngineOptions defaults() {
    return new EngineOptions(2048, 4, 256, 64, PhysicalCores.count());
  }

  public EngineOptions withContextTokens(int tokens) {
    return new EngineOptions(tokens, parallel, queue, pieceTokens, threads);
  }

  public EngineOptions withParallel(int requests) {
    return new EngineOptions(contextTokens, requests, queue, pieceTokens, threads);
  }

  public EngineOptions withQueue(int requests) {
    return new EngineOptions(contextTokens, parallel, requests, pieceTokens, threads);
  }

  public EngineOptions withThreads(int count) {
    return new EngineOptions(contextTokens, parallel, queue, pieceTokens, count);
  }

  private static void requireAtLeast(String name, int value, int min) {
    if (value < min) {
      throw new IllegalArgumentException(name + " must be at least " + min + ", not " + value);
    }
  }
}
