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
  private boolean patient = true;
  private boolean burst;
  private boolean owed;

  /** The calling thread is about to wait: to be followed by another look, then by parking. */
  synchronized void expect() {
    waiting = Thread.currentThread();
  }

  /**
   * Runs this after each arrival from now on; what came before is not told.
   *
   * @param waits whether it may be run at the end of a burst, on whatever thread
   */
  synchronized void onArrival(Runnable task, boolean waits) {
    arrival = task;
    patient = waits;
  }

  /** Something has come. */
  void ring() {
    synchronized (this) {
      if (burst && patient) {
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
