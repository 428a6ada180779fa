package dev.sluice.bench.measure;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How long after its server wrote it each chunk was with the user: the delta begins with the
 * server's {@link System#nanoTime}, which is one clock for all processes of a machine. Buckets are
 * at most 1/32 of their value wide. Thread-safe.
 */
final class Lateness {
  private static final int STAMP_DIGITS = 19;
  private static final int STEPS = 32;
  private static final int STEP_BITS = 5;

  private final AtomicIntegerArray buckets = new AtomicIntegerArray(64 * STEPS);

  void add(String text) {
    if (text.length() >= STAMP_DIGITS) {
      long late = System.nanoTime() - Long.parseLong(text, 0, STAMP_DIGITS, 10);
      buckets.incrementAndGet(bucket(Math.max(STEPS, late)));
    }
  }

  private static int bucket(long nanos) {
    int power = 63 - Long.numberOfLeadingZeros(nanos);
    int step = (int) (nanos >>> (power - STEP_BITS)) - STEPS;
    return power * STEPS + step;
  }

  /** The delay that this share of chunks did not exceed, in milliseconds. */
  double millis(double share) {
    long all = 0;
    for (int i = 0; i < buckets.length(); i++) {
      all += buckets.get(i);
    }
    long wanted = (long) Math.ceil(all * share);
    long seen = 0;
    for (int i = 0; i < buckets.length(); i++) {
      seen += buckets.get(i);
      if (seen >= wanted && seen > 0) {
        int power = i / STEPS;
        long upper = (long) (STEPS + i % STEPS + 1) << (power - STEP_BITS);
        return upper / 1e6;
      }
    }
    return 0;
  }
}
