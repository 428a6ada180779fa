package dev.sluice.stream;

/** The consumer's hand on an open stream. Thread-safe; both methods return at once. */
public interface StreamControl {

  /** The sink wants more again; no effect on a stream that has not stopped reading. */
  void resume();

  /**
   * Stops the stream in any phase and lets go of what it holds: the provider sees its socket close.
   * No effect once it has ended.
   */
  void cancel();
}
