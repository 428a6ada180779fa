package dev.sluice.bench.measure;

/**
 * Waits until what is measured is what was asked for. What the JVM compiles in a window would be
 * counted there; and a client that was behind takes what has piled up in large pieces, which costs
 * less for a chunk than its rate does.
 */
final class Steadiness {
  private static final long LOOK_MILLIS = 1_500;
  private static final long QUIET_MILLIS = 20;

  /** The compiler comes in bursts: one quiet look may fall between two. */
  private static final int QUIET_LOOKS = 2;

  /** More than this many times its rate, and a client catches up. */
  private static final double CATCHES_UP = 1.03;

  /** How many times the least time it may take. */
  private static final int PATIENCE = 8;

  private final Streams streams;
  private final double chunksPerSecond;

  /**
   * @param chunksPerSecond what the streams bring together
   */
  Steadiness(Streams streams, double chunksPerSecond) {
    this.streams = streams;
    this.chunksPerSecond = chunksPerSecond;
  }

  /** Waits at least so long, at most eight times, until nothing is compiled or caught up with. */
  void await(double leastSeconds) throws InterruptedException {
    long begun = System.nanoTime();
    Thread.sleep((long) (leastSeconds * 1_000));
    for (int quiet = 0; quiet < QUIET_LOOKS; ) {
      double waited = (System.nanoTime() - begun) / 1e9;
      if (waited + LOOK_MILLIS / 1e3 > PATIENCE * leastSeconds) {
        return;
      }
      long compiled = -Usage.compilerMillis();
      long chunks = -streams.chunks();
      long time = -System.nanoTime();
      Thread.sleep(LOOK_MILLIS);
      compiled += Usage.compilerMillis();
      chunks += streams.chunks();
      time += System.nanoTime();
      boolean compiles = compiled >= QUIET_MILLIS;
      boolean behind = chunks * 1e9 / time > CATCHES_UP * chunksPerSecond;
      quiet = compiles || behind ? 0 : quiet + 1;
    }
  }
}
