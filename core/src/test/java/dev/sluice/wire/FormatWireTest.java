package dev.sluice.wire;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.models.Models;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.simulator.SilentPort;
import dev.sluice.simulator.Simulator;
import dev.sluice.spi.stream.Policy;
import dev.sluice.stream.ChatStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every provider does besides having faults. */
@Timeout(240)
@ParameterizedClass
@MethodSource("dev.sluice.wire.Speaks#overAll")
class FormatWireTest {
  private static final Duration SOON = Duration.ofSeconds(25);
  private static final String FLOOD = "role\npace 200/s\nrepeat forever text \"word \"";
  private static final String CALLING =
      """
      role
      reasoning "Let me see."
      text "Asking."
      tool 0 call_a weather "{\\"city\\":\\"Rome\\"}"
      tool 1 call_b time "{}"
      finish tool_calls
      usage 12 34
      done
      end
      """;

  private final Over over;
  private final Speaks speaks;
  private final Simulator simulator = Simulator.start("end");
  private final Models models;

  FormatWireTest(Over over, Speaks speaks) {
    this.over = over;
    this.speaks = speaks;
    models = Speaks.models(over, simulator);
  }

  @AfterEach
  void noSocketIsLeft() throws Exception {
    models.close();
    simulator.awaitOpenConnections(0, SOON);
    simulator.close();
  }

  private ChatStream ask(String script, Policy... policies) {
    return ask(script, ChatRequest.of("Count."), policies);
  }

  private ChatStream ask(String script, ChatRequest request, Policy... policies) {
    simulator.script(script);
    var model = models.model(speaks.model()).with(Retry.upTo(0));
    for (Policy policy : policies) {
      model = model.with(policy);
    }
    return model.stream(request);
  }

  private static ChatRequest unstreamed() {
    return ChatRequest.builder().user("Count.").streamed(false).build();
  }

  private static Failure failure(ChatStream stream) {
    Ending ending = stream.await();
    assertThat(ending).isInstanceOf(Ending.Incomplete.class);
    return ((Ending.Incomplete) ending).cause().failure().orElseThrow();
  }

  private static void assertCalls(Ending ending) {
    Reply reply = ending.reply();
    assertThat(ending.kind()).as("%s", ending).isEqualTo("completed");
    assertThat(reply.finishReason().map(FinishReason::kind)).contains(FinishReason.Kind.TOOL_CALLS);
    assertThat(reply.reasoning()).isEqualTo("Let me see.");
    assertThat(reply.text()).isEqualTo("Asking.");
    assertThat(reply.toolCalls())
        .extracting(call -> call.name() + call.arguments() + call.isWhole())
        .containsExactly("weather{\"city\":\"Rome\"}true", "time{}true");
    assertThat(reply.toolCalls()).extracting(call -> call.id()).doesNotHaveDuplicates();
    assertThat(reply.usage().inputTokens()).hasValue(12);
    assertThat(reply.usage().outputTokens()).hasValue(34);
    assertThat(reply.usage().estimated()).isFalse();
  }

  @Test
  void reasoningTextCallsAndUsageArrive() {
    assertCalls(ask(CALLING).await());
  }

  @Test
  void theyAreTheSameInAnAnswerThatIsNotStreamed() {
    assertCalls(ask(CALLING, unstreamed()).await());
  }

  @Test
  void anAnswerThatIsNotStreamedBreaksOffAsACut() throws Exception {
    Ending ending = ask("role\ntext \"One two three\"\nfinish stop\nfin", unstreamed()).await();
    assertThat(ending.kind()).as("%s", ending).isEqualTo("cut");
    assertThat(simulator.requests()).hasSize(1);
  }

