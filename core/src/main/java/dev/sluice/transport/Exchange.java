package dev.sluice.transport;

/** A hand on an open exchange. Thread-safe; the methods return at once. */
public interface Exchange {

  /** Reads on after {@link ExchangeListener#isReady} was false; no effect otherwise. */
  void resume();

  /** Closes the socket in any phase. A call to the listener that is under way may still finish. */
  void cancel();

  /**
   * The rest of the body does not matter: if it ends very soon the connection is kept for another
   * exchange, otherwise it is closed. No effect on an exchange that is over.
   */
  void release();
}
