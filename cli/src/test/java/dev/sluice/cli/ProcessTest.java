package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Simulator;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only a process of its own can show: signals, pipes and exit codes. */
final class ProcessTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Simulator provider = Simulator.start("answer \"Yes.\"");

  @TempDir Path folder;

  @AfterEach
  void close() {
    provider.close();
  }

  private Map<String, String> environment() {
    return Map.of("OPENAI_BASE_URL", provider.baseUrl().toString(), "SLUICE_MODEL", "openai/m");
  }

  private CliProcess start(String terminals, String... arguments) {
    return CliProcess.start(environment(), terminals, arguments);
  }

  @Test
  void anAnswerAndItsExitCodeComeOutOfTheProcess() throws Exception {
    try (CliProcess sluice = start("in", "ask", "Hello")) {
      assertThat(sluice.exitCode()).isZero();
      assertThat(sluice.out().text()).isEqualTo("Yes.\n");
      assertThat(sluice.err().text()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "HUP,129"})
  void aSignalEndsAskAtOnceAndQuietlyAndThePartialStays(String signal, int code) throws Exception {
    provider.script("text \"Once upo\"\nstall");
    try (CliProcess sluice = start("in", "ask", "Hello")) {
      sluice.out().await("Once upo");
      long signalled = System.nanoTime();
      sluice.signal(signal);
      long left = provider.awaitClientLeft(1, SOON).atNanos();

      assertThat(sluice.exitCode()).isEqualTo(code);
      assertThat(sluice.out().text()).isEqualTo("Once upo\n");
      assertThat(sluice.err().text()).isEmpty();
      // The promise is 100 ms; what else runs on the machine and starting `kill` come on top.
      assertThat(Duration.ofNanos(left - signalled)).isLessThan(Duration.ofSeconds(25));
    }
  }

  @Test
  void aSignalBeforeTheFirstTokenPrintsNothing() throws Exception {
    provider.script("slow-headers forever");
    try (CliProcess sluice = start("in", "ask", "Hello")) {
      provider.awaitRequest(1, SOON);
      sluice.signal("INT");

      assertThat(sluice.exitCode()).isEqualTo(130);
      assertThat(sluice.out().text() + sluice.err().text()).isEmpty();
    }
  }

  @Test
  void aCancelledStreamOfEventsHasItsEndingToo() throws Exception {
    provider.script("text \"Once\"\nstall");
    try (CliProcess sluice = start("in", "ask", "--format", "events", "Hello")) {
      sluice.out().await("Once");
      sluice.signal("INT");

      assertThat(sluice.exitCode()).isEqualTo(130);
      assertThat(sluice.out().text().lines().toList().getLast())
          .startsWith("{\"type\":\"ended\",\"ending\":\"cancelled\"")
          .contains("\"text\":\"Once\"");
    }
  }

  @Test
  void whileThePromptIsReadASignalEndsItToo() throws Exception {
    try (CliProcess sluice = start("", "ask")) {
      sluice.err().await("reading the prompt from standard input");
      sluice.signal("INT");

      assertThat(sluice.exitCode()).isEqualTo(130);
    }
  }

  @Test
  void controlCInAChatStopsTheReplyAndTheNextTurnHoldsThePartial() throws Exception {
    provider.script("text \"Once upo\"\nstall\n---\nanswer \"n a time.\"");
    try (CliProcess sluice = start("in,out,err", "chat")) {
      sluice.type("Tell.\n");
      sluice.out().await("Once upo");
      sluice.signal("INT");
      sluice.out().await("Once upo\n");
      sluice.type("Go on.\n");
      sluice.out().await("n a time.\n");
      sluice.type("quit\n");

      assertThat(sluice.exitCode()).isZero();
      assertThat(provider.requests().getLast().body())
          .contains("{\"role\":\"assistant\",\"content\":\"Once upo\"}");
    }
  }

  @Test
  void controlCTwiceAtThePromptLeavesTheChat() throws Exception {
    try (CliProcess sluice = start("in,out,err", "chat")) {
      sluice.err().await("> ");
      sluice.signal("INT");
      sluice.err().await("Ctrl-C again");
      sluice.signal("INT");

      assertThat(sluice.exitCode()).isEqualTo(130);
    }
  }

  @Test
  void whoReadsNoFurtherEndsItQuietlyAndStopsTheProvider() throws Exception {
    provider.script("pace 200/s\nrepeat forever text \"line\\n\"");
    ProcessBuilder builder = CliProcess.builder(environment(), "in", "ask", "Hello");
    builder.redirectError(folder.resolve("err").toFile());
    Process sluice = CliProcess.launch(builder);
    try (InputStream out = sluice.getInputStream()) {
      assertThat(out.readNBytes(5)).asString(StandardCharsets.UTF_8).isEqualTo("line\n");
    }

    provider.awaitClientLeft(1, SOON);
    assertThat(sluice.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(sluice.exitValue()).isEqualTo(141);
    assertThat(folder.resolve("err")).isEmptyFile();
  }

  @Test
  void aFullDiskBehindStandardOutputIsSaidAndIsOne() throws Exception {
    ProcessBuilder builder = CliProcess.builder(environment(), "in", "ask", "Hello");
    builder.redirectOutput(Path.of("/dev/full").toFile());
    builder.redirectError(folder.resolve("err").toFile());
    Process sluice = CliProcess.launch(builder);

    assertThat(sluice.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(sluice.exitValue()).isEqualTo(1);
    assertThat(folder.resolve("err"))
        .hasContent("sluice: cannot write to standard output: the disk is full\n");
  }

  @Test
  void whatHadComeIsInTheFileWhenTheProcessIsKilled() throws Exception {
    String piece = "tök 漢字 😀 ";
    provider.script("pace 500/s\nrepeat forever text \"" + piece + "\"");
    Path file = folder.resolve("answer.txt");
    try (CliProcess sluice = start("in", "ask", "-o", file.toString(), "Hello")) {
      Eventually.holds(() -> Files.exists(file) && Files.size(file) > 2_000);
      sluice.signal("KILL");
      assertThat(sluice.exitCode()).isEqualTo(137);
    }

    String text =
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
            .toString();
    assertThat(text).isEqualTo(piece.repeat(text.length() / piece.length()));
  }

  @Test
  void aTurnOfAPipedChatThatIsCutIsTheExitCode() throws Exception {
    provider.script("text \"Once\"\nend");
    List<String> answers = new ArrayList<>();
    try (CliProcess sluice = start("", "chat")) {
      sluice.type("Tell.\n");
      sluice.out().await("Once\n");
      sluice.type("quit\n");
      assertThat(sluice.exitCode()).isEqualTo(3);
      answers.add(sluice.out().text());
    }
    assertThat(answers).containsExactly("Once\n");
  }
}
