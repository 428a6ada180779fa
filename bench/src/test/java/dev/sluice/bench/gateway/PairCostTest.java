package dev.sluice.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes, which are the same on a slow machine: no clock decides here. */
@Timeout(240)
class PairCostTest {
  /** From the provider's bytes over the run log to the client's, for a chunk of ordinary text. */
  private static final int MAX_BYTES_PER_CHUNK = 1_500;

  private static final int ANSWERS = 20;
  private static final int MAX_MEASUREMENTS = 5;

  /** Each format and each dialect at least once. */
  static List<Pair> pairs() {
    return Pair.of("-responses,gemini-");
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void translatingAChunkAllocatesLittle(Pair pair) {
    double bytes = PairCost.of(pair, ANSWERS).bytes();
    // The compiler, which takes allocations away, may be late.
    for (int i = 1; i < MAX_MEASUREMENTS && bytes > MAX_BYTES_PER_CHUNK; i++) {
      bytes = Math.min(bytes, PairCost.of(pair, ANSWERS).bytes());
    }
    assertThat(bytes).isPositive().isLessThanOrEqualTo(MAX_BYTES_PER_CHUNK);
  }
}
