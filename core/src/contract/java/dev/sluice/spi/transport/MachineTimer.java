package dev.sluice.spi.transport;

import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/** The machine's time, for transports under test. */
public enum MachineTimer implements Timer {
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

  @Override
  public void aside(Runnable task, Consumer<? super Throwable> owner) {
    Clock.system().aside(task, owner);
  }
}
