package dev.sluice.log;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/**
 * Random interleavings of writers, followers and ends of processes, in simulated time: {@code
 * -Dsluice.seeds=N} tries more of them, {@code -Dsluice.seed=N} one again.
 */
class RunLogExplorerTest {
  private static final int ACTIONS = 150;

  private static void explore(String what, long seed, boolean faults) {
    Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
    try {
      LogWorld world = new LogWorld(seed, faults);
      Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> world.failed(thrown));
      world.live(ACTIONS);
    } catch (RuntimeException | AssertionError broken) {
      fail("%s: -Dsluice.seed=%d: %s".formatted(what, seed, broken.getMessage()), broken);
    } finally {
      Thread.currentThread().setUncaughtExceptionHandler(before);
    }
  }

  private static void explore(String what, boolean faults) {
    Long one = Long.getLong("sluice.seed");
    if (one != null) {
      explore(what, one, faults);
      return;
    }
    for (long seed = 0; seed < Long.getLong("sluice.seeds", 2_000); seed++) {
      explore(what, seed, faults);
    }
  }

  @Test
  void noEntryIsLostDoubledOrChangedHoweverProcessesEnd() {
    explore("processes end", false);
  }

  @Test
  void norIfDisksFailBesides() {
    explore("disks fail", true);
  }
}
