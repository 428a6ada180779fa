package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Simulator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputTest {
  private final Simulator provider = Simulator.start("answer \"Yes.\"");

  @TempDir Path folder;

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

  // Text.

  @Test
  void eachTokenIsWrittenAsSoonAsItIsThere() {
    provider.script("text \"one \"\ntext \"two \"\ntext \"three\"\nfinish stop\ndone");
    List<String> writes = new ArrayList<>();
    OutputStream out = new Writes(writes);

    CommandRun.against(provider).stdout(out).run("ask", "Hello");

    assertThat(writes).containsExactly("one ", "two ", "three", "\n");
  }

  @Test
  void anAnswerThatEndsItsLineGetsNoSecondLineEnd() {
    assertThat(ask("text \"a\\n\"\nfinish stop\ndone").out()).isEqualTo("a\n");
    assertThat(ask("text \"a\\n\\n\"\nfinish stop\ndone").out()).isEqualTo("a\n\n");
  }

  @Test
  void anEmptyAnswerIsNoLineAtAll() {
    assertThat(ask("role\nfinish stop\ndone").out()).isEmpty();
  }

  @Test
  void aCharacterThatComesInTwoDeltasIsWrittenWhole() {
    provider.script("text \"a\\ud83d\"\ntext \"\\ude00b\"\nfinish stop\ndone");
    List<String> writes = new ArrayList<>();

    CommandRun.against(provider).stdout(new Writes(writes)).run("ask", "Hello");

    assertThat(writes).containsExactly("a", "😀b", "\n");
  }

  @Test
  void aPipeGetsWhatTheModelSaysAndATerminalNoControlCharacters() {
    provider.script("text \"\\u001b[31mred\\u0007\\u009b\\t\\n\"\nfinish stop\ndone");

    assertThat(CommandRun.against(provider).run("ask", "Hello").out())
        .isEqualTo("\u001b[31mred\u0007\u009b\t\n");
    assertThat(CommandRun.against(provider).terminals("out").run("ask", "Hello").out())
        .isEqualTo("␛[31mred␇\ufffd\t\n");
  }

  @Test
  void thoughtsAreDimmedOnATerminalAndNowhereElse() {
    provider.script("reasoning \"Hm, \"\nreasoning \"a greeting.\"\nanswer \"Hi.\"");

    assertThat(CommandRun.against(provider).run("ask", "Hello"))
        .isEqualTo(new CommandRun.Result(0, "Hi.\n", ""));
    assertThat(CommandRun.against(provider).terminals("err").run("ask", "Hello"))
        .isEqualTo(
            new CommandRun.Result(
                0, "Hi.\n", "\u001b[2mHm, \u001b[0m\u001b[2ma greeting.\u001b[0m\n"));
    assertThat(
            CommandRun.against(provider).terminals("err").with("NO_COLOR", "1").run("ask", "Hello"))
        .isEqualTo(new CommandRun.Result(0, "Hi.\n", "Hm, a greeting.\n"));
  }

  // JSON.

  @Test
  void eventsAreOneObjectALineAndTheLastIsTheEnding() {
    List<String> lines =
        ask("role\ntext \"Hé\"\ntext \"llo\"\nfinish stop\nusage 3 2\ndone", "--format", "events")
            .out()
            .lines()
            .toList();

    assertThat(lines).allMatch(line -> line.startsWith("{\"type\":\"") && line.endsWith("}"));
    assertThat(lines).contains("{\"type\":\"text\",\"part\":0,\"text\":\"Hé\"}");
    assertThat(lines.getFirst()).startsWith("{\"type\":\"started\"");
    assertThat(lines.getLast())
        .startsWith("{\"type\":\"ended\",\"ending\":\"completed\",\"finish_reason\":\"stop\"")
        .contains("\"text\":\"Héllo\"");
  }

  @Test
  void jsonIsTheLastEventAlone() {
    String out = ask("answer \"Yes.\"", "--format", "json").out();

    assertThat(out).hasLineCount(1).startsWith("{\"type\":\"ended\"").endsWith("}\n");
  }

  @Test
  void aFailureIsInTheJsonAndOnStandardErrorToo() {
    CommandRun.Result result = ask("status 500\nbody {}", "--format", "json");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).contains("\"ending\":\"failed\"").contains("\"status\":500");
    assertThat(result.err()).contains("answered 500");
  }

  // Files.

  @Test
  void aFileTakesTheAnswerInsteadOfStandardOutput() throws IOException {
    Path file = folder.resolve("größe.txt");

    CommandRun.Result result = ask("answer \"Yes.\"", "-o", file.toString());

    assertThat(result).isEqualTo(new CommandRun.Result(0, "", ""));
    assertThat(file).hasContent("Yes.\n");
  }

  @Test
  void aFileHoldsEachTokenAsItArrives() throws Exception {
    Path file = folder.resolve("answer.txt");
    provider.script("text \"Once \"\ntext \"upon\"\nstall");
    CommandRun run = CommandRun.against(provider);

    CompletableFuture<CommandRun.Result> result = run.start("ask", "Hello", "-o", file.toString());
    Eventually.holds(() -> Files.exists(file) && Files.readString(file).equals("Once upon"));
    run.keys().end();

    assertThat(result.get().code()).isEqualTo(130);
    assertThat(file).hasContent("Once upon\n");
  }

  @Test
  void anOlderFileIsReplacedByAnAnswerAndKeptByAFailure() throws IOException {
    Path file = Files.writeString(folder.resolve("answer.txt"), "a longer and older answer");

    ask("status 500\nbody {}", "-o", file.toString());
    assertThat(file).hasContent("a longer and older answer");

    ask("role\nfinish content_filter\ndone", "-o", file.toString());
    assertThat(file).hasContent("a longer and older answer");

    ask("answer \"Yes.\"", "-o", file.toString());
    assertThat(file).hasContent("Yes.\n");

    ask("role\nfinish stop\ndone", "-o", file.toString());
    assertThat(file).isEmptyFile();
  }

  @Test
  void aFailureLeavesNoFileBehind() {
    Path file = folder.resolve("answer.txt");

    ask("status 500\nbody {}", "-o", file.toString());

    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatCannotBeWrittenIsWrongUsageAndNothingIsSent() {
    for (String path : List.of(folder.toString(), folder.resolve("no/such").toString())) {
      CommandRun.Result result = ask("answer \"Yes.\"", "-o", path);

      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err()).startsWith("sluice: cannot write " + path + ": ");
    }
    assertThat(provider.requests()).isEmpty();
  }

  @Test
  void aFullDiskIsOneSaysSoAndStopsTheProvider() throws Exception {
    CommandRun.Result result = ask("repeat forever text \"more and more \"", "-o", "/dev/full");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("cannot write to /dev/full: the disk is full");
    provider.awaitClientLeft(1, Duration.ofSeconds(60));
  }

  /** Each write as a text of its own. */
  private static final class Writes extends OutputStream {
    private final List<String> writes;

    Writes(List<String> writes) {
      this.writes = writes;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      writes.add(new String(bytes, from, length, java.nio.charset.StandardCharsets.UTF_8));
    }
  }
}
