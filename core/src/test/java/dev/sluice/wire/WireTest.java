package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.Gather;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What travels over a real socket besides faults. */
@ParameterizedClass
@EnumSource(Over.class)
class WireTest {
  private static final Duration SOON = Duration.ofSeconds(25);
  private static final String KEY = "sk-very-secret-0123456789";

  private final Simulator simulator = Simulator.start("end");
  private final List<Models> opened = new ArrayList<>();
  private final Over over;

  WireTest(Over over) {
    this.over = over;
  }

  @AfterEach
  void close() {
    opened.forEach(Models::close);
    simulator.close();
  }

  private Models models(String... settings) {
    Map<String, String> environment = new java.util.HashMap<>();
    environment.put("OPENAI_BASE_URL", simulator.baseUrl().toString());
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    Models models = over.models(environment);
    opened.add(models);
    return models;
  }

  private Ending ask(String script) {
    simulator.script(script);
    return models("OPENAI_API_KEY", KEY).model("openai/any").with(Retry.upTo(0)).stream("Count.")
        .await();
  }

  private static Failure failure(Ending ending) {
    assertThat(ending).isInstanceOf(Ending.Incomplete.class);
    return ((Ending.Incomplete) ending).cause().failure().orElseThrow();
  }

  @Test
  void aWholeReplyHasUsageFinishReasonAndTimings() {
    simulator.script(
        "role\ntext \"One\"\ntext \" two\"\nfinish stop\nusage 12 34 cached 5 reasoning 6\ndone\nend");
    Reply reply = models().model("openai/any").with(Retry.upTo(0)).ask("Count.");
    assertThat(reply.text()).isEqualTo("One two");
    assertThat(reply.usage())
        .isEqualTo(
            Usage.of(12, 34).toBuilder()
                .count(Usage.Count.CACHED_INPUT, 5)
                .count(Usage.Count.REASONING, 6)
                .count(Usage.Count.AUDIO_INPUT, 0)
                .count(Usage.Count.AUDIO_OUTPUT, 0)
                .build());
    assertThat(reply.timings().firstToken().orElseThrow()).isPositive();
    assertThat(reply.timings().lastToken().orElseThrow())
        .isBetween(reply.timings().firstToken().orElseThrow(), reply.timings().total());
  }

  @Test
  void anAnswerThatIsNotStreamedComesWholeAndHasNoTimeToFirstToken() {
    simulator.script("answer \"One two three\"");
    Reply reply =
        models()
            .model("openai/any")
            .with(Retry.upTo(0))
            .ask(ChatRequest.builder().user("Count.").streamed(false).build());
    assertThat(reply.text()).isEqualTo("One two three");
    assertThat(reply.timings().firstToken()).isEmpty();
    assertThat(reply.usage().outputTokens()).isPresent();
    assertThat(simulator.requests().getFirst().body()).contains("\"stream\":false");
  }

  @Test
  void toolCallsReasoningAndRefusalsArrive() {
    simulator.script(
        """
        role
        reasoning "Let me see."
        tool 0 call_a weather
        tool 1 call_b time
        args 0 "{\\"city\\":"
        args 1 "{}"
        args 0 "\\"Rome\\"}"
        text "Asking."
        finish tool_calls
        done
        end
        """);
    Reply reply = models().model("openai/any").with(Retry.upTo(0)).ask("Weather?");
    assertThat(reply.reasoning()).isEqualTo("Let me see.");
    assertThat(reply.text()).isEqualTo("Asking.");
    assertThat(reply.toolCalls())
        .extracting(call -> call.id() + " " + call.name() + call.arguments())
        .containsExactly("call_a weather{\"city\":\"Rome\"}", "call_b time{}");
  }

  @Test
  void aCutToolCallKeepsItsFragments() {
    Ending ending = ask("role\ntool 0 call_a weather\nargs 0 \"{\\\"ci\"\nfin");
    assertThat(ending.kind()).isEqualTo("cut");
    assertThat(ending.reply().toolCalls())
        .extracting(call -> call.arguments())
        .containsExactly("{\"ci");
  }

