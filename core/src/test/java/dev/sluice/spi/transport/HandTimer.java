package dev.sluice.spi.transport;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** The machine's time, whose alarms ring when a test says so. */
public final class HandTimer implements Timer {
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  /** Rings what is set now, however long it would have taken; not what is set by that. */
  public void ring() {
    for (int i = waiting.size(); i > 0; i--) {
      Runnable due = waiting.poll();
      if (due != null) {
        due.run();
      }
    }
  }

  @Override
  public long nanos() {
    return MachineTimer.INSTANCE.nanos();
  }

  @Override
  public void rest(long nanos) {
    MachineTimer.INSTANCE.rest(nanos);
  }

  @Override
  public Runnable in(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
    waiting.add(task);
    return () -> waiting.remove(task);
  }

  @Override
  public void aside(Runnable task, Consumer<? super Throwable> owner) {
    MachineTimer.INSTANCE.aside(task, owner);
  }
}
