package dev.sluice.llamacpp.engine;

/**
 * Hears what becomes of a request. Called by the engine's thread, on which every answer of the
 * model depends: it must return at once and never block. If it throws, its generation ends with
 * {@link EngineFailure.ListenerFault}; what {@link #ended} throws goes to the thread's uncaught
 * exception handler.
 */
public interface GenerationListener {
  /** The prompt was counted and the request has its place in the computation. */
  void started(int promptTokens);

  /**
   * A piece of the prompt was computed.
   *
   * @param tokens computed up to now, those that were remembered included
   */
  default void read(int tokens, int promptTokens) {}

  /** The answer grew by this text, which is not empty. */
  void text(String text);

  /**
   * Whether more is wanted now; asked before each token. At false the answer rests, with its place
   * kept, until {@link Generation#resume}.
   */
  boolean isReady();

  /** The last call. May come on the submitting thread if the engine refuses the request. */
  void ended(GenerationEnd end);
}
