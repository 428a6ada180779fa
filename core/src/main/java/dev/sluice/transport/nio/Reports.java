package dev.sluice.transport.nio;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** What nobody else can be told, for whoever reads the log. Nothing here throws. */
final class Reports {
  private final Logger log;

  Reports(Logger log) {
    this.log = log;
  }

  /** A listener threw even when it was told of its end, or the transport's own housekeeping did. */
  void defect(Throwable thrown) {
    log(Level.ERROR, "a listener threw when it was told of its end, or the transport did", thrown);
  }

  void died(String loop, Throwable death) {
    log(
        Level.ERROR,
        "the event loop "
            + loop
            + " ended, and the streams that it read as failed; the next ones get a new loop",
        death);
  }

  /** Where a loop sits that is held up. */
  void heldUp(String loop, StackTraceElement[] at) {
    Throwable where = new HeldUp();
    where.setStackTrace(at);
    log(
        Level.WARNING,
        "an inline callback or listener holds up the event loop "
            + loop
            + " for more than a second, and with it every stream that it reads; let it run on"
            + " another executor",
        where);
  }

  private void log(Level level, String message, Throwable thrown) {
    try {
      log.log(level, message, thrown);
    } catch (Throwable deaf) {
      // Whoever listens to the log must not end what it tells of.
    }
  }

  /** Carries a thread's stack into the log. */
  private static final class HeldUp extends Exception {
    private static final long serialVersionUID = 1;

    HeldUp() {
      super("it is here", null, false, true);
    }
  }
}
