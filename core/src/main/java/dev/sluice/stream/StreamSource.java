package dev.sluice.stream;

import java.time.Duration;

/**
 * Something that answers a request with one stream: a provider, or a policy around another source.
 * Thread-safe.
 */
@FunctionalInterface
public interface StreamSource {

  /**
   * Starts a stream and returns at once: nothing here waits for a network, a disk or a lock held
   * long. Whatever goes wrong is told to the sink as an outcome, never thrown.
   *
   * <p>Calls to the sink come from one thread at a time, may begin before this method has returned,
   * and end with exactly one {@link StreamSink#onEnd}; after a cancel there may be none.
   */
  StreamControl open(ChatRequest request, StreamSink sink);

  /**
   * This source with another connect timeout; zero is none. Sources that do not connect to anything
   * return themselves.
   */
  default StreamSource connectingWithin(Duration timeout) {
    return this;
  }

  /** Whether an assistant message at the end of a request is taken as the answer's beginning. */
  default boolean prefills() {
    return false;
  }
}
