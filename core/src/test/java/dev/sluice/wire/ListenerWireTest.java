package dev.sluice.wire;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.models.Models;
import dev.sluice.policy.Fallback;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.spi.stream.ConnectionReport;
import dev.sluice.spi.transport.Peer;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.stream.StreamObservation;
import dev.sluice.stream.StreamObservation.NextAttempt;
import dev.sluice.testing.Notes;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What listeners hear of streams over real sockets: attempts, connections, each by the rules. */
@ParameterizedClass
@EnumSource(Over.class)
class ListenerWireTest extends ListenerWireCase {
  ListenerWireTest(Over over) {
    super(over);
  }

  @Test
  void aWholeAnswerIsHeardFromItsConnectionToItsEnd() {
    ChatStream stream = ask("answer \"One two\"");
    assertHeard(
        ATTEMPT,
        "1 connected",
        "1 sent",
        "1 head 200",
        "1 first token",
        "1 ended completed",
        "ended completed");
    assertThat(notes.ending()).isSameAs(stream.await());
    assertThat(notes.attemptEnds.getFirst().usage().outputTokens()).hasValue(2);
    assertThat(notes.heads.getFirst().requestId())
        .isNotEmpty()
        .isEqualTo(stream.await().reply().started().requestId());
  }

  @Test
  void theCallOfAToolIsHeard() {
    assertThat(ask("role\ntool 0 call_1 weather \"{}\"\nfinish tool_calls\ndone\nend")).isNotNull();
    assertThat(notes.lines()).containsSubsequence("1 first token", "1 tool weather call_1");
  }

  @Test
  void eachAttemptOfARetryIsHeard() {
    assertThat(ask("status 500\nbody {}\n---\nanswer \"One\"", Retry.upTo(1).waits(ofMillis(1))))
        .isNotNull();
    assertHeard(
        ATTEMPT,
        "1 connected",
        "1 sent",
        "1 head 500",
        "1 ended failed",
        "RETRY 2 at openai/any",
        "attempt 2 at openai/any",
        "2 connected",
        "2 sent",
        "2 head 200",
        "2 first token",
        "2 ended completed",
        "ended completed");
    NextAttempt next = notes.nextAttempts.getFirst();
    assertThat(next.isFallback()).isFalse();
    assertThat(next.delay()).isEqualTo(ofMillis(1));
    assertThat(next.cause().kind()).isEqualTo("failed");
  }

  @Test
  void aRestartAndAContinuationAreHeard() {
    String cut = "text \"One \"\nfin\n---\nanswer \"One two\"";
    assertThat(ask(cut, OnCut.restart())).isNotNull();
    assertThat(notes.lines())
        .containsSubsequence("1 ended cut", "RESTART 2 at openai/any", "attempt 2 at openai/any");
    simulator.script(cut);
    Notes others = new Notes();
    model(OnCut.resume()).observedBy((name, request) -> others).ask("Count.");
    assertThat(others.lines())
        .containsSubsequence("1 ended cut", "CONTINUE 2 at openai/any", "2 ended completed");
  }

  @Test
  void aFallbackIsHeardByWhoListensToTheModelThatWasAsked() {
    Notes ofOther = new Notes();
    ChatModel other =
        models.model("openai/other").with(Retry.upTo(0)).observedBy((name, request) -> ofOther);
    assertThat(ask("status 404\nbody {}\n---\nanswer \"One\"", Fallback.to(other))).isNotNull();
    assertThat(notes.lines())
        .containsSubsequence(
            "1 ended failed",
            "RETRY 2 at openai/other",
            "attempt 2 at openai/other",
            "2 ended completed",
            "ended completed");
    assertThat(notes.nextAttempts.getFirst().isFallback()).isTrue();
    assertThat(ofOther.soFar()).isEmpty();
  }

  @Test
  void aRedirectIsHeardByItsConnections() {
    assertThat(
            ask(
                "status 307\nheader location: /again/chat/completions\nbody -\n---\nanswer \"One\""))
        .isNotNull();
    assertHeard(
        ATTEMPT,
        "1 connected",
        "1 sent",
        "1 connected",
        "1 sent",
        "1 head 200",
        "1 first token",
        "1 ended completed",
        "ended completed");
  }

