package dev.sluice.transport.nio;

import java.util.ArrayList;
import java.util.List;

/**
 * Tasks that wait until all that has come is read. Belongs to its loop's thread.
 *
 * <p>One round is not enough where more sockets are ready than a selector reports at once. What it
 * leaves out it reports first in the next round, so that after a round that was not full, or after
 * as many full ones as all its sockets can fill, every socket has been read.
 */
final class ReadWaits {
  /** Fewer than any selector reports at once: kqueue's 256, of which one may be its own. */
  private static final int FULL = 255;

  private List<Runnable> asked = new ArrayList<>();
  private List<Runnable> waiting = new ArrayList<>();
  private int fullRounds;

  /** The task waits for rounds that begin after this. */
  void add(Runnable task) {
    asked.add(task);
  }

  /** Whether the next round must not wait. */
  boolean any() {
    return !asked.isEmpty() || !waiting.isEmpty();
  }

  /**
   * A round is over that began after the last call of this.
   *
   * @param reported how many sockets the selector reported
   * @param sockets how many it has
   */
  void onRound(int reported, int sockets) {
    if (!any()) {
      return;
    }
    if (waiting.isEmpty()) {
      List<Runnable> next = waiting;
      waiting = asked;
      asked = next;
      fullRounds = 0;
    }
    if (reported < FULL || ++fullRounds > sockets / FULL) {
      List<Runnable> due = waiting;
      waiting = new ArrayList<>();
      due.forEach(Runnable::run);
    }
  }

  /** There are no more rounds. */
  void runAll() {
    waiting.forEach(Runnable::run);
    asked.forEach(Runnable::run);
    waiting = new ArrayList<>();
    asked = new ArrayList<>();
  }
}
