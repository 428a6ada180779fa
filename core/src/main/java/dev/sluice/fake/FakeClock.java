package dev.sluice.fake;

import dev.sluice.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes when a test says so, for a {@link FakeModel} and for the policies around it.
 *
 * <pre>{@code
 * var clock = new FakeClock();
 * var fake = FakeModel.saying("One two").by(clock);
 * var model = fake.model().with(Timeouts.defaults().by(clock));
 * }</pre>
 *
 * <p>What is due rings in its order on the thread that {@linkplain #advance advances} the clock, so
 * that everything has happened when that returns. Thread-safe.
 */
public final class FakeClock implements Clock {
  private static final Instant ORIGIN = Instant.parse("2026-01-02T03:04:05Z");

  /** About to overflow, as the machine's may be. */
  private static final long ORIGIN_NANOS = Long.MAX_VALUE - 1_000_000_000L;

  /** Guards what follows; nothing is called out while it is held. */
  private final Object lock = new Object();

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long elapsedNanos;
  private int everSet;

  private record Task(long atNanos, int number, Runnable work, Consumer<? super Throwable> owner)
      implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      return atNanos == other.atNanos
          ? Integer.compare(number, other.number)
          : Long.compare(atNanos, other.atNanos);
    }

    void run() {
      try {
        work.run();
      } catch (RuntimeException | Error thrown) {
        owner.accept(thrown);
      }
    }
  }

  /** A clock that stands still until it is advanced. */
  public FakeClock() {}

  @Override
  public long nanos() {
    synchronized (lock) {
      return ORIGIN_NANOS + elapsedNanos;
    }
  }

  @Override
  public Instant now() {
    synchronized (lock) {
      return ORIGIN.plusNanos(elapsedNanos);
    }
  }

  /** Until another thread has advanced the clock so far. */
  @Override
  public void rest(long nanos) {
    if (nanos <= 0) {
      return;
    }
    Thread waiting = Thread.currentThread();
    Alarm alarm = alarm(Duration.ofNanos(nanos), () -> LockSupport.unpark(waiting), thrown -> {});
    LockSupport.park(this);
    alarm.cancel();
  }

  @Override
  public Alarm alarm(Duration delay, Runnable work, Consumer<? super Throwable> owner) {
    Task task;
    synchronized (lock) {
      task = new Task(due(delay), everSet++, work, owner);
      tasks.add(task);
    }
    return () -> {
      synchronized (lock) {
        tasks.remove(task);
      }
    };
  }

  @Override
  public Alarm launch(Duration delay, Runnable work, Consumer<? super Throwable> owner) {
    return alarm(delay, work, owner);
  }

  @Override
  public void aside(Runnable work, Consumer<? super Throwable> owner) {
    new Task(0, 0, work, owner).run();
  }

  /** When so long has passed; what does not fit is never. With the lock. */
  private long due(Duration delay) {
    boolean fits = delay.compareTo(Duration.ofNanos(Long.MAX_VALUE - elapsedNanos)) < 0;
    return fits ? elapsedNanos + delay.toNanos() : Long.MAX_VALUE;
  }

  /** Lets time pass, and what is due by then ring. */
  public void advance(Duration by) {
    long untilNanos;
    synchronized (lock) {
      untilNanos = due(by);
    }
    for (Task due = next(untilNanos); due != null; due = next(untilNanos)) {
      due.run();
    }
    synchronized (lock) {
      elapsedNanos = Math.max(elapsedNanos, untilNanos);
    }
  }

  /** Lets ring what is due now. */
  public void advance() {
    advance(Duration.ZERO);
  }

  private @Nullable Task next(long untilNanos) {
    synchronized (lock) {
      Task first = tasks.peek();
      if (first == null || first.atNanos > untilNanos) {
        return null;
      }
      elapsedNanos = Math.max(elapsedNanos, first.atNanos);
      return tasks.poll();
    }
  }

  /** Lets time pass in which nothing rings, as while the whole process stands still. */
  public void pause(Duration by) {
    synchronized (lock) {
      elapsedNanos = due(by);
    }
  }

  /** Time since the beginning. */
  public Duration elapsed() {
    synchronized (lock) {
      return Duration.ofNanos(elapsedNanos);
    }
  }

  /** How many alarms wait. */
  public int waiting() {
    synchronized (lock) {
      return tasks.size();
    }
  }

  /** How many alarms were ever set. */
  public int everSet() {
    synchronized (lock) {
      return everSet;
    }
  }
}
