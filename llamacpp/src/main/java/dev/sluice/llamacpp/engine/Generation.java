package dev.sluice.llamacpp.engine;

/**
 * A request in the engine's hands. Thread-safe; both methods return at once and may be called at
 * any time.
 */
public interface Generation {
  /** Ends it before the next token, or before the next piece of the prompt. */
  void cancel();

  /** The listener is ready again, see {@link GenerationListener#isReady}. */
  void resume();
}
