package dev.sluice.stream;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Wakes a stream's reader when something has come. Thread-safe.
 *
 * <p>Waking somebody costs more than decoding a chunk does. While a burst lasts, which is until its
 * source has read all its sockets once, nobody is woken; the reader is then woken once for all that
 * the burst has brought, together with the readers of other streams.
 */
final class Bell {
  private @Nullable Thread waiting;
  private @Nullable Runnable arrival;
  private boolean burst;
  private boolean owed;

  /** The calling thread is about to wait: to be followed by another look, then by parking. */
  synchronized void expect() {
    waiting = Thread.currentThread();
  }

  /** Runs this after each arrival from now on; what came before is not told. */
  synchronized void onArrival(Runnable task) {
    arrival = task;
  }

  /** Something has come. */
  void ring() {
    synchronized (this) {
      if (burst) {
        owed = true;
        return;
      }
    }
    ringNow();
  }

  /** Something has come that nobody is to wait for. */
  void ringNow() {
    Thread reader;
    Runnable task;
    synchronized (this) {
      reader = waiting;
      waiting = null;
      task = arrival;
    }
    if (reader != null) {
      LockSupport.unpark(reader);
    }
    if (task != null) {
      task.run();
    }
  }

  /** A burst begins or is over. */
  void burst(boolean begins) {
    boolean ring;
    synchronized (this) {
      burst = begins;
      ring = owed && !begins;
      owed = owed && begins;
    }
    if (ring) {
      ringNow();
    }
  }
}
