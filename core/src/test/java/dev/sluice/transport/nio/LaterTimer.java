package dev.sluice.transport.nio;

import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The machine's time, which a test can move on; alarms ring by the machine's alone. */
final class LaterTimer implements Timer {
  private final AtomicLong aheadNanos = new AtomicLong();

  void moveOn(Duration by) {
    aheadNanos.addAndGet(by.toNanos());
  }

  @Override
  public long nanos() {
    return MachineTimer.INSTANCE.nanos() + aheadNanos.get();
  }

  @Override
  public void rest(long nanos) {
    MachineTimer.INSTANCE.rest(nanos);
  }

  @Override
  public Runnable in(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
    return MachineTimer.INSTANCE.in(delay, task, owner);
  }

  @Override
  public void aside(Runnable task, Consumer<? super Throwable> owner) {
    MachineTimer.INSTANCE.aside(task, owner);
  }
}
