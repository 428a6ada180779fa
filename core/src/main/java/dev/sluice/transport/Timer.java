package dev.sluice.transport;

import java.time.Duration;

/** What a transport needs to know of time, from whoever composes the library. Thread-safe. */
public interface Timer {

  /** Elapsed time in nanoseconds from an arbitrary origin; only differences mean something. */
  long nanos();

  /** Makes the calling thread wait this long, or until it is unparked. */
  void rest(long nanos);

  /**
   * Runs a task once this long has passed, on a thread of its own.
   *
   * @return takes the task back, if it has not begun
   */
  Runnable in(Duration delay, Runnable task);
}
