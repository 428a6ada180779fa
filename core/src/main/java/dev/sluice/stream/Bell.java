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
    /** Whether it may be woken a little later, together with readers of other streams. */
    boolean isPatient();

    /** Wakes it on the calling thread. */
    void wake(Caller caller);
  }

  /** What a thread that wakes a reader is there for. */
  enum Caller {
    /** It reads the stream, perhaps with others: only who has asked for it runs there. */
    SOURCE,
    /** A virtual thread for readers, who may block it. */
    VIEW,
    /** It cancels, keeps the time, or carries out what such a thread decided: no user's code. */
    BYSTANDER
  }

  /** This reader has found nothing and waits. */
  void expect(Reader reader) {
    waiting = reader;
  }

  /** Something has come; true if a reader is to be woken for it: one waits and none is called. */
  boolean ring() {
    if (called || waiting == null) {
      return false;
    }
    called = true;
    return true;
  }

  /** Who is called, if he still waits. */
  @Nullable Reader called() {
    return called ? waiting : null;
  }

  /** Whoever waits is woken now. */
  @Nullable Reader answer() {
    Reader reader = waiting;
    waiting = null;
    called = false;
    return reader;
  }
}
