package dev.sluice.spi.transport;

import java.time.Duration;
import java.util.function.Consumer;

/** What a transport needs to know of time, from whoever composes the library. Thread-safe. */
public interface Timer {

  /** Elapsed time in nanoseconds from an arbitrary origin; only differences mean something. */
  long nanos();

  /** Makes the calling thread wait this long, or until it is unparked. */
  void rest(long nanos);

  /**
   * Runs a task once this long has passed, on the one thread that keeps the time for all: so it is
   * a few lines of this library that wait for nothing, and never a user's.
   *
   * @param owner told, on the same thread, what the task throws: every task is somebody's
   * @return takes the task back, if it has not begun
   */
  Runnable in(Duration delay, Runnable task, Consumer<? super Throwable> owner);

  /**
   * Runs a task now, on a thread that may be held up and depends on no others that are: what the
   * thread that keeps the time has decided is carried out there.
   *
   * @param owner told what the task throws
   */
  void aside(Runnable task, Consumer<? super Throwable> owner);
}
