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
    for (int i = 0; i < 1_500 && !isBack(before, after); i++) {
      // The threads of a closed client take a moment to go, and what an answer that was whole held
      // goes with its connection, which may wait a third of a second for another request.
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
      after = Resources.now();
    }
    assertThat(isBack(before, after)).as("%s before, %s after", before, after).isTrue();
  }

  private static boolean isBack(Resources before, Resources after) {
    return after.threads() <= before.threads() + 2
        && after.files() <= before.files() + 5
        && after.heapBytes() <= before.heapBytes() + (8L << 20);
  }
}
