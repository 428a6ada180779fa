package dev.sluice.policy;

import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Keeps streams that were refused together from coming back together: each gets a turn of its own,
 * at least the spacing from every other one. Thread-safe; one is shared by all streams of a {@link
 * Retry}.
 */
final class ReturnGate {
  private final long spacingNanos;

  /**
   * The turns to come, as runs that leave no room within: from the first turn of each to its last.
   */
  private final NavigableMap<Long, Long> runs = new TreeMap<>((a, b) -> Long.signum(a - b));

  ReturnGate(Duration spacing) {
    this.spacingNanos = spacing.toNanos();
  }

  /** The first free turn for a stream that may come back at this time; not before it. */
  synchronized long turn(long nowNanos, long earliestNanos) {
    forget(nowNanos);
    long turn = earliestNanos;
    long first = turn;
    Map.Entry<Long, Long> before = runs.floorEntry(earliestNanos);
    if (before != null && before.getValue() + spacingNanos - turn > 0) {
      turn = before.getValue() + spacingNanos;
      first = before.getKey();
    }
    Map.Entry<Long, Long> after = runs.higherEntry(earliestNanos);
    while (after != null && after.getKey() - turn < spacingNanos) {
      turn = after.getValue() + spacingNanos;
      first = first == earliestNanos ? after.getKey() : first;
      runs.remove(after.getKey());
      after = runs.higherEntry(after.getKey());
    }
    runs.put(first, turn);
    return turn;
  }

  private void forget(long nowNanos) {
    while (!runs.isEmpty() && runs.firstEntry().getValue() + spacingNanos - nowNanos <= 0) {
      runs.pollFirstEntry();
    }
  }
}
