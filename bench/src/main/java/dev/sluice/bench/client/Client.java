package dev.sluice.bench.client;

/** A way to stream an answer, as its own documentation says to use it. */
public interface Client extends AutoCloseable {

  /** Asks one question and returns at once; the listener hears the answer. */
  Asked ask(Listener listener);

  @Override
  default void close() {}

  /** An answer under way. */
  interface Asked {
    /** Stops it, by the means that the client gives its users. */
    void cancel();
  }

  /** Hears one answer, from one thread at a time. */
  interface Listener {
    /**
     * One chunk with a delta.
     *
     * @param text the delta; empty from a client that only counts
     */
    void onChunk(String text);

    /** The answer ended well. */
    void onEnd();

    /** The answer ended otherwise. */
    void onFailure(Throwable failure);
  }
}
