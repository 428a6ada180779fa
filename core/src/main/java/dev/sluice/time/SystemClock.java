package dev.sluice.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The machine's clock. */
final class SystemClock implements Clock {
  static final SystemClock INSTANCE = new SystemClock();

  private final Alarms alarms = new Alarms(System::nanoTime);

  private final Aside aside = new Aside();

  private final Aside asideForUsers = new Aside();

  private SystemClock() {}

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
  public Alarm alarm(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
    return alarms.set(nanosOf(delay), task, owner);
  }

  @Override
  public Alarm launch(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
    if (delay.isPositive()) {
      return alarm(delay, () -> Tasks.launch(task, owner), owner);
    }
    Tasks.launch(task, owner);
    return () -> {};
  }

  @Override
  public void aside(Runnable task, Consumer<? super Throwable> owner) {
    aside.execute(task, owner);
  }

  @Override
  public void asideForUsers(Runnable task, Consumer<? super Throwable> owner) {
    asideForUsers.execute(task, owner);
  }

  @Override
  public boolean isAside() {
    return Aside.isHere();
  }

  /** Three hundred years are as good as all that do not fit. */
  private static long nanosOf(Duration delay) {
    boolean fits = delay.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0;
    return fits ? delay.toNanos() : Long.MAX_VALUE;
  }
}
