package dev.sluice.spi.stream;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What a stream needs to know of time. Thread-safe. */
public interface StreamTimer {
  /** Elapsed time in nanoseconds from an arbitrary origin; only differences mean something. */
  long nanos();

  /**
   * Runs a short task of this library once this long has passed.
   *
   * @param owner told what the task throws
   * @return takes the task back, if it has not begun
   */
  Runnable alarm(Duration delay, Runnable task, Consumer<? super Throwable> owner);

  /** Whether alarms ring here at all. */
  default boolean rings() {
    return true;
  }

  /**
   * Runs a task now, on a thread that may be held up by users' code and does not depend on others
   * that are.
   *
   * @param owner told what the task throws
   */
  void aside(Runnable task, Consumer<? super Throwable> owner);

  /** Whether the calling thread is one of those, which are there for the timeouts of all. */
  default boolean isAside() {
    return false;
  }

  /**
   * This clock alone, for sources of one's own: no alarm ever rings, so that a stream that nobody
   * reads is not ended, and a request with a deadline is refused. The models of a provider of one's
   * own, given to {@code Models.builder().provider}, have alarms.
   *
   * @param nanoClock elapsed time in nanoseconds, as {@link System#nanoTime}
   */
  static StreamTimer of(LongSupplier nanoClock) {
    Objects.requireNonNull(nanoClock, "nanoClock");
    return new StreamTimer() {
      @Override
      public long nanos() {
        return nanoClock.getAsLong();
      }

      @Override
      public Runnable alarm(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
        return () -> {};
      }

      @Override
      public boolean rings() {
        return false;
      }

      @Override
      public void aside(Runnable task, Consumer<? super Throwable> owner) {
        Threads.start(task);
      }
    };
  }
}
