package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Simulator;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ChatTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Simulator provider = Simulator.start("answer \"Yes.\"");

  @AfterEach
  void close() {
    provider.close();
  }

  private CommandRun.Result chat(String questions, String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "chat";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return CommandRun.against(provider).stdin(questions).run(arguments);
  }

  private String sent(int request) {
    return provider.requests().get(request - 1).body();
  }

  private static String user(String text) {
    return "{\"role\":\"user\",\"content\":\"" + text + "\"}";
  }

  private static String assistant(String text) {
    return "{\"role\":\"assistant\",\"content\":\"" + text + "\"}";
  }

  @Test
  void eachTurnHoldsAllThatWasSaidBefore() {
    provider.script("answer \"It is blue.\"\n---\nanswer \"It is grey.\"");

    CommandRun.Result result = chat("And the sea?\nAnd today?\n", "--system", "Be brief.");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("It is blue.\nIt is grey.\n");
    assertThat(sent(2))
        .contains(
            "\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                + user("And the sea?")
                + ","
                + assistant("It is blue.")
                + ","
                + user("And today?")
                + "]");
  }

  @Test
  void samplingOptionsGoWithEveryTurn() {
    chat("one\ntwo\n", "--temperature", "0.5", "--max-tokens", "9");

    assertThat(sent(1)).contains("\"temperature\":0.5").contains("\"max_tokens\":9");
    assertThat(sent(2)).contains("\"temperature\":0.5").contains("\"max_tokens\":9");
  }

  @Test
  void quitAndExitAndTheEndOfInputLeave() {
    assertThat(chat("quit\nnever asked\n").code()).isZero();
    assertThat(chat(" exit \nnever asked\n").code()).isZero();
    assertThat(chat("").code()).isZero();
    assertThat(provider.requests()).isEmpty();
  }

  @Test
  void blankLinesAskNothing() {
    chat("\n   \nHello\n");

    assertThat(provider.requests()).hasSize(1);
  }

  @Test
  void promptsAndNotesGoToStandardError() {
    CommandRun.Result result = chat("Hello\n");

    assertThat(result.out()).isEqualTo("Yes.\n");
    assertThat(result.err()).isEqualTo("> > \n");
  }

  @Test
  void aFailedTurnWithoutAnswerIsForgottenAndTheChatGoesOn() {
    provider.script("status 500\nbody {\"error\":{\"message\":\"Oh no.\"}}\n---\nanswer \"Yes.\"");

    CommandRun.Result result = chat("first\nsecond\n");

    assertThat(result.out()).isEqualTo("Yes.\n");
    assertThat(result.err()).contains("500: Oh no").contains("the question is not kept");
    assertThat(sent(2)).contains("\"messages\":[" + user("second") + "]");
  }

  @Test
  void aCutAnswerIsKeptSoThatItCanBeContinued() {
    provider.script("text \"Once upon\"\nend\n---\nanswer \"a time.\"");

    CommandRun.Result result = chat("Tell.\nGo on.\n");

    assertThat(result.out()).isEqualTo("Once upon\na time.\n");
    assertThat(sent(2))
        .contains(user("Tell.") + "," + assistant("Once upon") + "," + user("Go on."));
  }

  @Test
  void aRefusalGoesBackAsTheRefusalThatItWas() {
    provider.script("refusal \"I won't.\"\nfinish stop\ndone\n---\nanswer \"Yes.\"");

    chat("Tell.\nPlease.\n");

    assertThat(sent(2)).contains("\"content\":null,\"refusal\":\"I won't.\"}");
  }

  @Test
  void aCallOfAToolThatNobodyRunsDoesNotGoBack() {
    provider.script(
        "text \"One moment.\"\ntool 0 c1 clock \"{}\"\nfinish tool_calls\ndone\n---\n"
            + "answer \"Yes.\"");

    chat("What time is it?\nPlease.\n");

    assertThat(sent(2)).contains(assistant("One moment.")).doesNotContain("tool_calls");
  }

  @Test
  void aQuestionWhoseAnswerWasWithheldIsForgottenAndNoSuccess() {
    provider.script("role\nfinish content_filter\ndone\n---\nanswer \"Yes.\"");

    CommandRun.Result result = chat("first\nsecond\n");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("the provider withheld it").contains("question is not kept");
    assertThat(sent(2)).contains("\"messages\":[" + user("second") + "]");
  }

  @Test
  void whereNobodyWatchesTheExitCodeIsThatOfTheLastTurnThatFailed() {
    provider.script("answer \"One.\"\n---\ntext \"Tw\"\nend\n---\nanswer \"Three.\"");

    assertThat(chat("1\n2\n3\n").code()).isEqualTo(3);
  }

  @Test
  void aUserWhoLeavesGetsZeroWhateverHappened() {
    provider.script("text \"Tw\"\nend");

    assertThat(CommandRun.against(provider).terminals("in,out,err").stdin("1\nquit\n").run("chat"))
        .extracting(CommandRun.Result::code)
        .isEqualTo(0);
  }

  @Test
  void aLineThatIsNotUtf8IsNotSentAndTheChatGoesOn() {
    byte[] lines = "d\u00e9j\u00e0\nHello\n".getBytes(StandardCharsets.ISO_8859_1);

    CommandRun.Result result = CommandRun.against(provider).stdin(lines).run("chat");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("is not UTF-8");
    assertThat(provider.requests()).hasSize(1);
    assertThat(sent(1)).contains(user("Hello"));
  }

  @Test
  void controlCStopsTheReplyKeepsThePartialAndGivesThePromptBack() throws Exception {
    provider.script("text \"Once upo\"\nstall\n---\nanswer \"n a time.\"");
    try (Keyboard keyboard = new Keyboard()) {
      CommandRun run =
          CommandRun.against(provider).terminals("in,out,err").stdin(keyboard.screenSide);
      CompletableFuture<CommandRun.Result> result = run.start("chat");

      keyboard.type("Tell.\n");
      Eventually.holds(() -> run.outSoFar().equals("Once upo"));
      assertThat(run.keys().controlC()).isFalse();
      provider.awaitClientLeft(1, SOON);
      keyboard.type("Go on.\n");
      provider.awaitRequest(2, SOON);
      keyboard.type("quit\n");

      assertThat(result.get()).extracting(CommandRun.Result::code).isEqualTo(0);
      assertThat(run.outSoFar()).isEqualTo("Once upo\nn a time.\n");
      assertThat(run.errSoFar()).doesNotContain("not kept");
      assertThat(sent(2))
          .contains(user("Tell.") + "," + assistant("Once upo") + "," + user("Go on."));
    }
  }

  @Test
  void controlCBeforeTheFirstTokenForgetsTheQuestion() throws Exception {
    provider.script("slow-headers forever\n---\nanswer \"Yes.\"");
    try (Keyboard keyboard = new Keyboard()) {
      CommandRun run =
          CommandRun.against(provider).terminals("in,out,err").stdin(keyboard.screenSide);
      CompletableFuture<CommandRun.Result> result = run.start("chat");

      keyboard.type("first\n");
      provider.awaitRequest(1, SOON);
      assertThat(run.keys().controlC()).isFalse();
      keyboard.type("second\nquit\n");

      assertThat(result.get().code()).isZero();
      assertThat(run.errSoFar())
          .contains("\nsluice: stopped before an answer came; the question is not kept\n> ");
      assertThat(sent(2)).contains("\"messages\":[" + user("second") + "]");
    }
  }

  @Test
  void controlCAtThePromptSaysHowToLeaveAndTheSecondOneLeaves() throws Exception {
    try (Keyboard keyboard = new Keyboard()) {
      CommandRun run =
          CommandRun.against(provider).terminals("in,out,err").stdin(keyboard.screenSide);
      CompletableFuture<CommandRun.Result> result = run.start("chat");
      Eventually.holds(() -> run.errSoFar().endsWith("> "));

      assertThat(run.keys().controlC()).isFalse();
      assertThat(run.errSoFar()).endsWith("sluice: Ctrl-C again, Ctrl-D or quit leaves\n> ");
      keyboard.type("\n");
      Eventually.holds(() -> run.errSoFar().endsWith("> > "));
      assertThat(run.keys().controlC()).isFalse();
      assertThat(run.keys().controlC()).isTrue();

      keyboard.type("quit\n");
      assertThat(result.get().code()).isZero();
    }
  }

  @Test
  void withoutAUserTheSecondControlCEndsTheChat() throws Exception {
    provider.script("text \"On\"\nstall");
    CommandRun run = CommandRun.against(provider).stdin("first\nsecond\n");
    CompletableFuture<CommandRun.Result> result = run.start("chat");

    provider.awaitRequest(1, SOON);
    Eventually.holds(() -> run.outSoFar().equals("On"));
    assertThat(run.keys().controlC()).isFalse();
    Eventually.holds(() -> run.outSoFar().equals("On\nOn"));
    assertThat(run.keys().controlC()).isTrue();

    run.keys().end();
    assertThat(result.get().code()).isEqualTo(130);
  }

  /** Types into a command's standard input. */
  private static final class Keyboard implements AutoCloseable {
    final PipedInputStream screenSide = new PipedInputStream();
    private final PipedOutputStream keys;

    Keyboard() throws IOException {
      keys = new PipedOutputStream(screenSide);
    }

    void type(String text) throws IOException {
      keys.write(text.getBytes(StandardCharsets.UTF_8));
      keys.flush();
    }

    @Override
    public void close() throws IOException {
      keys.close();
    }
  }
}
