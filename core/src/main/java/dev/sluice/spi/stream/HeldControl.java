package dev.sluice.spi.stream;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The control of a source that may not have been opened yet: what is cancelled before is cancelled
 * at once when it is. Thread-safe, and nothing here waits.
 */
public final class HeldControl implements StreamControl {
  private static final StreamControl CANCELLED =
      new StreamControl() {
        @Override
        public void resume() {}

        @Override
        public void cancel() {}
      };

  private final AtomicReference<@Nullable StreamControl> held = new AtomicReference<>();

  /** Of a source that is not open yet. */
  public HeldControl() {}

  /** The source is opened; a second one is as if it came too late. */
  public void hold(StreamControl opened) {
    if (!held.compareAndSet(null, opened)) {
      opened.cancel();
    }
  }

  /** Whether it is cancelled, be the source open or not. */
  public boolean isCancelled() {
    return CANCELLED.equals(held.get());
  }

  @Override
  public void resume() {
    StreamControl open = held.get();
    if (open != null) {
      open.resume();
    }
  }

  @Override
  public void cancel() {
    StreamControl open = held.getAndSet(CANCELLED);
    if (open != null) {
      open.cancel();
    }
  }

  @Override
  public void whenRead(Runnable task) {
    StreamControl open = held.get();
    if (open == null) {
      task.run();
    } else {
      open.whenRead(task);
    }
  }

  @Override
  public boolean finishIfWhole() {
    StreamControl open = held.get();
    return open != null && open.finishIfWhole();
  }
}
