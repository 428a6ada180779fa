package dev.sluice.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Tells the time. Thread-safe. */
public interface Clock {

  /** Elapsed time in nanoseconds from an arbitrary origin; only differences mean something. */
  long nanos();

  /** The date and time of day, for headers that hold dates. */
  Instant now();

  /**
   * Runs a task once this long has passed, on the one thread that keeps the time for all: so it is
   * a few lines of this library that wait for nothing, and never a user's.
   *
   * @param owner told, on the same thread, what the task throws: every task is somebody's
   * @return takes the task back, if it has not begun
   */
  Alarm alarm(Duration delay, Runnable task, Consumer<? super Throwable> owner);

  /** Makes the calling thread wait this long, or until it is unparked or interrupted. */
  void rest(long nanos);

  /**
   * An executor that runs its tasks once this long has passed, on a virtual thread each, which may
   * wait.
   */
  default Executor after(Duration delay) {
    return task -> {
      Thread later =
          Thread.ofVirtual()
              .inheritInheritableThreadLocals(false)
              .name("sluice-later")
              .unstarted(task);
      alarm(delay, later::start, defect -> {});
    };
  }

  /** A task that waits for its time. */
  @FunctionalInterface
  interface Alarm {
    /** Takes the task back; no effect if it has begun. */
    void cancel();
  }

  /** The machine's clock. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
