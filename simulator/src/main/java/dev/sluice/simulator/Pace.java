package dev.sluice.simulator;

import java.util.SplittableRandom;

/**
 * Spaces deltas out. The first one goes at once; beats are counted from the one before, not from
 * when it was really sent, so that a late wake-up does not slow the rate.
 */
final class Pace {
  private final double gapNanos;
  private final double jitter;
  private final SplittableRandom random;
  private boolean begun;
  private long beat;

  Pace(Step.Paced paced, int requestNumber) {
    gapNanos = paced.gapNanos();
    jitter = paced.jitter();
    // Every request has jitter of its own, and the same one each time the script is played.
    random = new SplittableRandom(paced.seed() * 31 + requestNumber);
  }

  /** When the next delta is due. */
  long nextBeat(long now) {
    if (!begun) {
      begun = true;
      beat = now;
      return now;
    }
    double gap = jitter == 0 ? gapNanos : gapNanos * (1 + jitter * random.nextDouble(-1, 1));
    long late = now - beat - (long) (2 * gap);
    // Whoever was held up by a slow reader goes on in step and does not catch up in a burst.
    beat = late > 0 ? now : beat + (long) gap;
    return beat;
  }
}
