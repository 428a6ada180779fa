package dev.sluice.transport.nio;

import dev.sluice.transport.Timer;
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
    return SystemTimer.INSTANCE.nanos();
  }

  @Override
  public void rest(long nanos) {
    SystemTimer.INSTANCE.rest(nanos);
  }

  @Override
  public Runnable in(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
    Object alarm = new Object();
    waiting.add(alarm);
    Runnable takeBack =
        SystemTimer.INSTANCE.in(
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
