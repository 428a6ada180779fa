package dev.sluice.server;

import dev.sluice.spi.transport.Timer;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/** The clock, as a transport sees it: the two do not know each other. */
record ClockTimer(Clock clock) implements Timer {
  @Override
  public long nanos() {
    return clock.nanos();
  }

  @Override
  public void rest(long nanos) {
    clock.rest(nanos);
  }

  @Override
  public Runnable in(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
    Clock.Alarm alarm = clock.alarm(delay, task, owner);
    return alarm::cancel;
  }

  @Override
  public void aside(Runnable task, Consumer<? super Throwable> owner) {
    clock.aside(task, owner);
  }
}
