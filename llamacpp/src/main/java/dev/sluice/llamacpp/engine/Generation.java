package dev.sluice.llamacpp.engine;

/**
 * A request in the engine's hands. Thread-safe; both methods return at once and may be called at
 * any time.
 */
public interface Generation {
  /**
   * Ends it before the next token. A piece of a prompt that is being computed is given up within
   * its next layers.
   */
  void cancel();

  /** The listener is ready again, see {@link GenerationListener#isReady}. */
  void resume();
}
