package dev.sluice.stream;

/**
 * Knows whether the calling thread is delivering in place ({@link ChatStream#INLINE}): the thread
 * that brings a stream's events, and others' with it, which would wait for itself if it waited for
 * an end. The mark is the thread's, and no thread has another's.
 */
final class InPlace {
  /** How many deliveries the thread is in: one callback may begin another. */
  private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);

  private InPlace() {}

  static void enter() {
    DEPTH.get()[0]++;
  }

  static void leave() {
    DEPTH.get()[0]--;
  }

  /**
   * To be called before waiting for what streams bring.
   *
   * @throws IllegalStateException if this thread may be the one that brings it
   */
  static void refuseToWait(String what) {
    if (DEPTH.get()[0] > 0) {
      throw new IllegalStateException(
          what
              + " would wait for ever inside a callback that runs in place (ChatStream.INLINE): its"
              + " thread is the one that reads the network. Attach what is to follow to ending() or"
              + " reply(), or give the callback an executor on which it may wait");
    }
  }

  /** What is wrong with waiting for a stream in its own callback, whatever thread that is on. */
  static IllegalStateException waitsForItself(String what) {
    return new IllegalStateException(
        what
            + " may wait for ever inside a callback of the stream that it waits for: when the"
            + " buffer is full, no more is read before the callback returns. Attach what is to"
            + " follow to ending() or reply()");
  }
}
