package dev.sluice.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The machine's clock, and one thread for all alarms. */
final class SystemClock implements Clock {
  static final SystemClock INSTANCE = new SystemClock();

  private final ScheduledThreadPoolExecutor alarms = alarms();

  private SystemClock() {}

  private static ScheduledThreadPoolExecutor alarms() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("sluice-alarms").unstarted(task));
    // Streams set alarms by the thousand and take nearly all of them back.
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public void rest(long nanos) {
    LockSupport.parkNanos(this, nanos);
  }

  @Override
  public Alarm alarm(Duration delay, Runnable task) {
    // A virtual thread each: a task that must wait for a lock keeps no other alarm waiting.
    Future<?> waiting =
        alarms.schedule(
            () -> Thread.ofVirtual().name("sluice-alarm").start(task),
            delay.toNanos(),
            TimeUnit.NANOSECONDS);
    return () -> waiting.cancel(false);
  }
}
