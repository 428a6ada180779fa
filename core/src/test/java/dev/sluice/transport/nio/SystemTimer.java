package dev.sluice.transport.nio;

import dev.sluice.time.Clock;
import dev.sluice.transport.Timer;
import java.time.Duration;

/** The machine's time, for transports under test. */
enum SystemTimer implements Timer {
  INSTANCE;

  @Override
  public long nanos() {
    return Clock.system().nanos();
  }

  @Override
  public void rest(long nanos) {
    Clock.system().rest(nanos);
  }

  @Override
  public Runnable in(Duration delay, Runnable task) {
    return Clock.system().alarm(delay, task)::cancel;
  }

  @Override
  public Watch watch(Runnable wake) {
    Clock.Watch watch = Clock.system().watch(wake);
    return new Watch(watch::ring, watch::close);
  }
}
