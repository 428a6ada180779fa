package dev.sluice.transport;

import java.time.Duration;
import java.util.function.LongSupplier;

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

  /**
   * Offers a thread that comes round anyway to start the tasks that are due: they then need no
   * thread of their own.
   *
   * @param wake makes that thread call {@link Watch#ring} soon; is called on any thread
   */
  Watch watch(Runnable wake);

  /**
   * A thread's part in watching for what is due.
   *
   * @param ring starts the tasks that are due; says after how many nanoseconds to call it again at
   *     the latest
   * @param close leaves it to somebody else
   */
  record Watch(LongSupplier ring, Runnable close) {}
}
