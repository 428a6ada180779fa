package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Explorer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Turns lie apart, and nobody waits for a turn that lies behind a free one. */
class ReturnGateTest {
  private final ReturnGate gate = new ReturnGate(Duration.ofNanos(25));

  @Test
  void theFirstMayComeWhenItWants() {
    assertThat(gate.turn(0, 100)).isEqualTo(100);
  }

  @Test
  void thoseThatWouldComeTogetherComeOneAfterTheOther() {
    List<Long> turns = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      turns.add(gate.turn(0, 1_000));
    }
    assertThat(turns).containsExactly(1_000L, 1_025L, 1_050L, 1_075L, 1_100L);
  }

  @Test
  void aShortWaitIsNotQueuedBehindALongOne() {
    assertThat(gate.turn(0, 60_000)).isEqualTo(60_000);
    assertThat(gate.turn(0, 500)).isEqualTo(500);
    assertThat(gate.turn(0, 500)).isEqualTo(525);
  }

  @Test
  void aTurnThatIsTooCloseBeforeAnotherOneComesAfterIt() {
    assertThat(gate.turn(0, 100)).isEqualTo(100);
    assertThat(gate.turn(0, 80)).isEqualTo(125);
    assertThat(gate.turn(0, 75)).isEqualTo(75);
    assertThat(gate.turn(0, 75)).isEqualTo(150);
  }

  @Test
  void timesMayOverflow() {
    long late = Long.MAX_VALUE - 10;
    assertThat(gate.turn(late, late)).isEqualTo(late);
    assertThat(gate.turn(late, late)).isEqualTo(late + 25);
    assertThat(gate.turn(late, late)).isEqualTo(late + 50);
  }

  @Test
  void turnsAreNeverEarlyNeverCloseAndAlwaysTheFirstFree() {
    new Explorer<>(ReturnGateTest::wishes, Explorer::fewer, ReturnGateTest::areKept)
        .explore(Explorer.SEED, 500, "sluice.seed");
  }

  /** Up to 60, close together or far apart. */
  private static List<Integer> wishes(Random random) {
    int latest = 1 + random.nextInt(2_000);
    return random.ints(random.nextInt(61), 0, latest + 1).boxed().toList();
  }

  private static void areKept(List<Integer> wishes) {
    ReturnGate fresh = new ReturnGate(Duration.ofNanos(25));
    List<Long> taken = new ArrayList<>();
    for (int wish : wishes) {
      long turn = fresh.turn(0, wish);
      assertThat(turn).isEqualTo(firstFree(taken, wish));
      taken.add(turn);
    }
    Collections.sort(taken);
    for (int i = 1; i < taken.size(); i++) {
      assertThat(taken.get(i) - taken.get(i - 1)).isGreaterThanOrEqualTo(25);
    }
  }

  private static long firstFree(List<Long> taken, long wish) {
    long turn = wish;
    for (boolean moved = true; moved; ) {
      moved = false;
      for (long other : taken) {
        if (Math.abs(other - turn) < 25) {
          turn = other + 25;
          moved = true;
        }
      }
    }
    return turn;
  }
}
