package dev.sluice.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/** Tells the time. Thread-safe. */
public interface Clock {

  /** Elapsed time in nanoseconds from an arbitrary origin; only differences mean something. */
  long nanos();

  /** The date and time of day, for headers that hold dates. */
  Instant now();

  /**
   * Runs a task once this long has passed, on a virtual thread of its own.
   *
   * @return takes the task back, if it has not begun
   */
  Alarm alarm(Duration delay, Runnable task);

  /** Makes the calling thread wait this long, or until it is unparked or interrupted. */
  void rest(long nanos);

  /** An executor that runs its tasks once this long has passed. */
  default Executor after(Duration delay) {
    return task -> alarm(delay, task);
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
