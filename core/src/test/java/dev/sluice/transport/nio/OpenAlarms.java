package dev.sluice.transport.nio;

import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The machine's time; knows which alarms still wait. */
final class OpenAlarms implements Timer {
  private final Set<Object> waiting = ConcurrentHashMap.newKeySet();

  int count() {
    return waiting.size();
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
  public void aside(Runnable task, Consumer<? super Throwable> owner) {
    MachineTimer.INSTANCE.aside(task, owner);
  }

  @Override
  public Runnable in(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
    Object alarm = new Object();
    waiting.add(alarm);
    Runnable takeBack =
        MachineTimer.INSTANCE.in(
            delay,
            () -> {
              waiting.remove(alarm);
              task.run();
            },
            owner);
    return () -> {
      waiting.remove(alarm);
      takeBack.run();
    };
  }
}