  @Test
  void aRefusalTellsStatusMessageRequestIdAndRetryAfter() {
    Ending ending =
        ask(
            """
            status 429
            header x-request-id: req_1
            header retry-after: 7
            header x-should-retry: true
            body {"error":{"message":"slow down","type":"rate","code":"r1"}}
            """);
    assertThat(failure(ending))
        .isInstanceOfSatisfying(
            Failure.Refused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(429);
              assertThat(refused.detail()).isEqualTo("slow down");
              assertThat(refused.type()).isEqualTo("rate");
              assertThat(refused.code()).isEqualTo("r1");
              assertThat(refused.requestId()).isEqualTo("req_1");
              assertThat(refused.advice())
                  .isEqualTo(
                      new Failure.RetryAdvice(
                          Optional.of(Duration.ofSeconds(7)), Optional.of(true)));
            });
  }

  @Test
  void aKeyThatTheServerEchoesIsNotInTheError() {
    Ending ending = ask("status 401\nbody {\"error\":{\"message\":\"bad key " + KEY + "\"}}");
    assertThat(failure(ending).message()).contains("bad key ***").doesNotContain(KEY);
    assertThat(simulator.requests().getFirst().headers().toString()).doesNotContain(KEY);

    Ending inStream = ask("role\nerror \"bad key " + KEY + "\"\nend");
    assertThat(failure(inStream).message()).contains("***").doesNotContain(KEY);

    Ending odd = ask("role\nchunk \"" + KEY + "\nend");
    assertThat(failure(odd).message()).doesNotContain(KEY);
  }

  @Test
  void nobodyListening() throws Exception {
    URI gone;
    try (Simulator closed = Simulator.start("end")) {
      gone = closed.baseUrl();
    }
    Ending ending =
        models("OPENAI_BASE_URL", gone.toString()).model("openai/any").with(Retry.upTo(0)).stream(
                "Count.")
            .await();
    assertThat(failure(ending)).isInstanceOf(Failure.Unreachable.class);
    assertThat(failure(ending).message()).contains("127.0.0.1:").contains("refused");
  }

  @Test
  void aNameThatDoesNotExist() {
    Ending ending =
        models("OPENAI_BASE_URL", "http://no-such-host.invalid/v1", "OPENAI_API_KEY", KEY)
            .model("openai/any")
            .with(Retry.upTo(0))
            .stream("Count.")
            .await();
    assertThat(failure(ending)).isInstanceOf(Failure.Unreachable.class);
    assertThat(failure(ending).message()).contains("no-such-host.invalid");
  }

  @Test
  void thePathPrefixOfTheBaseUrlIsKept() {
    simulator.script("answer \"One\"");
    models("OPENAI_BASE_URL", "http://127.0.0.1:" + simulator.port() + "/a/b/v1/")
        .model("openai/any")
        .with(Retry.upTo(0))
        .ask("Count.");
    assertThat(simulator.requests().getFirst().path()).isEqualTo("/a/b/v1/chat/completions");
  }

  @Test
  void aRedirectWithinTheHostIsFollowedWithTheKey() {
    simulator.script(
        "times 1\nstatus 308\nheader location: /elsewhere/chat/completions\nbody -\n---\nanswer \"One\"");
    Reply reply =
        models("OPENAI_API_KEY", KEY).model("openai/any").with(Retry.upTo(0)).ask("Count.");
    assertThat(reply.text()).isEqualTo("One");
    assertThat(simulator.requests()).hasSize(2);
    assertThat(simulator.requests().get(1).path()).isEqualTo("/elsewhere/chat/completions");
  }

  @Test
  void aRedirectToAnotherHostNeverCarriesTheKey() {
    try (Simulator other = Simulator.start("answer \"stolen\"")) {
      Ending ending =
          ask("status 307\nheader location: " + other.baseUrl() + "/chat/completions\nbody -");
      assertThat(failure(ending).message()).contains("redirect").contains("not followed");
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void redirectsEnd() {
    Ending ending = ask("status 307\nheader location: /again/chat/completions\nbody -");
    assertThat(ending.kind()).isEqualTo("failed");
    assertThat(simulator.requests()).hasSize(4);
  }

  @Test
  void aReaderThatStopsMakesTheSocketStop() throws Exception {
    simulator.script("role\nrepeat 400000 text \"0123456789\"\nfinish stop\ndone\nend");
    try (var stream = models().model("openai/any").with(Retry.upTo(0)).stream("Count.")) {
      Iterator<StreamEvent> events = stream.events().iterator();
      assertThat(events.next()).isInstanceOf(StreamEvent.Started.class);
      long written = settled();
      assertThat(written).isLessThan(16L * 1024 * 1024);
      long size = 0;
      while (events.hasNext()) {
        if (events.next() instanceof StreamEvent.TextDelta delta) {
          size += delta.text().length();
        }
      }
      assertThat(size).isEqualTo(4_000_000);
      assertThat(stream.await().kind()).isEqualTo("completed");
    }
  }

  /** What the provider could write once it can write no more: the same for a while. */
  private long settled() throws InterruptedException {
    simulator.awaitRequest(1, SOON);
    long before = -1;
    for (int same = 0; same < 20; ) {
      long now = simulator.requests().getFirst().bytesWritten();
      same = now == before ? same + 1 : 0;
      before = now;
      new java.util.concurrent.CountDownLatch(1)
          .await(20, java.util.concurrent.TimeUnit.MILLISECONDS);
    }
    return before;
  }

  @Test
  void manyAtOnceKeepTheirOrderAndNeedNoThreadEach() {
    simulator.script("slow-headers 100ms\nrole\ntext \"One\"\nfinish stop\ndone\nend");
    int before = Thread.activeCount();
    List<Ending> endings =
        Gather.with(models().model("openai/any").with(Retry.upTo(0)))
            .atOnce(200)
            .start(Collections.nCopies(400, ChatRequest.of("Count.")))
            .await();
    assertThat(endings).hasSize(400).allMatch(Ending.Completed.class::isInstance);
    assertThat(Thread.activeCount()).isLessThan(before + 20);
  }

  @Test
  void theFirstFailureCancelsTheOthers() throws Exception {
    simulator.script(
        "when body contains \"bad\"\nstatus 500\nbody broken\n---\nwhen not body contains \"bad\"\nrole\ntext \"One\"\nstall");
    List<Ending> endings =
        Gather.with(models().model("openai/any").with(Retry.upTo(0)))
            .untilFirstFailure()
            .start(List.of(ChatRequest.of("good"), ChatRequest.of("bad"), ChatRequest.of("good")))
            .await();
    assertThat(endings)
        .extracting(Ending::kind)
        .containsExactly("cancelled", "failed", "cancelled");
    assertThat(((Ending.Incomplete) endings.get(0)).cause()).isInstanceOf(Cause.Cancelled.class);
  }

  @Test
  void aProxyFromTheEnvironmentIsUsedAndSeesTheWholeAddress() {
    simulator.script("answer \"through\"");
    Reply reply =
        models(
                "OPENAI_BASE_URL",
                "http://far-away.invalid/v1",
                "OPENAI_API_KEY",
                KEY,
                "HTTP_PROXY",
                "http://127.0.0.1:" + simulator.port())
            .model("openai/any")
            .with(Retry.upTo(0))
            .ask("Count.");
    assertThat(reply.text()).isEqualTo("through");
    assertThat(simulator.requests().getFirst().target())
        .isEqualTo("http://far-away.invalid/v1/chat/completions");
  }

  @Test
  @Timeout(120)
  void aCallbackThatBlocksHoldsUpNoOtherStream() {
    int streams = 50;
    simulator.script("role\ntext \"One\"\ntext \" two\"\nfinish stop\ndone\nend");
    ChatModel model = models().model("openai/any").with(Retry.upTo(0));
    // Opens only when every stream's callback is waiting in it at once.
    CyclicBarrier all = new CyclicBarrier(streams);
    List<CompletableFuture<Ending>> heard = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      heard.add(
          model.stream("Count.")
              .onEach(
                  event -> {
                    if (event instanceof StreamEvent.TextDelta delta
                        && delta.text().equals("One")) {
                      await(all);
                    }
                  }));
    }
    assertThat(heard.stream().map(CompletableFuture::join))
        .hasSize(streams)
        .allSatisfy(ending -> assertThat(ending.reply().text()).isEqualTo("One two"));
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
