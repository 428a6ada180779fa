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

  /**
   * Offers a thread that waits for other things anyway to watch for the alarms too: they then need
   * no thread of their own. One watches at a time.
   *
   * @param wake makes that thread call {@link Watch#ring} soon; is called on any thread
   */
  default Watch watch(Runnable wake) {
    return new Watch() {
      @Override
      public long ring() {
        return Long.MAX_VALUE;
      }

      @Override
      public void close() {}
    };
  }

  /** A thread's part in watching for alarms. */
  interface Watch extends AutoCloseable {
    /**
     * Starts the tasks that are due, if it is this watch that is on duty.
     *
     * @return nanoseconds after which to call it again at the latest
     */
    long ring();

    /** Leaves the alarms to somebody else. */
    @Override
    void close();
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
