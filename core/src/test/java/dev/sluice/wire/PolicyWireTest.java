package dev.sluice.wire;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamException;
import dev.sluice.models.Models;
import dev.sluice.policy.Budget;
import dev.sluice.policy.Limiter;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.simulator.SilentPort;
import dev.sluice.simulator.Simulator;
import dev.sluice.spi.stream.Policy;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.stream.Gather;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What providers see of policies, and what policies take from them, over real sockets. */
@ParameterizedClass
@EnumSource(Over.class)
class PolicyWireTest {
  private static final Duration SOON = Duration.ofSeconds(25);
  private static final String FLOOD = "role\npace 200/s\nrepeat forever text \"word \"";

  private final Simulator simulator = Simulator.start("end");
  private final Over over;
  private final Models models;

  PolicyWireTest(Over over) {
    this.over = over;
    models = over.models(simulator.baseUrl());
  }

  @AfterEach
  void noSocketIsLeft() throws Exception {
    models.close();
    simulator.awaitOpenConnections(0, SOON);
    simulator.close();
  }

  private ChatStream ask(String script, Policy... policies) {
    simulator.script(script);
    ChatModel model = models.model("openai/any").with(Retry.upTo(0));
    for (Policy policy : policies) {
      model = model.with(policy);
    }
    return model.stream("Count.");
  }

  private static List<Duration> waits(ChatStream stream) {
    List<Duration> waits = new ArrayList<>();
    stream
        .events()
        .forEach(
            event -> {
              if (event instanceof StreamEvent.Retrying retry) {
                waits.add(retry.delay());
              }
            });
    return waits;
  }

  private static String refusal(String header) {
    return "status 429\nheader " + header + "\nbody {}\n---\nanswer \"One\"";
  }

  @Test
  void aBudgetOfCharactersClosesTheSocket() throws Exception {
    ChatStream stream = ask(FLOOD, Budget.characters(23));
    assertThat(stream.await().kind()).isEqualTo("over_budget");
    assertThat(stream.await().reply().text()).isEqualTo("word word word word wor");
    simulator.awaitClientLeft(1, SOON);
  }

  @Test
  void aBudgetOfTokensClosesTheSocket() throws Exception {
    ChatStream stream = ask(FLOOD, Budget.tokens(5));
    assertThat(stream.await().reply().text()).isEqualTo("word word word word ");
    simulator.awaitClientLeft(1, SOON);
  }

  @Test
  void aPriceClosesTheSocket() throws Exception {
    Budget budget =
        Budget.price(
            usage -> BigDecimal.valueOf(usage.outputTokens().orElse(0)), BigDecimal.TWO, "USD");
    ChatStream stream = ask(FLOOD, budget);
    Ending ending = stream.await();
    assertThat(ending.kind()).isEqualTo("over_budget");
    assertThat(ending.reply().usage().estimated()).isTrue();
    simulator.awaitClientLeft(1, SOON);
  }

  @Test
  void aProviderThatCountsAsItStreamsIsBelieved() {
    StringBuilder script = new StringBuilder("role\n");
    for (int tokens = 1; tokens <= 10; tokens++) {
      script.append("text \"w\"\nusage 5 ").append(tokens).append('\n');
    }
    ChatStream stream = ask(script + "stall", Budget.tokens(6));
    Ending ending = stream.await();
    assertThat(ending.reply().text()).isEqualTo("wwwwww");
    assertThat(ending.reply().usage().outputTokens()).hasValue(6);
    assertThat(ending.reply().usage().estimated()).isFalse();
  }

