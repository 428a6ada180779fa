package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The soak with fewer streams: enough for a leak of one thread or file in a hundred streams. */
class SoakTest {
  private static final int STREAMS = 2_000;
  private static final long SEED = Long.getLong("sluice.seed", 20_261_124L);

  @Test
  void twoThousandStreamsWithRandomFaultsLeaveNothingBehind() throws Exception {
    try (Soak first = new Soak()) {
      first.run(200, 100, SEED);
    }
    Resources before = Resources.now();
    try (Soak soak = new Soak()) {
      soak.run(STREAMS, 100, SEED);
      assertThat(soak.surprises()).as("seed %d", SEED).isEmpty();
    }
    Resources after = Resources.now();
    for (int i = 0; i < 100 && after.threads() > before.threads(); i++) {
      // The threads of a closed client take a moment to go.
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
      after = Resources.now();
    }
    assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 2);
    assertThat(after.files()).isLessThanOrEqualTo(before.files() + 5);
    assertThat(after.heapBytes()).isLessThanOrEqualTo(before.heapBytes() + (8L << 20));
  }
}
