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
   * An executor that runs tasks once this long has passed, on a thread shared by all: short ones.
   */
  Executor after(Duration delay);

  /** The machine's clock. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
