package dev.sluice.testing;

import dev.sluice.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Time that passes when a test says so; alarms ring in their order on the test's thread. It begins
 * where nanoseconds are about to overflow, as the machine's may. For one thread.
 */
public final class FakeClock implements Clock {
  private static final Instant ORIGIN = Instant.parse("2026-01-02T03:04:05Z");

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long elapsedNanos;
  private int set;

  private static final class Task implements Comparable<Task> {
    final long atNanos;
    final int number;
    final Runnable work;
    final Consumer<? super Throwable> owner;

    Task(long atNanos, int number, Runnable work, Consumer<? super Throwable> owner) {
      this.atNanos = atNanos;
      this.number = number;
      this.work = work;
      this.owner = owner;
    }

    void run() {
      try {
        work.run();
      } catch (RuntimeException | Error defect) {
        owner.accept(defect);
      }
    }

    @Override
    public int compareTo(Task other) {
      return atNanos == other.atNanos
          ? Integer.compare(number, other.number)
          : Long.compare(atNanos, other.atNanos);
    }
  }

  @Override
  public long nanos() {
    return Long.MAX_VALUE - 1_000_000_000L + elapsedNanos;
  }

  @Override
  public Instant now() {
    return ORIGIN.plusNanos(elapsedNanos);
  }

  @Override
  public void rest(long nanos) {
    throw new UnsupportedOperationException("nobody waits by a clock that stands still");
  }

  @Override
  public Alarm alarm(Duration delay, Runnable work, Consumer<? super Throwable> owner) {
    Task task = new Task(elapsedNanos + delay.toNanos(), set++, work, owner);
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  @Override
  public Alarm launch(Duration delay, Runnable work, Consumer<? super Throwable> owner) {
    return alarm(delay, work, owner);
  }

  @Override
  public void aside(Runnable work, Consumer<? super Throwable> owner) {
    new Task(elapsedNanos, 0, work, owner).run();
  }

  /** Lets time pass, and what is due by then ring. */
  public void advance(Duration by) {
    long untilNanos = elapsedNanos + by.toNanos();
    while (!tasks.isEmpty() && tasks.peek().atNanos <= untilNanos) {
      Task due = tasks.remove();
      elapsedNanos = Math.max(elapsedNanos, due.atNanos);
      due.run();
    }
    elapsedNanos = untilNanos;
  }

  /** Lets time pass in which nothing rings, as while the whole process stands still. */
  public void pause(Duration by) {
    elapsedNanos += by.toNanos();
  }

  /** Lets ring what is due now. */
  public void advance() {
    advance(Duration.ZERO);
  }

  /** Time since the beginning. */
  public Duration elapsed() {
    return Duration.ofNanos(elapsedNanos);
  }

  /** How many alarms wait. */
  public int waiting() {
    return tasks.size();
  }

  /** How many alarms were ever set. */
  public int everSet() {
    return set;
  }
}
