package dev.sluice.bench.load;

/** Where between two chunks each stream has its own, so that all together come evenly. */
final class Phases {
  /** Multiples of this, without their whole part, fill the space between 0 and 1 evenly. */
  private static final double GOLDEN = 0.618_033_988_749_895;

  private long streams;

  /** The next stream's share of the time between two chunks, from 0 up to 1. */
  double next() {
    double share = streams++ * GOLDEN;
    return share - Math.floor(share);
  }
}
