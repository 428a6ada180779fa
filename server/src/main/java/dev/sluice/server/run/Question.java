package dev.sluice.server.run;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import org.jspecify.annotations.Nullable;

/** What is asked and is no run, from before it has its place on. Thread-safe. */
final class Question {
  private final Runnable free;
  private boolean handedOver;
  private boolean over;
  private @Nullable Runnable cancel;

  /**
   * One that has taken its place.
   *
   * @param free gives the place back; called once
   */
  Question(Runnable free) {
    this.free = free;
  }

  /** It is under way, and this stops it. */
  void begun(Runnable how) {
    boolean late;
    synchronized (this) {
      cancel = how;
      late = handedOver;
    }
    if (late) {
      how.run();
    }
  }

  /** Nobody here waits for it any more: it is stopped, and whoever asked hears why. */
  void handOver() {
    Runnable how;
    synchronized (this) {
      handedOver = true;
      how = cancel;
    }
    if (how != null) {
      how.run();
    }
    over();
  }

  /** How it has ended: what this process has stopped was interrupted, and not by who asked. */
  synchronized Ending ended(Ending ending) {
    return handedOver && ending instanceof Ending.Incomplete(var soFar, Cause.Cancelled _)
        ? new Ending.Incomplete(soFar, new Cause.Interrupted(new Failure.ProcessEnded("")))
        : ending;
  }

  void over() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
    free.run();
  }
}
