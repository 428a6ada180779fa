package dev.sluice.cli;

import dev.sluice.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** Time that passes when a test says so. For one thread. */
final class ManualClock implements Clock {
  private final List<Due> due = new ArrayList<>();
  private long nanos;

  private record Due(long atNanos, Runnable task, Consumer<? super Throwable> owner) {
    void run() {
      try {
        task.run();
      } catch (RuntimeException | Error defect) {
        owner.accept(defect);
      }
    }
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public Instant now() {
    return Instant.EPOCH.plusNanos(nanos);
  }

  @Override
  public void rest(long nanos) {
    throw new UnsupportedOperationException("nobody waits by a clock that stands still");
  }

  @Override
  public Alarm alarm(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
    Due alarm = new Due(nanos + delay.toNanos(), task, owner);
    due.add(alarm);
    return () -> due.remove(alarm);
  }

  @Override
  public Alarm launch(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
    return alarm(delay, task, owner);
  }

  @Override
  public void aside(Runnable task, Consumer<? super Throwable> owner) {
    new Due(nanos, task, owner).run();
  }

  /** Lets time pass, and runs what comes due meanwhile at its time. */
  void pass(Duration time) {
    long end = nanos + time.toNanos();
    while (true) {
      Due next = due.stream().min(Comparator.comparingLong(Due::atNanos)).orElse(null);
      if (next == null || next.atNanos > end) {
        break;
      }
      due.remove(next);
      nanos = next.atNanos;
      next.run();
    }
    nanos = end;
  }
}
