package dev.sluice.spi.stream;

import dev.sluice.chat.ChatRequest;

/**
 * Stands in the way of streams, as {@link Policy#eachStream} or {@link Policy#eachAttempt} puts it
 * there: changes what is asked, what is told, or answers by itself. Thread-safe.
 *
 * <pre>{@code
 * Policy counting = Policy.eachAttempt((request, sink, next) -> {
 *   attempts.increment();
 *   next.open(request, sink);
 * });
 * }</pre>
 */
@FunctionalInterface
public interface Interceptor {
  /**
   * Called when a stream is opened, on the thread that opens it; returns at once, as {@link
   * StreamSource#open} does. What it throws ends the stream as a {@link
   * dev.sluice.chat.Failure.Defect}.
   *
   * <p>It opens {@code next} with this request or another, and with this sink or one around it,
   * which is a {@link ForwardingStream}; or it does not, and tells the sink itself, now or later
   * and from any thread. Unlike a source it need not call {@link StreamSink#onOpen}: the stream can
   * be cancelled as it is, and whoever wants to hear of that hands over a control. Once it has told
   * the sink of an end, every stream of {@code next} is stopped, and nothing more is heard of them.
   * It may open {@code next} again, after the end of the time before or beside it.
   *
   * @param next what the request would be asked of without this
   */
  void intercept(ChatRequest request, StreamSink sink, StreamSource next);
}
