package dev.sluice.wire;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.spi.stream.ForwardingStream;
import dev.sluice.spi.stream.Interceptor;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.stream.ChatStream;
import dev.sluice.testing.Notes;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A user's policy in the way of real sockets, however it is written: listeners hear the connection,
 * the head and every attempt through it, and a cancel reaches the provider in every phase.
 */
@ParameterizedClass
@EnumSource(Over.class)
class UserPolicyWireTest extends ListenerWireCase {
  UserPolicyWireTest(Over over) {
    super(over);
  }

  /** How a user may write one. */
  private enum Written {
    AS_A_FUNCTION,
    BY_THE_CLASS_TO_EXTEND,
    BY_HAND_AND_BADLY;

    private StreamSink sink(StreamSink out) {
      return switch (this) {
        case AS_A_FUNCTION -> out;
        case BY_THE_CLASS_TO_EXTEND -> new ForwardingStream(out) {};
        case BY_HAND_AND_BADLY -> new Careless(out);
      };
    }

    /** In both places. */
    Policy[] around(Policy... others) {
      Interceptor interceptor = (request, sink, next) -> next.open(request, sink(sink));
      return Stream.concat(
              Stream.of(Policy.eachStream(interceptor), Policy.eachAttempt(interceptor)),
              Stream.of(others))
          .toArray(Policy[]::new);
    }
  }

  /** Hides the lane and the report, and hands over a control that does nothing. */
  private record Careless(StreamSink out) implements StreamSink {
    @Override
    public void onOpen(StreamControl control) {
      out.onOpen(
          new StreamControl() {
            @Override
            public void resume() {}

            @Override
            public void cancel() {}
          });
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

  @TestFactory
  Stream<DynamicTest> everythingIsHeardThroughIt() {
    return Stream.of(Written.values())
        .map(written -> DynamicTest.dynamicTest(written.name(), () -> heardThrough(written)));
  }

  private void heardThrough(Written written) {
    Notes heard = new Notes();
    simulator.script("status 503\nbody {}\n---\nanswer \"One two\"");
    ChatStream stream =
        model(written.around(Retry.upTo(1).waits(ofMillis(1))))
            .observedBy((name, request) -> heard)
            .stream("Count.");
    assertThat(stream.await().reply().text()).isEqualTo("One two");
    assertHeard(
        heard,
        ATTEMPT,
        "1 connected",
        "1 sent",
        "1 head 503",
        "1 ended failed",
        "RETRY 2 at openai/any",
        "attempt 2 at openai/any",
        "2 connected",
        "2 sent",
        "2 head 200",
        "2 first token",
        "2 ended completed",
        "ended completed");
  }

  /** Where a stream is when it is cancelled. */
  private enum Phase {
    BEFORE_THE_HEADERS("slow-headers forever"),
    BEFORE_THE_FIRST_TOKEN("role\nstall"),
    AFTER_TOKENS("role\ntext \"One two\"\nstall");

    final String script;

    Phase(String script) {
      this.script = script;
    }
  }

  @TestFactory
  Stream<DynamicTest> aCancelReachesTheProviderThroughItInEveryPhase() {
    return Stream.of(Written.values())
        .flatMap(
            written ->
                Stream.of(Phase.values())
                    .map(
                        phase ->
                            DynamicTest.dynamicTest(
                                written + " " + phase, () -> cancelled(written, phase))));
  }

  private void cancelled(Written written, Phase phase) throws Exception {
    simulator.script(phase.script);
    int before = simulator.requests().size();
    ChatStream stream = model(written.around(OnCut.resume())).stream("Count.");
    simulator.awaitRequest(before + 1, SOON);
    stream.cancel();
    simulator.awaitClientLeft(before + 1, SOON);
    assertThat(stream.await().kind()).isEqualTo("cancelled");
  }

  @Test
  void itMayAskAgainFromWhereItHearsOfTheEnd() throws Exception {
    Interceptor again =
        (request, sink, next) ->
            next.open(
                request,
                new ForwardingStream(sink) {
                  @Override
                  public void onEnd(Outcome outcome) {
                    if (outcome instanceof Outcome.Finished) {
                      super.onEnd(outcome);
                    } else {
                      next.open(request, this);
                    }
                  }
                });
    ChatStream stream =
        ask(
            "status 503\nbody {}\n---\nstatus 503\nbody {}\n---\nanswer \"One\"",
            Policy.eachStream(again));
    assertThat(stream.await().reply().text()).isEqualTo("One");
    assertThat(notes.lines()).contains("1 ended failed", "2 ended failed", "3 ended completed");
    simulator.script("status 503\nbody {}\n---\nrole\nstall");
    ChatStream cancelled = model(Policy.eachAttempt(again)).stream("Count.");
    simulator.awaitRequest(5, SOON);
    cancelled.cancel();
    simulator.awaitClientLeft(5, SOON);
    assertThat(cancelled.await().kind()).isEqualTo("cancelled");
  }

  @Test
  void aCancelWhileARetryWaitsEndsItThroughIt() throws Exception {
    simulator.script("status 503\nbody {}");
    for (Written written : Written.values()) {
      int before = simulator.requests().size();
      ChatStream stream = model(written.around(Retry.upTo(1).waits(ofMinutes(1)))).stream("Count.");
      simulator.awaitRequest(before + 1, SOON);
      stream.events().iterator().next();
      stream.cancel();
      assertThat(stream.await().kind()).isEqualTo("cancelled");
      assertThat(simulator.requests()).hasSize(before + 1);
    }
  }

  @Test
  void aTimeoutEndsItThroughItAndTheSocketIsClosed() throws Exception {
    simulator.script("role\nstall");
    for (Written written : Written.values()) {
      Policy[] policies = written.around(Timeouts.defaults().firstToken(ofMillis(200)));
      assertThat(model(policies).stream("Count.").await().kind()).isEqualTo("timed_out");
    }
    simulator.awaitOpenConnections(0, SOON);
  }
}
