package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.simulator.Simulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A signal ends the process, whatever it does. The promise is a tenth of a second; what else runs
 * on the machine comes on top, so the tests allow more, but less than anything that is waited for.
 */
@Timeout(240)
@DisabledOnOs(OS.WINDOWS)
final class SignalTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Path BASH = Path.of("/bin/bash");

  private final Simulator provider = Simulator.start("answer \"Yes.\"");

  @TempDir Path folder;

  @AfterEach
  void close() {
    provider.close();
  }

  private Map<String, String> environment() {
    return asking(provider.baseUrl().toString());
  }

  private static Map<String, String> asking(String url) {
    return Map.of("OPENAI_BASE_URL", url, "SLUICE_MODEL", "openai/m");
  }

  private static void endsSoon(CliProcess sluice, String signal, int code) throws Exception {
    long signalled = System.nanoTime();
    sluice.signal(signal);

    assertThat(sluice.exitCode()).isEqualTo(code);
    // Less than anything that it waits for here, and more than a busy machine takes.
    assertThat(Duration.ofNanos(System.nanoTime() - signalled)).isLessThan(Duration.ofSeconds(25));
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "HUP,129"})
  void whileItConnectsToWhatNeverAnswers(String signal, int code) throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        FullBacklog _ = FullBacklog.of(deaf);
        CliProcess sluice =
            CliProcess.start(
                asking("http://127.0.0.1:" + deaf.getLocalPort() + "/v1"), "in", "ask", "Hello")) {
      // Nothing shows from outside that it has begun to connect.
      TimeUnit.SECONDS.sleep(1);
      endsSoon(sluice, signal, code);

      assertThat(sluice.out().text() + sluice.err().text()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "HUP,129"})
  void whileItWaitsForTheAnswer(String signal, int code) throws Exception {
    provider.script("slow-headers forever");
    try (CliProcess sluice = CliProcess.start(environment(), "in", "ask", "Hello")) {
      provider.awaitRequest(1, SOON);
      endsSoon(sluice, signal, code);

      provider.awaitClientLeft(1, SOON);
      assertThat(sluice.out().text() + sluice.err().text()).isEmpty();
    }
  }

  @Test
  void whileItWaitsToTryAgain() throws Exception {
    provider.script("status 429\nheader Retry-After: 30\nbody {}");
    try (CliProcess sluice = CliProcess.start(environment(), "in", "ask", "Hello")) {
      sluice.err().await("again in 30.0 s");
      endsSoon(sluice, "INT", 130);
    }
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "HUP,129"})
  void whileItWritesIntoAPipeThatNobodyReads(String signal, int code) throws Exception {
    provider.script("repeat forever text \"" + "more and more ".repeat(100) + "\"");
    Process sluice =
        CliProcess.launch(
            CliProcess.builder(environment(), "in", "ask", "Hello")
                .redirectError(folder.resolve("err").toFile()));
    try {
      int[] before = {0};
      Eventually.holds(
          () -> {
            // The pipe is full once nothing is added to it any more; its size is the system's.
            int there = sluice.getInputStream().available();
            boolean full = there > 0 && there == before[0];
            before[0] = there;
            TimeUnit.MILLISECONDS.sleep(300);
            return full;
          });
      assertThat(new ProcessBuilder("kill", "-" + signal, "" + sluice.pid()).start().waitFor())
          .isZero();

      assertThat(sluice.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(sluice.exitValue()).isEqualTo(code);
      provider.awaitClientLeft(1, SOON);
    } finally {
      sluice.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "HUP,129"})
  void whileAChatWaitsForAQuestionFromAPipe(String signal, int code) throws Exception {
    try (CliProcess sluice = CliProcess.start(environment(), "", "chat")) {
      sluice.err().await("> ");
      endsSoon(sluice, signal, code);
    }
  }

  @Test
  void aScriptThatRunsItEndsWithIt() throws Exception {
    assumeTrue(Files.isExecutable(BASH), "there is no bash, whose scripts go on after an exit");
    provider.script("text \"Once\"\nstall");
    List<String> command =
        new ArrayList<>(List.of(BASH.toString(), "-c", "\"$@\"; echo next", "x"));
    ProcessBuilder sluice = CliProcess.builder(environment(), "in", "ask", "Hello");
    command.addAll(sluice.command());
    Process script = CliProcess.launch(sluice.command(DefaultSignals.of(command)));
    try {
      provider.awaitRequest(1, SOON);
      Eventually.holds(() -> script.getInputStream().available() >= 4);
      long child = script.children().findFirst().orElseThrow().pid();
      // As the terminal does it: to all of its foreground.
      String kill = "kill -INT " + script.pid() + " " + child;
      assertThat(new ProcessBuilder("/bin/sh", "-c", kill).start().waitFor()).isZero();

      assertThat(script.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("Once\n");
    } finally {
      script.destroyForcibly();
    }
  }

  /** Takes all places in a server's queue, so that whoever connects now is not answered. */
  private record FullBacklog(List<SocketChannel> held) implements AutoCloseable {
    static FullBacklog of(ServerSocket server) throws IOException {
      List<SocketChannel> held = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
        held.add(channel);
      }
      return new FullBacklog(held);
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel channel : held) {
        channel.close();
      }
    }
  }
}
