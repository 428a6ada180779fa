package dev.sluice.log;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes the tails of all runs have, and how many each of them may hold on to. Thread-safe;
 * no run is looked at for another one, so each learns of its share when it is next added to or
 * kept.
 */
final class Tails {
  /** A run may hold on to so much however many there are. */
  static final int LEAST = 4 * 1024;

  private final int tailBytes;
  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger runs = new AtomicInteger();

  /**
   * None yet.
   *
   * @param tailBytes of one, as long as there is room
   * @param maxBytes of all
   */
  Tails(int tailBytes, long maxBytes) {
    this.tailBytes = tailBytes;
    this.maxBytes = maxBytes;
  }

  /** A run has begun, or (-1) is over. */
  void runs(int change) {
    runs.addAndGet(change);
  }

  /** A tail has grown by so much, or has shrunk. */
  void changed(long more) {
    bytes.addAndGet(more);
  }

  long bytes() {
    return bytes.get();
  }

  /** How many bytes of what is kept a run may hold on to now. */
  int share() {
    if (bytes.get() <= maxBytes) {
      return tailBytes;
    }
    long share = Math.max(LEAST, maxBytes / Math.max(1, runs.get()));
    return (int) Math.min(tailBytes, share);
  }
}
