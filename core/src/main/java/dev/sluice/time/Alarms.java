package dev.sluice.time;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait for their time, and whoever watches the clock for them: a thread that waits for
 * other things anyway if there is one, else a thread of their own. Thread-safe.
 *
 * <p>Streams set alarms by the thousand and take nearly all of them back, so that setting one wakes
 * nobody unless it is the first that is due.
 */
final class Alarms {
  private final LongSupplier nanos;
  private final long originNanos;
  private final ConcurrentNavigableMap<Due, Runnable> waiting = new ConcurrentSkipListMap<>();
  private final AtomicLong ever = new AtomicLong();

  /** Those who offer to watch, the one on duty first. */
  private final List<Watcher> watchers = new ArrayList<>();

  private volatile @Nullable Watcher onDuty;

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

  Clock.Alarm set(long delayNanos, Runnable task) {
    long now = elapsedNanos();
    long after = delayNanos > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + delayNanos;
    Due due = new Due(after, ever.getAndIncrement());
    waiting.put(due, task);
    Map.Entry<Due, Runnable> first = waiting.firstEntry();
    if (first != null && first.getKey().equals(due)) {
      wakeWatcher();
    }
    return () -> waiting.remove(due);
  }

  Clock.Watch watch(Runnable wake) {
    return enlist(new Watcher(wake));
  }

  private synchronized Watcher enlist(Watcher watcher) {
    Watcher before = onDuty;
    if (before instanceof OwnThread) {
      watchers.remove(before);
    }
    watchers.add(watcher);
    onDuty = watchers.getFirst();
    if (before instanceof OwnThread) {
      before.wake.run();
    }
    watchers.getFirst().wake.run();
    return watcher;
  }

  private synchronized void dismiss(Watcher watcher) {
    watchers.remove(watcher);
    onDuty = watchers.isEmpty() ? null : watchers.getFirst();
    if (!waiting.isEmpty()) {
      wakeWatcher();
    }
  }

  private synchronized void wakeWatcher() {
    if (watchers.isEmpty()) {
      OwnThread own =
          new OwnThread(
              Thread.ofPlatform().daemon().name("sluice-alarms").unstarted(this::watchAlone));
      watchers.add(own);
      onDuty = own;
      own.thread.start();
    } else {
      watchers.getFirst().wake.run();
    }
  }

  private void watchAlone() {
    Thread here = Thread.currentThread();
    while (onDuty instanceof OwnThread own && own.thread.equals(here)) {
      LockSupport.parkNanos(this, own.ring());
    }
  }

  private long elapsedNanos() {
    return nanos.getAsLong() - originNanos;
  }

  /** Starts what is due; how long until something is. */
  private long ring() {
    while (true) {
      Map.Entry<Due, Runnable> first = waiting.firstEntry();
      if (first == null) {
        return Long.MAX_VALUE;
      }
      long left = first.getKey().afterNanos - elapsedNanos();
      if (left > 0) {
        return left;
      }
      Runnable task = waiting.remove(first.getKey());
      if (task != null) {
        // A virtual thread each: a task that must wait for a lock keeps no other alarm waiting.
        Thread.ofVirtual().name("sluice-alarm").start(task);
      }
    }
  }

  /** One who offers to watch. */
  private class Watcher implements Clock.Watch {
    final Runnable wake;

    Watcher(Runnable wake) {
      this.wake = wake;
    }

    @Override
    public long ring() {
      return equals(onDuty) ? Alarms.this.ring() : Long.MAX_VALUE;
    }

    @Override
    public void close() {
      dismiss(this);
    }
  }

  /** Watches while nobody else does, and ends when somebody comes. */
  private final class OwnThread extends Watcher {
    final Thread thread;

    OwnThread(Thread thread) {
      super(() -> LockSupport.unpark(thread));
      this.thread = thread;
    }
  }
}
