package dev.sluice.policy;

import java.time.Duration;

/**
 * Keeps streams that were refused together from coming back together: each gets a turn of its own,
 * a little after the one before. Thread-safe; one is shared by all streams of a {@link Retry}.
 */
final class ReturnGate {
  private final long spacingNanos;
  private long lastTurnNanos;
  private boolean any;

  ReturnGate(Duration spacing) {
    this.spacingNanos = spacing.toNanos();
  }

  /** The turn for a stream that may come back at this time; not before it. */
  synchronized long turn(long earliestNanos) {
    long turn = earliestNanos;
    if (any && lastTurnNanos + spacingNanos - earliestNanos > 0) {
      turn = lastTurnNanos + spacingNanos;
    }
    any = true;
    lastTurnNanos = turn;
    return turn;
  }
}
