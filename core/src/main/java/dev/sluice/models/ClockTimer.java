package dev.sluice.models;

import dev.sluice.time.Clock;
import dev.sluice.transport.Timer;
import java.time.Duration;

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
  public Runnable in(Duration delay, Runnable task) {
    Clock.Alarm alarm = clock.alarm(delay, task);
    return alarm::cancel;
  }

  @Override
  public Watch watch(Runnable wake) {
    Clock.Watch watch = clock.watch(wake);
    return new Watch(watch::ring, watch::close);
  }
}