  @Test
  void whetherAConnectionIsANewOneIsHeardAndHowLongItTook() {
    simulator.script("answer \"One\"");
    ChatModel observed = model().observedBy((name, request) -> notes);
    observed.ask("Count.");
    assertThat(notes.lines()).isNotEmpty();
    Notes second = new Notes();
    model().observedBy((name, request) -> second).ask("Count.");
    assertThat(second.lines()).isNotEmpty();
    ConnectionReport first = notes.connections.getFirst();
    ConnectionReport next = second.connections.getFirst();
    if (over == Over.JDK) {
      assertThat(first.reused()).isEmpty();
      assertThat(first.connect()).isEmpty();
      return;
    }
    assertThat(first.reused()).contains(false);
    assertThat(first.lookup()).isPresent();
    assertThat(first.connect().orElseThrow()).isPositive();
    assertThat(first.tls()).isEmpty();
    boolean same =
        simulator.requests().get(0).connection() == simulator.requests().get(1).connection();
    assertThat(next.reused()).contains(same);
    assertThat(next.connect().isPresent()).isEqualTo(!same);
  }

  @Test
  void aRequestThatIsSentOnceMoreIsHeardAsAnotherAttempt() throws Exception {
    assumeTrue(over != Over.JDK, "the JDK's client sends no request once more");
    AtomicInteger connections = new AtomicInteger();
    String answer =
        """
        data: {"choices":[{"delta":{"content":"One"},"finish_reason":"stop"}]}

        data: [DONE]

        """;
    try (Peer peer =
            Peer.start(
                client -> {
                  boolean first = connections.incrementAndGet() == 1;
                  assertThat(client.request()).isNotEmpty();
                  client.answer(answer);
                  if (first) {
                    assertThat(client.request()).isNotEmpty();
                  }
                });
        Models there = over.models(URI.create("http://127.0.0.1:" + peer.port() + "/v1"))) {
      ChatModel model = withPolicies(there.model("openai/any"));
      model.ask("Count.");
      model.observedBy((name, request) -> notes).ask("Count.");
    }
    assertHeard(
        ATTEMPT,
        "1 connected",
        "1 sent",
        "1 ended failed",
        "RETRY 2 at openai/any",
        "attempt 2 at openai/any",
        "2 connected",
        "2 sent",
        "2 head 200",
        "2 first token",
        "2 ended completed",
        "ended completed");
    assertThat(notes.connections)
        .extracting(each -> each.reused().orElseThrow())
        .containsExactly(true, false);
    assertThat(notes.nextAttempts.getFirst().isFallback()).isFalse();
  }

  @Test
  void noCallIsOnAThreadThatIsThereForOthers() {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    Notes each =
        new Notes() {
          @Override
          protected void heard(String line) {
            threads.add(Thread.currentThread());
          }
        };
    simulator.script("status 500\nbody {}\n---\nrole\ntext \"One\"\nstall");
    ChatModel model =
        model(Retry.upTo(1).waits(ofMillis(1)), Timeouts.off().idle(ofMillis(300)))
            .observedBy((name, request) -> each);
    assertThat(model.stream("Count.").await().kind()).isEqualTo("timed_out");
    assertThat(threads).hasSameSizeAs(each.lines());
    assertThat(threads)
        .allMatch(Thread::isVirtual)
        .allMatch(thread -> thread.getName().equals("sluice-view"));
  }

  @Test
  void listenersThatThrowAndBlockLeaveTheOthersAndTheStreamAlone() {
    Notes thrower =
        new Notes() {
          @Override
          protected void heard(String line) {
            throw new IllegalStateException("on purpose");
          }
        };
    simulator.script("answer \"One two\"");
    ChatModel observed =
        model()
            .observedBy((name, request) -> thrower)
            .observedBy((name, request) -> new Blocking())
            .observedBy((name, request) -> notes);
    assertThat(observed.ask("Count.").text()).isEqualTo("One two");
    assertThat(notes.lines()).endsWith("ended completed");
    assertThat(thrower.lines()).isEqualTo(notes.lines());
  }

  /** Never returns from its first call, until its thread is forgotten. */
  private static final class Blocking implements StreamObservation {
    @Override
    public void attemptStarted(Attempt attempt) {
      LockSupport.park(this);
    }
  }
}
