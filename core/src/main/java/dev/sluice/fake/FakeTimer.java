package dev.sluice.fake;

import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/** The model's clock as its streams see it: their deadlines ring, as those of any model do. */
record FakeTimer(Clock clock) implements StreamTimer {
  @Override
  public long nanos() {
    return clock.nanos();
  }

  @Override
  public Runnable alarm(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
    return clock.alarm(delay, task, owner)::cancel;
  }

  @Override
  public boolean isAside() {
    return clock.isAside();
  }

  @Override
  public void aside(Runnable task, Consumer<? super Throwable> owner) {
    clock.asideForUsers(task, owner);
  }
}
