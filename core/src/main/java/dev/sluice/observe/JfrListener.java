package dev.sluice.observe;

import dev.sluice.chat.ChatRequest;
import dev.sluice.stream.StreamListener;
import dev.sluice.stream.StreamObservation;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Records streams for the JDK's flight recorder: an event {@value #STREAM} for each stream and an
 * event {@value #ATTEMPT} for each of its attempts, committed when they end. Both carry the number
 * of the stream. Prompts and answers are not recorded. Thread-safe.
 *
 * <p>While no recording wants either event, no stream is observed at all; one that was opened then
 * is not in a recording that begins later.
 *
 * <pre>{@code
 * ChatModel observed = model.observedBy(new JfrListener());
 * }</pre>
 *
 * <p>It needs the module {@code jdk.jfr}, which is there on the class path; a named module that
 * uses this class requires it.
 */
public final class JfrListener implements StreamListener {
  /** The name of a stream's event. */
  public static final String STREAM = "dev.sluice.Stream";

  /** The name of an attempt's event. */
  public static final String ATTEMPT = "dev.sluice.Attempt";

  private final AtomicLong streams = new AtomicLong();

  /** One that any number of models can share. */
  public JfrListener() {}

  @Override
  public @Nullable StreamObservation opened(String model, ChatRequest request) {
    RecordedStream event = new RecordedStream();
    if (!event.isEnabled() && !new RecordedAttempt().isEnabled()) {
      return null;
    }
    event.stream = streams.incrementAndGet();
    event.model = model;
    event.begin();
    return new StreamRecording(event);
  }
}
