package dev.sluice.stream;

import dev.sluice.chat.StreamEvent;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.Test;

/**
 * The Technology Compatibility Kit of Reactive Streams 1.0.4 over {@link
 * ChatStream#textPublisher()}: n elements are n texts, each between two events that bring none.
 */
@Test
public class TextPublisherTckTest extends FlowPublisherVerification<String> {
  private static final long TIMEOUT_MILLIS = 2_000;
  private static final long SILENCE_MILLIS = 100;

  public TextPublisherTckTest() {
    super(new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS));
  }

  private static StreamEvent event(long number) {
    return number % 2 == 0
        ? new StreamEvent.ReasoningDelta(0, "hm")
        : new StreamEvent.TextDelta(1, "x");
  }

  @Override
  public Flow.Publisher<String> createFlowPublisher(long elements) {
    long events = elements > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * elements;
    return Producer.stream(events, TextPublisherTckTest::event).textPublisher();
  }

  /** A stream that something else reads is the one that fails at once. */
  @Override
  public Flow.Publisher<String> createFailedFlowPublisher() {
    ChatStream stream = Producer.stream(1, TextPublisherTckTest::event);
    Iterable<StreamEvent> reader = stream.events();
    assert reader != null;
    return stream.textPublisher();
  }
}
