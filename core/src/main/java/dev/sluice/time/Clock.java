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
   * Runs a task once this long has passed, on a virtual thread of its own: one that may wait, or
   * calls what others wrote.
   *
   * @param owner told what the task throws
   * @return takes the task back, if it has not begun
   */
  Alarm launch(Duration delay, Runnable task, Consumer<? super Throwable> owner);

  /**
   * Runs a task now, on a platform thread that may be held up: what the thread that keeps the time
   * has decided is carried out there, however busy the virtual threads are.
   *
   * @param owner told what the task throws
   */
  void aside(Runnable task, Consumer<? super Throwable> owner);

  /**
   * The same for what runs users' code, which may never return: on other threads than those.
   *
   * @param owner told what the task throws
   */
  default void asideForUsers(Runnable task, Consumer<? super Throwable> owner) {
    aside(task, owner);
  }

  /**
   * Whether the calling thread is one of those that carry out what was decided {@link #aside}: they
   * are few, and all timeouts need them, so that no user's code may wait there.
   */
  default boolean isAside() {
    return false;
  }

  /** An executor that {@linkplain #launch launches} its tasks once this long has passed. */
  default Executor after(Duration delay) {
    return task -> launch(delay, task, Tasks::report);
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
