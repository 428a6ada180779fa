package dev.sluice.stream;

import dev.sluice.chat.StreamEvent;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.SkipException;
import org.testng.annotations.Test;

/**
 * The Technology Compatibility Kit of Reactive Streams 1.0.4 over {@link ChatStream#publisher()}: n
 * elements are n − 1 deltas and the ending. Written for TestNG, run by its engine.
 */
public class PublisherTckTest extends FlowPublisherVerification<StreamEvent> {
  private static final long TIMEOUT_MILLIS = 2_000;
  private static final long SILENCE_MILLIS = 100;

  public PublisherTckTest() {
    super(new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS));
  }

  @Override
  public Flow.Publisher<StreamEvent> createFlowPublisher(long elements) {
    return Producer.stream(Math.max(0, elements - 1), number -> new StreamEvent.TextDelta(0, "x"))
        .publisher();
  }

  /** An optional rule, the only one that looks for a publisher without any element. */
  @Override
  @Test
  public void optional_spec105_emptyStreamMustTerminateBySignallingOnComplete() {
    throw new SkipException("no stream is empty: each has at least its ending");
  }

  /** A stream that something else reads is the one that fails at once. */
  @Override
  public Flow.Publisher<StreamEvent> createFailedFlowPublisher() {
    ChatStream stream = Producer.stream(1, number -> new StreamEvent.TextDelta(0, "x"));
    Iterable<StreamEvent> reader = stream.events();
    assert reader != null;
    return stream.publisher();
  }
}
