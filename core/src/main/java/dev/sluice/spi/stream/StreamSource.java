package dev.sluice.spi.stream;

import dev.sluice.chat.ChatRequest;
import java.time.Duration;

/**
 * Something that answers a request with one stream: a provider, or a policy around another source.
 * Thread-safe.
 */
@FunctionalInterface
public interface StreamSource {
  /**
   * Starts a stream and returns at once: nothing here waits for a network, a disk or a lock held
   * long. Whatever goes wrong is told to the sink as an outcome; what is thrown all the same ends
   * the stream as a defect.
   *
   * <p>First of all, on the calling thread, the sink is handed the stream's control ({@link
   * StreamSink#onOpen}); if it cancels right then, nothing is begun. The other calls to the sink
   * come from one thread at a time, may begin before this method has returned, and end with exactly
   * one {@link StreamSink#onEnd}; after a cancel there may be none.
   */
  void open(ChatRequest request, StreamSink sink);

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

  /** The same of this request, where what it asks for may rule that out. */
  default boolean prefills(ChatRequest request) {
    return prefills();
  }

  /**
   * The name of the wire format in which its answers come; empty if they come in none. A policy
   * around a source has none of its own.
   */
  default String wireFormat() {
    return "";
  }

  /**
   * Whether everything that this source tells after {@link StreamSink#onOpen} is told in the lane
   * of the sink, where there is one. For a source that does not, each of its calls enters it.
   */
  default boolean entersLane() {
    return false;
  }
}
