package dev.sluice.transport.nio;

import dev.sluice.time.Clock;
import dev.sluice.transport.Timer;
import java.time.Duration;
import java.util.function.Consumer;

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
  public Runnable in(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
    return Clock.system().alarm(delay, task, owner)::cancel;
  }
}
