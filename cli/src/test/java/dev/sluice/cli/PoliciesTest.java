package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.models.Models;
import dev.sluice.policy.Timeouts;
import dev.sluice.simulator.SilentPort;
import dev.sluice.simulator.Simulator;
import dev.sluice.spi.stream.Policy;
import dev.sluice.stream.ChatModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the options for trouble do, as a user sees it. */
final class PoliciesTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String CUT =
      "times 1\nrole\ntext \"One \"\ntext \"two \"\ntext \"thr\"\nfin\n";
  private static final String GOOD_END = "finish stop\nusage 5 4\ndone\nend";

  private final Simulator provider = Simulator.start("end");

  @AfterEach
  void close() {
    provider.close();
  }

  private CommandRun.Result ask(String script, String... arguments) {
    provider.script(script);
    List<String> all = new ArrayList<>(List.of("ask", "Hello"));
    all.addAll(List.of(arguments));
    return CommandRun.against(provider).run(all.toArray(String[]::new));
  }

  @Test
  void aRetriedRefusalEndsWithZeroAndIsToldInOneLine() {
    CommandRun.Result result =
        ask(
            "times 1\nstatus 429\nheader retry-after-ms: 20\nbody {\"error\":{\"message\":\"slow down\"}}\n"
                + "---\nanswer \"Yes.\"",
            "--retries",
            "1");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("Yes.\n");
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.err()).contains("answered 429: slow down", "again in 0.0 s (attempt 2)");
  }

  private static ChatModel model(String name, Models models, String... arguments) {
    PolicyOptions options = new PolicyOptions();
    CommandSpec spec = CommandSpec.create();
    options.addTo(spec);
    assertThat(new CommandLine(spec).parseArgs(arguments).errors()).isEmpty();
    return options.model(name, models);
  }

  @Test
  void withoutAnOptionAModelHasWhatTheLibraryGivesIt() {
    try (Models models =
        Models.of(Map.of("OPENAI_BASE_URL", provider.baseUrl().toString()), progress -> {})) {
      ChatModel usual = models.model("openai/m");
      ChatModel chosen = model("openai/m", models);
      assertThat(chosen.policy(Policy.Layer.RETRY))
          .isPresent()
          .isEqualTo(usual.policy(Policy.Layer.RETRY));
      assertThat(chosen.policy(Policy.Layer.ATTEMPT_TIMEOUTS))
          .isEqualTo(usual.policy(Policy.Layer.ATTEMPT_TIMEOUTS));
      ChatModel local = model("local/smollm2-135m", models);
      assertThat(local.policy(Policy.Layer.RETRY)).isEmpty();
      assertThat(local.policy(Policy.Layer.ATTEMPT_TIMEOUTS)).contains(Timeouts.off());
    }
  }

  @Test
  void anOptionChangesOneOfThemAndLeavesTheOthers() {
    try (Models models =
        Models.of(Map.of("OPENAI_BASE_URL", provider.baseUrl().toString()), progress -> {})) {
      ChatModel chosen = model("openai/m", models, "--idle-timeout", "3s", "--retries", "5");
      assertThat(chosen.policy(Policy.Layer.ATTEMPT_TIMEOUTS))
          .contains(Timeouts.defaults().idle(Duration.ofSeconds(3)));
      assertThat(chosen.policy(Policy.Layer.RETRY))
          .isPresent()
          .isNotEqualTo(models.model("openai/m").policy(Policy.Layer.RETRY));
    }
  }

  @Test
  void aResumedAnswerIsOneSeamlessText() {
    CommandRun.Result result =
        ask(
            CUT + "---\nrole\ntext \"thr\"\ntext \"ee \"\ntext \"four\"\n" + GOOD_END,
            "--on-cut",
            "resume");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("One two three four\n");
    assertThat(result.err()).contains("continues after 11 characters");
    assertThat(provider.requests().get(1).body()).contains("interrupted", "One two thr");
  }

  @Test
  void aRestartedAnswerIsHeldBackFromAPipe() {
    CommandRun.Result result =
        ask(CUT + "---\nrole\ntext \"All anew\"\n" + GOOD_END, "--on-cut", "restart");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("All anew\n");
    assertThat(result.err()).contains("held back", "beginning anew");
  }

  @Test
  void aRestartedAnswerBeginsALineOnATerminal() {
    provider.script(CUT + "---\nrole\ntext \"All anew\"\n" + GOOD_END);
    CommandRun.Result result =
        CommandRun.against(provider).terminals("out").run("ask", "--on-cut", "restart", "Hello");

    assertThat(result.out()).isEqualTo("One two thr\nAll anew\n");
  }

  @Test
  void aNoteInMidLineGetsALineOfItsOwnOnTheTerminalOfBoth() {
    CommandRun run = resuming("out,err");

    assertThat(run.run("ask", "--on-cut", "resume", "Hello").code()).isZero();

    assertThat(run.screen())
        .matches("One two thr\nsluice: [^\n]* continues after 11 characters[^\n]*\nee four\n");
  }

  @Test
  void aNoteInMidLineGetsALineOfItsOwnInAChatToo() {
    CommandRun run = resuming("out,err").stdin("Hello\n");

    assertThat(run.run("chat", "--on-cut", "resume").code()).isZero();

    assertThat(run.screen())
        .matches(
            "> One two thr\nsluice: [^\n]* continues after 11 characters[^\n]*\nee four\n> \n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"out", "err", "in"})
  void whereNoteAndTextDoNotMeetTheTextIsTheAnswersAlone(String terminals) {
    CommandRun.Result result = resuming(terminals).run("ask", "--on-cut", "resume", "Hello");

    assertThat(result.out()).isEqualTo("One two three four\n");
    assertThat(result.err()).contains("continues after 11 characters");
  }

  @Test
  void anAnswerThatEndsAtTheNoteGetsNoEmptyLine() {
    provider.script(CUT + "---\nstatus 401\nbody no");
    CommandRun run = CommandRun.against(provider).terminals("out,err");

    assertThat(run.run("ask", "--on-cut", "resume", "Hello").code()).isNotZero();

    assertThat(run.screen()).startsWith("One two thr\nsluice: ").doesNotContain("\n\n");
  }

  @Test
  void aThoughtAfterTextBeginsALineOnTheTerminalOfBoth() {
    provider.script("text \"So: \"\nreasoning \"Hm.\"\ntext \"yes\"\nfinish stop\ndone");
    CommandRun run = CommandRun.against(provider).terminals("out,err").with("NO_COLOR", "1");

    assertThat(run.run("ask", "Hello").code()).isZero();

    assertThat(run.screen()).isEqualTo("So: \nHm.\nyes\n");
  }

  /** Its answer is cut and goes on; it is seen on these terminals. */
  private CommandRun resuming(String terminals) {
    provider.script(CUT + "---\nrole\ntext \"ee four\"\n" + GOOD_END);
    return CommandRun.against(provider).terminals(terminals);
  }

  @Test
  void withoutAPolicyACutIsThreeAndKeepsThePartial() {
    CommandRun.Result result = ask(CUT);

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out()).isEqualTo("One two thr\n");
  }

  @Test
  void aFallbackAnswersInItsPlace() {
    CommandRun.Result result =
        ask(
            "when body contains \"second\"\nanswer \"Yes.\"\n---\nstatus 500\nbody broken",
            "--fallback",
            "openai/second");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("Yes.\n");
    assertThat(result.err()).contains("asking openai/second now");
  }

  @Test
  void aFallbackContinuesWhatWasCutIfToldSo() {
    CommandRun.Result result =
        ask(
            "when body contains \"second\"\nrole\ntext \"three\"\n"
                + GOOD_END
                + "\n---\nwhen not body contains \"interrupted\"\n"
                + CUT.replace("times 1\n", "")
                + "---\nstatus 401\nbody no",
            "--on-cut",
            "resume",
            "--fallback",
            "openai/second");

    assertThat(result.out()).isEqualTo("One two three\n");
    assertThat(result.code()).isZero();
  }

  @Test
  void aBudgetOfCharactersIsExactAndFive() throws Exception {
    CommandRun.Result result = ask("role\ntext \"a😀bcdef\"\nstall", "--budget", "3chars");

    assertThat(result.code()).isEqualTo(5);
    assertThat(result.out()).isEqualTo("a😀b\n");
    assertThat(result.err()).contains("budget of 3 characters");
    provider.awaitClientLeft(1, SOON);
  }

  @Test
  void aBudgetOfTokensIsFive() {
    CommandRun.Result result =
        ask("role\nrepeat 100 text \"word \"\n" + GOOD_END, "--budget", "5tokens");

    assertThat(result.code()).isEqualTo(5);
    assertThat(result.out()).startsWith("word word ");
    assertThat(result.err()).contains("budget of 5 tokens (estimated)");
  }

  @ParameterizedTest
  @CsvSource({
    "--first-token-timeout, slow-headers forever, first-token",
    "--first-token-timeout, role, first-token",
    "--idle-timeout, text \"One\", idle",
    "--total-timeout, text \"One\", total",
  })
  void aTimeoutIsFourAndNamed(String option, String step, String name) {
    CommandRun.Result result = ask(step + "\nstall", option, "80ms");

    assertThat(result.code()).isEqualTo(4);
    assertThat(result.err()).contains("0.08 s (" + name + " timeout)");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aHandshakeThatNobodyAnswersIsFourAndNamed() throws Exception {
    try (SilentPort silent = SilentPort.open()) {
      CommandRun.Result result =
          new CommandRun()
              .with("OPENAI_BASE_URL", "http://127.0.0.1:" + silent.port() + "/v1")
              .run("ask", "-m", "openai/m", "--connect-timeout", "80ms", "Hello");

      assertThat(result.code()).isEqualTo(4);
      assertThat(result.err()).contains("0.08 s (connect timeout)");
      assertThat(result.out()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "1x", "-1s", "", "1 s"})
  void aTimeThatIsNoneIsToldWithTheOption(String time) {
    CommandRun.Result result = ask("end", "--idle-timeout=" + time);

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--idle-timeout", "500ms, 10s, 2m or off");
    assertThat(provider.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"500", "0tokens", "5 chars", "manychars"})
  void aBudgetThatIsNoneIsTold(String budget) {
    CommandRun.Result result = ask("end", "--budget", budget);

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("500tokens or 4000chars");
  }

  @Test
  void eventsTellOfEveryAttempt() {
    CommandRun.Result result =
        ask(
            CUT + "---\nrole\ntext \"ee\"\n" + GOOD_END,
            "--on-cut",
            "resume",
            "--format",
            "events");

    assertThat(result.out())
        .contains("{\"type\":\"continued\",\"attempt\":2,\"model\":\"openai/m\",\"position\":11")
        .contains("\"earlier_attempts\":[{\"cause\":\"cut\"");
  }
}
