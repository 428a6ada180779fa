package dev.sluice.log;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How many bytes of all runs wait to be kept, and how many may. Thread-safe. */
final class Pending {
  private static final int STARTS = 4;

  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong starts = new AtomicLong();
  private final AtomicInteger runs = new AtomicInteger();

  Pending(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  void remove(long less) {
    bytes.addAndGet(-less);
  }

  /**
   * A run begins whose request weighs so much: one such may wait however large it is, and several
   * up to {@value #STARTS} times as much as entries.
   *
   * @return null if it may
   */
  @Nullable RunLogException begin(long weight) {
    long before = starts.getAndAdd(weight);
    if (before == 0 || before + weight <= STARTS * maxBytes) {
      return null;
    }
    starts.addAndGet(-weight);
    return tooSlow(STARTS * maxBytes);
  }

  /** It is kept, or never will be. */
  void begun(long weight) {
    starts.addAndGet(-weight);
  }

  /** A run has begun, or (-1) is over. */
  void runs(int change) {
    runs.addAndGet(change);
  }

  long bytes() {
    return bytes.get();
  }

  /**
   * Counts what comes of a run, unless that has to stop being kept: all together have more than may
   * wait, and it has its share. Those below their share may go on up to twice the bound, so that
   * the one that floods the log does not silence the others.
   *
   * @param own what waits of it
   * @param more what comes
   * @return null if it is counted
   */
  @Nullable RunLogException add(long own, long more) {
    long sum = bytes.addAndGet(more);
    long share = maxBytes / Math.max(1, runs.get());
    if (sum <= maxBytes || (own + more <= share && sum <= 2 * maxBytes)) {
      return null;
    }
    bytes.addAndGet(-more);
    return tooSlow(maxBytes);
  }

  private static RunLogException tooSlow(long bound) {
    return new RunLogException(
        RunLogException.Kind.FULL,
        "the store of runs is too slow: more than "
            + bound
            + " bytes wait to be kept; the answer goes on, and no more of it is kept");
  }
}
