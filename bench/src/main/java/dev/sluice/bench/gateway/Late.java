package dev.sluice.bench.gateway;

import java.util.Arrays;

/** How late chunks were, in buckets of a fiftieth of a millisecond. Used by one thread. */
final class Late {
  private static final int BUCKET_NANOS = 20_000;
  private static final int BUCKETS = 500_000;

  private final int[] buckets = new int[BUCKETS];
  private long count;
  private long max;

  void clear() {
    Arrays.fill(buckets, 0);
    count = 0;
    max = 0;
  }

  void add(long nanos) {
    buckets[Math.clamp(nanos / BUCKET_NANOS, 0, BUCKETS - 1)]++;
    count++;
    max = Math.max(max, nanos);
  }

  long count() {
    return count;
  }

  double maxMillis() {
    return max / 1e6;
  }

  /** What this share of them did not exceed. */
  double millis(double share) {
    long wanted = (long) Math.ceil(count * share);
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += buckets[i];
      if (seen >= wanted && seen > 0) {
        return (i + 1) * (BUCKET_NANOS / 1e6);
      }
    }
    return 0;
  }
}