  @Test
  void anAnswerThatIsNotStreamedMayBeRefused() {
    Failure failure = failure(ask("status 429\nerror \"slow down\"", unstreamed()));
    assertThat(failure)
        .isInstanceOfSatisfying(
            Failure.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Failure.Reason.RATE_LIMITED);
              assertThat(refused.detail()).isEqualTo("slow down");
            });
  }

  @Test
  void anAnswerThatIsNotStreamedMayStall() throws Exception {
    ChatStream stream = ask("stall", unstreamed(), Timeouts.off().firstToken(ofMillis(500)));
    assertThat(stream.await().kind()).isEqualTo("timed_out");
    simulator.awaitClientLeft(1, SOON);
  }

  @Test
  void whatHasComeOfACallThatIsCutIsKeptAndIsNotWhole() {
    Ending ending =
        ask("role\ntext \"One\"\ntool 0 call_a weather\nargs 0 \"{\\\"ci\"\nfin").await();
    assertThat(ending.kind()).isEqualTo("cut");
    assertThat(ending.reply().text()).isEqualTo("One");
    assertThat(ending.reply().toolCalls()).allMatch(call -> !call.isWhole());
    assertThat(ending.reply().toMessage().parts()).hasSize(1);
  }

  @Test
  void usageSoFarIsTold() {
    Ending ending = ask("role\nusage 9 3\ntext \"One two three\"\nfin").await();
    assertThat(ending.kind()).isEqualTo("cut");
    assertThat(ending.reply().usage().outputTokens().orElse(3)).isBetween(1L, 4L);
  }

  @Test
  void aModelHasTheUsualRetriesBeforeItsFirstToken() {
    simulator.script("times 1\nstatus 503\nerror \"later\"\n---\nanswer \"One\"");
    Reply reply =
        models
            .model(speaks.model())
            .with(Retry.upTo(Models.DEFAULT_RETRIES).waits(ofMillis(1)))
            .ask("Count.");
    assertThat(reply.text()).isEqualTo("One");
    assertThat(reply.earlier()).hasSize(1);
  }

  @Test
  void aModelIsTriedAgainByDefault() {
    simulator.script(
        "times 1\nstatus 503\nheader retry-after-ms: 1\nerror \"no\"\n---\nanswer \"One\"");
    assertThat(models.model(speaks.model()).ask("Count.").earlier()).hasSize(1);
  }

  @Test
  void theWaitThatAProviderAsksForIsHeard() {
    List<Duration> waits = new ArrayList<>();
    ask("status 429\nheader retry-after: 0.05\nerror \"no\"\n---\nanswer \"One\"", Retry.upTo(1))
        .events()
        .forEach(
            event -> {
              if (event instanceof StreamEvent.Retrying retry) {
                waits.add(retry.delay());
              }
            });
    assertThat(waits).containsExactly(ofMillis(50));
  }

  @Test
  void whatBlamesTheRequestIsNotTriedAgain() {
    for (int status : new int[] {400, 401, 402, 403, 404, 413, 422}) {
      int before = simulator.requests().size();
      assertThat(failure(ask("status " + status + "\nerror \"no\"", Retry.upTo(2))).kind())
          .isEqualTo("refused");
      assertThat(simulator.requests()).as("status %s", status).hasSize(before + 1);
    }
  }

  @Test
  void aKeyThatTheServerEchoesIsNotInTheError() {
    for (String script :
        List.of(
            "status 401\nerror \"bad key " + Speaks.KEY + "\"",
            "role\nerror \"bad key " + Speaks.KEY + "\"\nend")) {
      assertThat(failure(ask(script)).message()).contains("bad key ***").doesNotContain(Speaks.KEY);
    }
    assertThat(simulator.requests().getFirst().target()).doesNotContain(Speaks.KEY);
  }

  @Test
  void theTotalTimeoutClosesTheSocketOfAStreamThatIsAlive() throws Exception {
    Ending ending = ask(FLOOD, Timeouts.off().total(ofMillis(500))).await();
    assertThat(ending.kind()).isEqualTo("timed_out");
    assertThat("word ".repeat(1_000)).startsWith(ending.reply().text());
    simulator.awaitClientLeft(1, SOON);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theConnectTimeoutEndsAHandshakeThatNobodyAnswers() throws Exception {
    try (SilentPort silent = SilentPort.open();
        Models nowhere = Speaks.models(over, URI.create("http://127.0.0.1:" + silent.port()))) {
      ChatStream stream =
          nowhere
              .model(speaks.model())
              .with(Retry.upTo(0))
              .with(Timeouts.off().connect(ofMillis(100)))
              .stream("Count.");
      assertThat(failure(stream))
          .isEqualTo(
              new Failure.Timeout(
                  Failure.Timeout.Phase.CONNECT, ofMillis(100), "127.0.0.1:" + silent.port()));
    }
  }

  @Test
  void aContinuationAsksForWhatIsMissingAsTheModelTakesIt() {
    Ending ending =
        ask(
                "role\ntext \"One two \"\nfin\n---\n"
                    + speaks.whenContinued()
                    + "\nrole\ntext \"three\"\nfinish stop\nusage 9 1\ndone\nend",
                OnCut.resume())
            .await();
    assertThat(ending.kind()).as("%s", ending).isEqualTo("completed");
    assertThat(ending.reply().text()).isEqualTo("One two three");
    assertThat(ending.reply().earlier()).hasSize(1);
    boolean inWords = speaks != Speaks.ANTHROPIC;
    assertThat(simulator.requests().get(1).body().contains("Continue from exactly there"))
        .isEqualTo(inWords);
    if (!inWords) {
      assertThat(simulator.requests().get(1).body())
          .contains("\"One two\"")
          .doesNotContain("two \"");
    }
  }

  /** A beginning ends without blanks; who is asked in words has seen them. */
  @Test
  void theBlankAtASeamIsThereOnce() {
    String next = speaks == Speaks.ANTHROPIC ? " three" : "three";
    Ending ending =
        ask(
                "role\ntext \"One two \"\nfin\n---\n"
                    + speaks.whenContinued()
                    + "\nrole\ntext \""
                    + next
                    + "\"\nfinish stop\nusage 9 1\ndone\nend",
                OnCut.resume())
            .await();
    assertThat(ending.reply().text()).isEqualTo("One two three");
  }

  @Test
  void halfACharacterAtTheEndOfABrokenAnswerIsNoText() {
    Ending ending = ask("split 1\nrole\ntext \"a😀\"\nhalf\nfin").await();
    assertThat(ending.reply().text()).isEqualTo("a😀");
    assertThat(ending.reply().finishReason()).isEqualTo(Optional.empty());
  }
}
