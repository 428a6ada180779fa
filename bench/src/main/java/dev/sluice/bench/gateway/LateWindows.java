package dev.sluice.bench.gateway;

import dev.sluice.bench.page.Spread;
import java.util.ArrayList;
import java.util.List;

/**
 * How late the chunks of several windows were. In each, a stall of a hundredth of its time decides
 * what 99 of 100 chunks did not exceed, be it a collector's cycle that comes once in a minute; the
 * median over the windows says what is usual. Used by one thread.
 */
final class LateWindows {
  private static final double[] SHARES = {0.5, 0.99, 0.999};

  private final List<List<Double>> millis = new ArrayList<>();
  private long count;
  private double maxMillis;

  LateWindows() {
    for (int i = 0; i < SHARES.length; i++) {
      millis.add(new ArrayList<>());
    }
  }

  /** A window is over; this is how late its chunks were. */
  void add(Late late) {
    for (int i = 0; i < SHARES.length; i++) {
      millis.get(i).add(late.millis(SHARES[i]));
    }
    count += late.count();
    maxMillis = Math.max(maxMillis, late.maxMillis());
  }

  /** Chunks of all windows. */
  long count() {
    return count;
  }

  /** Of all windows. */
  double maxMillis() {
    return maxMillis;
  }

  double p50Millis() {
    return median(0);
  }

  double p99Millis() {
    return median(1);
  }

  double p999Millis() {
    return median(2);
  }

  private double median(int share) {
    return Spread.of(millis.get(share).stream().mapToDouble(each -> each))
        .map(Spread::median)
        .orElse(0.0);
  }
}
