package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Reply;
import dev.sluice.simulator.Simulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EndingsTest {
  private final Simulator provider = Simulator.start("answer \"Yes.\"");

  @AfterEach
  void close() {
    provider.close();
  }

  private CommandRun.Result ask(String script) {
    provider.script(script);
    return CommandRun.against(provider).run("ask", "Hello");
  }

  @Test
  void aWholeAnswerIsZero() {
    assertThat(ask("answer \"Yes.\"")).isEqualTo(new CommandRun.Result(0, "Yes.\n", ""));
  }

  @Test
  void theTokenLimitIsZeroWithANote() {
    CommandRun.Result result = ask("text \"Once upon a\"\nfinish length\ndone");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("Once upon a\n");
    assertThat(result.err())
        .isEqualTo(
            "sluice: the answer stops at the token limit; --max-tokens sets another"
                + " (finish reason: length)\n");
  }

  @Test
  void aContextThatIsFullIsNoTokenLimitAndSaysWhatMakesItLarger() {
    assertThat(told(new FinishReason(FinishReason.Kind.LENGTH, "context_full")))
        .contains("the context is full", "--context", "SLUICE_LOCAL_CONTEXT")
        .doesNotContain("token limit");
    assertThat(told(FinishReason.LENGTH)).contains("token limit").doesNotContain("context");
  }

  private static String told(FinishReason reason) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Turn.tell(reason, new Notes(err, false));
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aWithheldAnswerIsZeroWithANote() {
    assertThat(ask("text \"I\"\nfinish content_filter\ndone").err())
        .isEqualTo("sluice: the provider withheld the rest (finish reason: content_filter)\n");
  }

  @Test
  void anAnswerThatIsWithheldWholeIsOne() {
    assertThat(ask("role\nfinish content_filter\ndone"))
        .isEqualTo(
            new CommandRun.Result(
                1,
                "",
                "sluice: there is no answer: the provider withheld it"
                    + " (finish reason: content_filter)\n"));
  }

  @Test
  void aRefusalIsWhatTheModelSays() {
    assertThat(ask("refusal \"I \"\nrefusal \"won't.\"\nfinish stop\ndone"))
        .isEqualTo(new CommandRun.Result(0, "I won't.\n", ""));
  }

  @Test
  void aToolCallIsANote() {
    CommandRun.Result result =
        ask("tool 0 c1 weather\nargs 0 \"{\\\"in\\\":\"\nargs 0 \"1}\"\nfinish tool_calls\ndone");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEqualTo("sluice: the model calls a tool: weather({\"in\":1})\n");
  }

  @Test
  void anErrorStatusIsOneWithWhatTheProviderSays() {
    CommandRun.Result result =
        ask("status 429\nbody {\"error\":{\"message\":\"Slow down.\",\"type\":\"rate_limit\"}}");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("answered 429: Slow down (request req_");
  }

  @Test
  void anErrorInTheStreamIsOneAndThePartialStays() {
    CommandRun.Result result = ask("text \"Once\"\nerror \"Overloaded\" server_error");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEqualTo("Once\n");
    assertThat(result.err()).contains("Overloaded");
  }

  @Test
  void aServerThatIsNotThereIsOne() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }

    CommandRun.Result result =
        new CommandRun()
            .with("OPENAI_BASE_URL", "http://127.0.0.1:" + free + "/v1")
            .run("ask", "-m", "openai/m", "Hello");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).startsWith("sluice: cannot reach 127.0.0.1:" + free);
  }

  @ParameterizedTest
  @ValueSource(strings = {"end", "fin", "rst"})
  void anAnswerWithoutItsEndIsThreeWithThePartialAndTheReason(String ending) {
    CommandRun.Result result = ask("words \"Once upon a\"\nwait 50ms\n" + ending);

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out()).isEqualTo("Once upon a\n");
    assertThat(result.err()).startsWith("sluice: ").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-m nobody/x", "-m x", "-m openai/x", "--frmat json", "--seed x", "--top-p 2"})
  void wrongUsageIsTwoWithOneWordOnWhatToDo(String options) {
    CommandRun.Result result = new CommandRun().run(("ask " + options + " Hello").split(" "));

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("sluice: ").doesNotContain("\tat ");
  }

  @Test
  void anUnknownCommandIsTwoAndNamesTheOneThatWasMeant() {
    CommandRun.Result result = new CommandRun().run("Hello");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains("'Hello'")
        .contains("to ask that: sluice ask Hello")
        .contains("see sluice --help");
  }

  @Test
  void noCommandIsTwo() {
    assertThat(new CommandRun().run().err()).contains("a command is missing");
    assertThat(new CommandRun().run().code()).isEqualTo(2);
  }

  @Test
  void aTimeoutIsFour() {
    assertThat(
            code(
                new Cause.TimedOut(
                    new Failure.Timeout(Failure.Timeout.Phase.IDLE, Duration.ofSeconds(1)))))
        .isEqualTo(4);
  }

  @Test
  void aCancelIsOneHundredAndThirty() {
    assertThat(code(new Cause.Cancelled())).isEqualTo(130);
  }

  @Test
  void anInterruptedAnswerIsThree() {
    assertThat(code(new Cause.Interrupted(new Failure.ProcessEnded("")))).isEqualTo(3);
  }

  @Test
  void aSpentBudgetIsFive() {
    assertThat(code(new Cause.OverBudget(new Failure.BudgetSpent("5 tokens", false)))).isEqualTo(5);
  }

  @Test
  void aRequestThatCannotBeSentIsTwo() {
    assertThat(code(new Cause.Failed(new Failure.InvalidRequest("too long")))).isEqualTo(2);
  }

  private static int code(Cause cause) {
    return ExitCode.of(new Ending.Incomplete(Reply.builder().build(), cause));
  }
}
