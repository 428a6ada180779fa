package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Simulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept by processes that run at once, and by those that end early. */
@Timeout(240)
@DisabledOnOs(OS.WINDOWS)
final class LogProcessTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Simulator provider = Simulator.start("answer \"Yes.\"");

  @TempDir Path data;

  @AfterEach
  void close() {
    provider.close();
  }

  private CliProcess start(String... arguments) {
    return CliProcess.start(
        Map.of(
            "OPENAI_BASE_URL",
            provider.baseUrl().toString(),
            "SLUICE_MODEL",
            "openai/m",
            "SLUICE_DATA",
            data.toString()),
        "in",
        arguments);
  }

  private CommandRun.Result run(String... arguments) {
    return CommandRun.against(provider).with("SLUICE_DATA", data.toString()).run(arguments);
  }

  /** Waits until others can see this much of the answer that this process receives. */
  private void awaitKept(CliProcess asking, String text) throws Exception {
    try {
      Eventually.holds(() -> run("log", "show").out().contains(text));
    } catch (AssertionError never) {
      throw new AssertionError(
          "not kept: " + asking.err().text() + "\nbut: " + run("log", "show"), never);
    }
  }

  private static String steady(int count, String end) {
    return "pace 25/s\nrepeat " + count + " text \"" + tick(count) + "\"\n" + end;
  }

  /** Of an answer of so many, which is told from others by it. */
  private static String tick(int count) {
    return "tick" + count + " ";
  }

  // Following.

  /** What a process does with an answer of so many ticks; false if it came when that was over. */
  private interface Meeting {
    boolean comesInTime(int ticks) throws Exception;
  }

  /** With longer and longer answers: how long it takes to start a process, nobody knows. */
  private static void meet(Meeting meeting) throws Exception {
    boolean inTime = false;
    for (int ticks = 100; !inTime && ticks <= 900; ticks *= 3) {
      inTime = meeting.comesInTime(ticks);
    }
    assertThat(inTime).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"'finish stop\ndone\nend',0", "end,3", "rst,3"})
  void anAnswerIsFollowedFromAnotherProcessWhileItComesAndEndsAsItEnds(String end, int code)
      throws Exception {
    meet(
        ticks -> {
          provider.script(steady(ticks, end));
          try (CliProcess asking = start("ask", "--retries", "0", "Hello")) {
            awaitKept(asking, tick(ticks) + tick(ticks));
            try (CliProcess following = start("log", "follow")) {
              following.out().await(tick(ticks) + tick(ticks));
              boolean inTime = !asking.out().text().endsWith("\n");
              assertThat(asking.exitCode()).isEqualTo(code);
              assertThat(following.exitCode()).isEqualTo(code);
              assertThat(following.out().text()).isEqualTo(asking.out().text());
              return inTime;
            }
          }
        });
  }

  @Test
  void fromNowOnOnlyWhatComesIsShown() throws Exception {
    meet(
        ticks -> {
          provider.script(
              "pace 25/s\ntext \"before \"\n" + steady(ticks, "finish stop\ndone\nend"));
          try (CliProcess asking = start("ask", "Hello")) {
            awaitKept(asking, tick(ticks) + tick(ticks));
            try (CliProcess following = start("log", "follow", "--from", "now")) {
              assertThat(following.exitCode()).isZero();
              String shown = following.out().text();
              assertThat(asking.exitCode()).isZero();
              if (shown.isBlank()) {
                return false;
              }
              assertThat(shown)
                  .startsWith(tick(ticks))
                  .endsWith(tick(ticks) + "\n")
                  .hasSizeLessThan(asking.out().text().length());
              return true;
            }
          }
        });
  }

  @Test
  void whoFollowsMayLeaveAndTheAnswerGoesOn() throws Exception {
    meet(
        ticks -> {
          provider.script(steady(ticks, "finish stop\ndone\nend"));
          try (CliProcess asking = start("ask", "Hello")) {
            awaitKept(asking, tick(ticks) + tick(ticks));
            boolean inTime;
            try (CliProcess following = start("log", "follow")) {
              following.out().await(tick(ticks) + tick(ticks));
              try {
                following.signal("INT");
              } catch (IllegalStateException over) {
                // It has come to the end of the answer, and says so.
              }
              inTime = following.exitCode() != 0;
              assertThat(following.exitCode()).isIn(0, 130);
            }
            assertThat(asking.exitCode()).isZero();
            assertThat(asking.out().text()).isEqualTo(tick(ticks).repeat(ticks) + "\n");
            return inTime;
          }
        });
  }

  @Test
  void whoFollowsOneThatIsKilledIsToldOfItsEnd() throws Exception {
    provider.script("text \"Once upon\"\nstall");
    try (CliProcess asking = start("ask", "Tell.")) {
      awaitKept(asking, "Once upon");
      try (CliProcess following = start("log", "follow")) {
        following.out().await("Once upon");
        asking.signal("KILL");
        assertThat(asking.exitCode()).isEqualTo(137);
        assertThat(following.exitCode()).isEqualTo(3);
        assertThat(following.out().text()).isEqualTo("Once upon\n");
        assertThat(following.err().text()).contains("ended before it was whole");
      }
    }
  }

  // Ends.

  @Test
  void whatHadComeIsThereAfterTheProcessWasKilledAndCanBeGoneOnWith() throws Exception {
    provider.script("text \"Once upon\"\nstall\n---\nanswer \"upon a time.\"");
    try (CliProcess asking = start("ask", "Tell.")) {
      awaitKept(asking, "Once upon");
      asking.signal("KILL");
      assertThat(asking.exitCode()).isEqualTo(137);
    }

    CommandRun.Result result = run("log", "resume");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("Once upon a time.\n");
    assertThat(run("log", "show").out()).contains("Once upon a time.\n").doesNotContain("[");
    // It had no ending, so it is the same answer that has gone on.
    assertThat(run("log", "list", "--answers").out()).hasLineCount(2);
  }

  @Test
  void ofOneThatWasKilledItSaysThatItWasInterrupted() throws Exception {
    provider.script("text \"Once upon\"\nstall");
    try (CliProcess asking = start("ask", "Tell.")) {
      awaitKept(asking, "Once upon");
      asking.signal("KILL");
      assertThat(asking.exitCode()).isEqualTo(137);
    }

    assertThat(run("log", "show").out()).endsWith("Once upon\n[interrupted]\n");
    assertThat(run("log").out()).contains("interrupted");
    assertThat(run("log", "follow").code()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "HUP,129"})
  void ofOneThatASignalEndedAllThatWasShownIsKept(String signal, int code) throws Exception {
    provider.script("text \"Once upo\"\nstall");
    try (CliProcess asking = start("ask", "Tell.")) {
      asking.out().await("Once upo");
      awaitKept(asking, "Once upo");
      asking.signal(signal);
      assertThat(asking.exitCode()).isEqualTo(code);
      assertThat(asking.out().text()).isEqualTo("Once upo\n");
    }

    assertThat(run("log", "show").out()).endsWith("Once upo\n[cancelled]\n");
  }

  @Test
  void aReplyOfAChatThatControlCStoppedIsKeptAsFarAsItCame() throws Exception {
    provider.script("text \"Once upo\"\nstall\n---\nanswer \"n a time.\"");
    try (CliProcess chat = start("chat")) {
      chat.type("Tell.\n");
      chat.out().await("Once upo");
      chat.signal("INT");
      chat.out().await("Once upo\n");
      chat.type("Go on.\nquit\n");
      chat.out().await("n a time.\n");
      chat.exitCode();
    }

    assertThat(run("log", "show").out()).contains("Once upo\n[cancelled]", "n a time.\n");
    assertThat(run("log").out()).hasLineCount(2);
  }

  // Several at once.

  @RepeatedTest(3)
  void severalAtOnceKeepAllOfTheirAnswers() throws Exception {
    provider.script(steady(20, "finish stop\ndone\nend"));
    List<CliProcess> all = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        all.add(start("ask", "Question " + i));
      }
      for (CliProcess one : all) {
        assertThat(one.exitCode()).isZero();
        assertThat(one.err().text()).doesNotContain("not kept");
      }
    } finally {
      all.forEach(CliProcess::close);
    }

    assertThat(run("log", "list", "--format", "json").out().lines())
        .hasSize(4)
        .allMatch(line -> line.contains("\"state\":\"completed\""));
    assertThat(run("log", "list", "--answers").out().lines()).hasSize(5);
  }

  @Test
  void whileSomebodyAsksThereAnotherIsTold() throws Exception {
    provider.script("answer \"One.\"\n---\ntext \"Two\"\nstall\n---\nanswer \"Three.\"");
    run("ask", "One?");
    try (CliProcess asking = start("ask", "-c", "Two?")) {
      awaitKept(asking, "Two\n");

      CommandRun.Result result = run("ask", "-c", "Three?");

      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err()).contains("an answer is being written in that conversation");
      assertThat(provider.requests()).hasSize(2);
      assertThat(run("log", "resume").err()).contains("no answer that is kept broke off");
      asking.signal("INT");
      assertThat(asking.exitCode()).isEqualTo(130);
    }
    assertThat(run("ask", "-c", "Three?").code()).isZero();
  }

  @Test
  void aChatSaysOfEachAnswerThatItIsNotKeptOnceAnotherHasWrittenThere() throws Exception {
    provider.script("answer \"One.\"");
    run("ask", "One?");
    try (CliProcess chat = start("chat", "-c")) {
      chat.type("Two?\n");
      chat.out().await("One.\n");
      awaitKept(chat, "Two?");
      assertThat(run("ask", "-c", "From elsewhere?").code()).isZero();
      chat.type("Three?\nFour?\nquit\n");

      assertThat(chat.exitCode()).isZero();
      assertThat(chat.err().text().split("this answer is not kept: somebody else wrote", -1))
          .hasSize(3);
    }
    assertThat(run("log", "show").out())
        .contains("One?", "Two?", "From elsewhere?")
        .doesNotContain("Three?", "Four?");
  }

  @Test
  void anotherOneThatStartsDoesNotEndOneThatLives() throws Exception {
    provider.script("text \"Once\"\nstall\n---\nanswer \"Yes.\"");
    try (CliProcess asking = start("ask", "Tell.")) {
      awaitKept(asking, "Once");
      try (CliProcess other = start("ask", "Hello")) {
        assertThat(other.exitCode()).isZero();
      }
      assertThat(run("log").out()).contains("running", "completed");
      asking.signal("INT");
      assertThat(asking.exitCode()).isEqualTo(130);
    }
    assertThat(run("log").out()).contains("cancelled").doesNotContain("running");
  }

  @Test
  void theRequestIsOutBeforeTheStoreIsOpen() throws Exception {
    provider.script("slow-headers forever");
    // A pipe in the place of the database: whoever opens it waits for its other end.
    Path stuck = data.resolve("stuck");
    assertThat(new ProcessBuilder("mkfifo", stuck.toString()).start().waitFor()).isZero();
    assertThat(
            new ProcessBuilder(
                    "ln", "-s", stuck.toString(), data.resolve(StoreKeeper.FILE).toString())
                .start()
                .waitFor())
        .isZero();
    try (CliProcess asking = start("ask", "Hello")) {
      provider.awaitRequest(1, SOON);
      asking.signal("INT");
      assertThat(asking.exitCode()).isEqualTo(130);
    }
  }
}
