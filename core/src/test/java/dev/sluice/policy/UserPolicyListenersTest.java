package dev.sluice.policy;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.fake.FakeClock;
import dev.sluice.spi.stream.AttemptReport;
import dev.sluice.spi.stream.ConnectionReport;
import dev.sluice.spi.stream.ForwardingStream;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.testing.HandSource;
import dev.sluice.testing.Notes;
import dev.sluice.testing.Recorder;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners hear of attempts through users' policies, whatever sinks those put in the way. */
@Timeout(240)
class UserPolicyListenersTest {
  private final FakeClock clock = new FakeClock();
  private final HandSource source = HandSource.create();
  private final ChatModel model = new ChatModel("hand/one", source, StreamTimer.of(clock::nanos));

  @Test
  void attemptsAreHeardThroughASinkThatHidesTheLane() {
    Notes notes = new Notes();
    Policy hiding =
        Policy.eachAttempt((request, sink, next) -> next.open(request, new BareSink(sink)));
    ChatModel observed =
        model
            .with(hiding)
            .with(
                Policy.eachStream((request, sink, next) -> next.open(request, new BareSink(sink))))
            .with(Retry.upTo(1).waits(ofSeconds(1)).by(clock))
            .observedBy((name, request) -> notes);
    try (ChatStream stream = observed.stream("Count.")) {
      source.last().refuse(503);
      clock.advance(ofSeconds(1));
      source.last().text("One").finish();
      assertThat(stream.await().reply().text()).isEqualTo("One");
    }
    assertThat(notes.lines())
        .containsExactly(
            "attempt 1 at hand/one",
            "1 ended failed",
            "RETRY 2 at hand/one",
            "attempt 2 at hand/one",
            "2 first token",
            "2 ended completed",
            "ended completed");
  }

  @Test
  void aForwardingStreamHandsOnTheLaneAndTheReportOfTheSinkOutside() {
    AtomicInteger asked = new AtomicInteger();
    Recorder out =
        new Recorder() {
          @Override
          public AttemptReport report() {
            asked.incrementAndGet();
            return NOBODY;
          }
        };
    ForwardingStream forwarding = new ForwardingStream(out) {};
    assertThat(forwarding.report()).isSameAs(NOBODY);
    assertThat(forwarding.lane()).isNull();
    assertThat(asked).hasValue(1);
  }

  private static final AttemptReport NOBODY =
      new AttemptReport() {
        @Override
        public void connected(ConnectionReport connection) {}

        @Override
        public void requestSent() {}

        @Override
        public void responseHead(int status, String requestId) {}
      };

  /** As somebody writes it who has not found the class to extend. */
  private record BareSink(StreamSink out) implements StreamSink {
    @Override
    public void onOpen(StreamControl control) {
      out.onOpen(control);
    }

    @Override
    public void onEvent(StreamEvent event) {
      out.onEvent(event);
    }

    @Override
    public void onEnd(Outcome outcome) {
      out.onEnd(outcome);
    }

    @Override
    public boolean isReady() {
      return out.isReady();
    }
  }
}
