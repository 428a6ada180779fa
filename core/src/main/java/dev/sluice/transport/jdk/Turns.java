package dev.sluice.transport.jdk;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets the threads that have something to tell one listener take turns without waiting: who finds
 * nobody telling tells at once, and whoever is telling goes on with what the others left.
 */
final class Turns {
  private final AtomicInteger taken = new AtomicInteger();
  private final Queue<Runnable> left = new ConcurrentLinkedQueue<>();

  /** Whether nobody has the turn. */
  boolean isFree() {
    return taken.get() == 0;
  }

  /** Takes the turn if nobody has it; who got it must {@link #end} it. */
  boolean begin() {
    return taken.compareAndSet(0, 1);
  }

  /** Ends the turn, after all that was left meanwhile. */
  void end() {
    while (taken.decrementAndGet() > 0) {
      Runnable next = left.poll();
      if (next == null) {
        throw new IllegalStateException("a turn was counted and not left");
      }
      next.run();
    }
  }

  /** Runs this in its turn: now, or by whoever has the turn. It does not throw. */
  void take(Runnable turn) {
    left.add(turn);
    if (taken.getAndIncrement() == 0) {
      Runnable first = left.poll();
      if (first == null) {
        throw new IllegalStateException("a turn was counted and not left");
      }
      first.run();
      end();
    }
  }
}
