package dev.sluice.time;

import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait for their time, and the one thread that rings them. Thread-safe.
 *
 * <p>The thread is a platform thread of its own, so that no event loop, no virtual thread's carrier
 * and no reader can hold up a timeout, and it is parked nearly always: streams set alarms by the
 * thousand and take nearly all of them back, so that setting one wakes nobody unless it is the
 * first that is due. It ends when nothing has waited for {@value #LINGER_SECONDS} s and comes back
 * when something does.
 */
final class Alarms {
  private static final int LINGER_SECONDS = 2;
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(LINGER_SECONDS);

  private final LongSupplier nanos;
  private final long originNanos;
  private final ConcurrentNavigableMap<Due, Waiting> waiting = new ConcurrentSkipListMap<>();
  private final AtomicLong ever = new AtomicLong();

  /** Guarded by this object where it changes. */
  private volatile @Nullable Thread keeper;

  /**
   * @param nanos elapsed time from an arbitrary origin
   */
  Alarms(LongSupplier nanos) {
    this.nanos = nanos;
    this.originNanos = nanos.getAsLong();
  }

  /** When a task is due, since the origin; the number tells apart those due at once. */
  private record Due(long afterNanos, long number) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = Long.compare(afterNanos, other.afterNanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  /** A task, and who is told what it throws. */
  private record Waiting(Runnable task, Consumer<? super Throwable> owner) {}

  Clock.Alarm set(long delayNanos, Runnable task, Consumer<? super Throwable> owner) {
    long now = elapsedNanos();
    long after = delayNanos > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + delayNanos;
    Due due = new Due(after, ever.getAndIncrement());
    waiting.put(due, new Waiting(task, owner));
    Map.Entry<Due, Waiting> first = waiting.firstEntry();
    if (first != null && first.getKey().equals(due)) {
      wakeKeeper();
    } else if (keeper == null) {
      keepTime();
    }
    return () -> waiting.remove(due);
  }

  private void wakeKeeper() {
    Thread there = keeper;
    if (there == null) {
      keepTime();
    } else {
      LockSupport.unpark(there);
    }
  }

  private synchronized void keepTime() {
    if (keeper == null && !waiting.isEmpty()) {
      Thread thread = Tasks.daemon("sluice-timer", this::keep);
      keeper = thread;
      thread.start();
    }
  }

  private void keep() {
    long idleSinceNanos = elapsedNanos();
    while (true) {
      long left = ring();
      if (left < Long.MAX_VALUE) {
        idleSinceNanos = elapsedNanos();
      } else if (elapsedNanos() - idleSinceNanos >= LINGER_NANOS && leave()) {
        return;
      }
      LockSupport.parkNanos(this, left == Long.MAX_VALUE ? LINGER_NANOS : left);
      // A flag that somebody has set would keep the thread from ever parking again.
      Thread.interrupted();
    }
  }

  /** Whether there is still nothing to wait for, and this thread may end. */
  private synchronized boolean leave() {
    // Says so before it looks: who sets an alarm meanwhile is either seen, or sees that nobody is
    // there.
    Thread here = keeper;
    keeper = null;
    if (waiting.isEmpty()) {
      return true;
    }
    keeper = here;
    return false;
  }

  private long elapsedNanos() {
    return nanos.getAsLong() - originNanos;
  }

  /**
   * Runs what is due on the calling thread.
   *
   * @return how many nanoseconds until something else is; the largest number if nothing waits
   */
  long ring() {
    while (true) {
      Map.Entry<Due, Waiting> first = waiting.firstEntry();
      if (first == null) {
        return Long.MAX_VALUE;
      }
      long left = first.getKey().afterNanos - elapsedNanos();
      if (left > 0) {
        return left;
      }
      Waiting due = waiting.remove(first.getKey());
      if (due != null) {
        Tasks.run(due.task, due.owner);
      }
    }
  }
}
