package dev.sluice.stream;

import org.jspecify.annotations.Nullable;

/**
 * Knows who waits for a stream's next event, and calls that reader once. Not thread-safe: the
 * stream's lock guards it.
 *
 * <p>Waking somebody costs more than decoding a chunk does: a reader who is not waiting is not
 * called, and between the call and the waking more events may come.
 */
final class Bell {
  private @Nullable Reader waiting;
  private boolean called;

  /** A way to read a stream that waits for events. */
  sealed interface Reader permits EventIterator, Delivery {

    /** Whether it may be woken a little later, on whatever thread. */
    boolean isPatient();

    /**
     * Wakes it.
     *
     * @param mayBlock whether the calling thread may run the user's code
     */
    void wake(boolean mayBlock);
  }

  /** This reader has found nothing and waits. */
  void expect(Reader reader) {
    waiting = reader;
  }

  /** Something has come; the reader who is to be woken for it, if one waits and none is called. */
  @Nullable Reader ring() {
    if (called) {
      return null;
    }
    called = waiting != null;
    return waiting;
  }

  /** Whoever waits is woken now. */
  @Nullable Reader answer() {
    Reader reader = waiting;
    waiting = null;
    called = false;
    return reader;
  }
}