  @Test
  void theTotalTimeoutClosesTheSocketOfAStreamThatIsAlive() throws Exception {
    ChatStream stream = ask(FLOOD, Timeouts.off().total(ofMillis(500)));
    Ending ending = stream.await();
    assertThat(ending.kind()).isEqualTo("timed_out");
    assertThat("word ".repeat(1_000)).startsWith(ending.reply().text());
    simulator.awaitClientLeft(1, SOON);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theConnectTimeoutEndsAHandshakeThatNobodyAnswers() throws Exception {
    try (SilentPort silent = SilentPort.open();
        Models nowhere = over.models(URI.create("http://127.0.0.1:" + silent.port() + "/v1"))) {
      Ending ending =
          nowhere
              .model("openai/any")
              .with(Retry.upTo(0))
              .with(Timeouts.off().connect(ofMillis(150)))
              .stream("Count.")
              .await();
      assertThat(ending.kind()).isEqualTo("timed_out");
      assertThat(ending)
          .isInstanceOfSatisfying(
              Ending.Incomplete.class,
              early ->
                  assertThat(early.cause().failure())
                      .contains(
                          new Failure.Timeout(
                              Failure.Timeout.Phase.CONNECT,
                              ofMillis(150),
                              "127.0.0.1:" + silent.port())));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aHandshakeThatNobodyAnswersIsTriedAgainAndCanBeCancelled() throws Exception {
    try (SilentPort silent = SilentPort.open();
        Models nowhere = over.models(URI.create("http://127.0.0.1:" + silent.port() + "/v1"))) {
      ChatModel model = nowhere.model("openai/any").with(Retry.upTo(1).waits(ofMillis(1)));
      Ending ending = model.with(Timeouts.off().connect(ofMillis(100))).stream("Count.").await();
      assertThat(ending.kind()).isEqualTo("timed_out");
      assertThat(ending.reply().earlier())
          .extracting(attempt -> attempt.cause().kind())
          .containsExactly("timed_out");
      ChatStream cancelled = model.with(Timeouts.off()).stream("Count.");
      cancelled.cancel();
      assertThat(cancelled.await().kind()).isEqualTo("cancelled");
    }
  }

  /**
   * Longer than other tests wait: where the provider's side does not learn at once that there is
   * room again, its system asks after 0.2, 0.6, 1.4 and 3 seconds.
   */
  @Test
  void aReaderThatPausesIsNoStall() {
    ChatStream stream =
        ask(
            "role\nrepeat 20000 text \"0123456789\"\nfinish stop\ndone\nend",
            Timeouts.off().idle(ofMillis(1_600)));
    var events = stream.events().iterator();
    assertThat(events.next()).isInstanceOf(StreamEvent.Started.class);
    java.util.concurrent.locks.LockSupport.parkNanos(ofSeconds(2).toNanos());
    assertThat(stream.await().kind()).isEqualTo("completed");
  }

  @Test
  void retryAfterInMillisecondsIsHeard() {
    assertThat(waits(ask(refusal("retry-after-ms: 40"), Retry.upTo(1))))
        .containsExactly(ofMillis(40));
  }

  @Test
  void retryAfterInSecondsIsHeard() {
    assertThat(waits(ask(refusal("retry-after: 0.05"), Retry.upTo(1))))
        .containsExactly(ofMillis(50));
  }

  @Test
  void retryAfterAsADateIsHeardByTheProvidersOwnClock() {
    String script =
        refusal(
            "retry-after: Wed, 21 Oct 2015 07:28:01 GMT\n"
                + "header date: Wed, 21 Oct 2015 07:28:00 GMT");
    assertThat(waits(ask(script, Retry.upTo(1)))).containsExactly(ofSeconds(1));
  }

  @Test
  void xShouldRetryOverrulesTheStatusBothWaysUnlessThatBlamesTheRequest() {
    ChatStream no =
        ask("status 503\nheader x-should-retry: false\nbody {}", Retry.upTo(2).waits(ofMillis(1)));
    assertThat(no.await().reply().earlier()).isEmpty();
    ChatStream yes =
        ask(
            "status 418\nheader x-should-retry: true\nbody {}\n---\nanswer \"One\"",
            Retry.upTo(2).waits(ofMillis(1)));
    assertThat(yes.await().kind()).isEqualTo("completed");
    ChatStream hopeless =
        ask(
            "status 400\nheader x-should-retry: true\nbody {}\n---\nanswer \"One\"",
            Retry.upTo(2).waits(ofMillis(1)));
    assertThat(hopeless.await().kind()).isEqualTo("failed");
    assertThat(hopeless.await().reply().earlier()).isEmpty();
  }

  @Test
  void aContinuationQuotesTheEndAndCountsAllAttempts() {
    ChatStream stream =
        ask(
            "role\ntext \"One two th\"\nfin\n---\nwhen body contains \"interrupted\"\nrole\n"
                + "text \"three \"\ntext \"four\"\nfinish stop\nusage 9 3\ndone\nend",
            OnCut.resume());
    Ending ending = stream.await();
    assertThat(ending.reply().text()).isEqualTo("One two three four");
    assertThat(simulator.requests().get(1).body())
        .contains("Continue from exactly there")
        .contains("One two th");
    assertThat(ending.reply().earlier()).hasSize(1);
    assertThat(ending.reply().usage().outputTokens()).hasValue(3 + 3);
    assertThat(ending.reply().usage().estimated()).isTrue();
  }

  @Test
  void aContinuationAsksForTheTokensThatAreLeft() {
    simulator.script(
        "role\ntext \"One two three \"\nusage 9 7\nfin\n---\nrole\ntext \"12345678 \"\nfin\n---\n"
            + "answer \"four\"");
    Ending ending =
        models.model("openai/any").with(OnCut.resume()).stream(
                ChatRequest.builder().user("Count.").maxTokens(20).build())
            .await();
    assertThat(ending.kind()).isEqualTo("completed");
    // The provider has told of 7 tokens; the next 9 characters are estimated to be 3.
    assertThat(simulator.requests())
        .extracting(seen -> seen.body().replaceAll(".*\"max_tokens\":(\\d+).*", "$1"))
        .containsExactly("20", "13", "10");
  }

  @Test
  void aReaderOfTextAloneSeesNoHalfOfACharacter() {
    String half = "chunk {\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}\n";
    List<String> pieces = new ArrayList<>();
    ask(
            half.formatted("a\\ud83d")
                + "fin\n---\n"
                + half.formatted("\\ud83d")
                + half.formatted("\\ude00b")
                + "finish stop\ndone\nend",
            OnCut.resume())
        .text()
        .forEach(pieces::add);
    assertThat(pieces).containsExactly("a", "😀b");
  }

  @Test
  void aReaderOfTextAloneIsToldOfARestartOnlyIfItHasSeenText() {
    StringBuilder text = new StringBuilder();
    ask("role\nreasoning \"hm\"\nfin\n---\nanswer \"One\"", OnCut.restart())
        .text()
        .forEach(text::append);
    assertThat(text).hasToString("One");
    ChatStream seen = ask("role\ntext \"Eins\"\nfin\n---\nanswer \"One\"", OnCut.restart());
    StreamException thrown =
        catchThrowableOfType(StreamException.class, () -> seen.text().forEach(text::append));
    assertThat(thrown).hasMessageContaining("events()");
    // The stream itself may have come to its good end before its reader heard of the restart.
    assertThat(thrown.ending())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            end -> {
              assertThat(end.cause().failure().orElseThrow()).isInstanceOf(Failure.TakenBack.class);
              assertThat("One").as("nothing that is void stands").startsWith(end.reply().text());
            });
  }

  @Test
  void aLimiterLetsOnlySoManyConnectionsBeOpen() {
    simulator.script("role\nwait 20ms\ntext \"One\"\nfinish stop\ndone\nend");
    ChatModel limited = models.model("openai/any").with(Limiter.unlimited().streams(3));
    List<Ending> endings =
        Gather.with(limited)
            .atOnce(30)
            .start(Collections.nCopies(30, ChatRequest.of("Count.")))
            .await();
    assertThat(endings).hasSize(30).allMatch(Ending.Completed.class::isInstance);
    // A connection is given back a moment after its stream has ended.
    assertThat(simulator.acceptedConnections()).isLessThanOrEqualTo(12);
  }

  @Test
  void manyThatAreRefusedTogetherComeBackOneAfterTheOther() {
    simulator.script(
        "times 40\nstatus 429\nheader retry-after-ms: 100\nbody {}\n---\nanswer \"One\"");
    ChatModel model = models.model("openai/any").with(Retry.upTo(3));
    List<Ending> endings =
        Gather.with(model)
            .atOnce(40)
            .start(Collections.nCopies(40, ChatRequest.of("Count.")))
            .await();
    assertThat(endings).allMatch(Ending.Completed.class::isInstance);
    long first = simulator.requests().get(40).receivedAt();
    long last = simulator.requests().get(79).receivedAt();
    // The last turn lies 39 times 25 ms behind the first; a late first one only brings them nearer.
    assertThat(Duration.ofNanos(last - first)).isGreaterThan(ofMillis(250));
  }
}
