package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Simulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a command: what it says, and how it begins and ends. */
@Timeout(240)
final class ServeTest {
  private static final String KEY = "sk-ada-0123456789abcdef";
  private static final String QUESTION =
      """
      {"model": "openai/m", "stream": true, "messages": [{"role": "user", "content": "Hello"}]}
      """;

  private final Simulator provider = Simulator.start("answer \"Hello there.\"");
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path folder;

  @AfterEach
  void close() {
    client.close();
    provider.close();
  }

  private Map<String, String> environment() {
    return new HashMap<>(
        Map.of(
            "OPENAI_BASE_URL",
            provider.baseUrl().toString(),
            "SLUICE_CONFIG",
            "",
            "XDG_CONFIG_HOME",
            folder.toString(),
            "SLUICE_DATA",
            folder.resolve("data").toString()));
  }

  private CommandRun.Result run(Map<String, String> more, String... arguments) {
    CommandRun run = new CommandRun();
    environment().forEach(run::with);
    more.forEach(run::with);
    return run.run(arguments);
  }

  // --check

  @Test
  void aCheckShowsWhatWouldBeServedAndNoKey() throws IOException {
    Path file = folder.resolve("gateway.toml");
    Files.writeString(
        file,
        """
        [serve]
        models = ["fast", "anthropic/*"]
        [aliases]
        fast = "openai/m"
        [keys.ada]
        key = "%s"
        models = ["fast"]
        """
            .formatted(KEY));

    CommandRun.Result result =
        run(
            Map.of("SLUICE_KEYS", "bob=sk-bob-0123456789abcdef"),
            "serve",
            "--config",
            file.toString(),
            "--port",
            "0",
            "--check");

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("settings      " + file + "\n")
        .contains("address       http://127.0.0.1, any free port\n")
        .contains("runs          kept in " + folder.resolve("data") + "\n")
        .contains("key           ada, for fast\n", "key           bob\n")
        .contains("models        only fast, anthropic/*\n")
        .contains("alias         fast is openai/m\n")
        .doesNotContain("0123456789");
    assertThat(result.err())
        .isEqualTo(
            "sluice: 'anthropic/*' is let through, and anthropic is not set up: see sluice"
                + " models\n");
    assertThat(folder.resolve("data")).doesNotExist();
    assertThat(provider.requests()).isEmpty();
  }

  @Test
  void whatIsWrongEndsItBeforeAnythingBegins() throws IOException {
    Path file = folder.resolve("gateway.toml");
    Files.writeString(file, "[serve]\nprot = 1\n");

    CommandRun.Result wrong = run(Map.of(), "serve", "--config", file.toString());
    assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err())
        .isEqualTo("sluice: " + file + ":2:1: [serve] has no setting 'prot'; did you mean port?\n");
    assertThat(run(Map.of(), "serve", "--config", "none.toml").err())
        .isEqualTo("sluice: --config names 'none.toml', which is no file\n");
    assertThat(run(Map.of(), "serve", "--port", "65536").err())
        .startsWith("sluice: --port must be a whole number from 0 to 65,535");
    CommandRun.Result open = run(Map.of(), "serve", "--host", "0.0.0.0");
    assertThat(open.code()).isEqualTo(ExitCode.USAGE);
    assertThat(open.err()).contains("there is no key: set SLUICE_KEYS=name=key");
  }

  @Test
  void aPortThatIsTakenIsAFailure() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandRun.Result result =
          run(Map.of(), "serve", "--no-log", "--port", Integer.toString(taken.getLocalPort()));

      assertThat(result.code()).isEqualTo(ExitCode.FAILED);
      assertThat(result.out()).isEmpty();
      assertThat(result.err())
          .contains("cannot listen on 127.0.0.1", Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void commandsThatEndSoonLoadNothingOfTheGateway() throws Exception {
    ProcessBuilder help = CliProcess.builder(Map.of(), "", "serve", "--help");
    help.command().add(help.command().indexOf("-cp"), "-verbose:class");
    Process process = help.redirectErrorStream(true).start();
    String loaded = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(loaded)
        .contains("dev.sluice.cli.ServeCommand ")
        .doesNotContain("io.vertx.", "io.netty.", "dev.sluice.server.");
  }

  // As a process.

  private HttpResponse<String> post(String base, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("content-type", "application/json")
            .header("authorization", "Bearer " + KEY)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String base(CliProcess gateway) throws InterruptedException {
    gateway.out().await("\n");
    return gateway.out().text().strip();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void itServesUntilItIsToldToEndAndKeepsWhatWasAnswered() throws Exception {
    Map<String, String> environment = environment();
    environment.put("SLUICE_KEYS", "ada=" + KEY);
    try (CliProcess gateway = CliProcess.start(environment, "", "serve", "--port", "0")) {
      String base = base(gateway);
      HttpResponse<String> answer = post(base, "/v1/chat/completions", QUESTION);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("Hello").contains("data: [DONE]");
      assertThat(provider.requests().getFirst().toString()).doesNotContain(KEY);
      String run = answer.headers().firstValue("sluice-run").orElseThrow();

      gateway.signal("TERM");
      assertThat(gateway.exitCode()).isZero();
      assertThat(gateway.out().text()).isEqualTo(base + "\n");
      assertThat(gateway.err().text()).contains(run).doesNotContain(KEY, "Hello");
      assertThat(run(Map.of(), "log", "list", "--answers").out()).contains(run.substring(0, 6));
      assertThat(run(Map.of(), "log", "show", run).out()).contains("Hello there.");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void ctrlCEndsItToo() throws Exception {
    try (CliProcess gateway =
        CliProcess.start(environment(), "", "serve", "--port", "0", "--no-log")) {
      base(gateway);

      gateway.signal("INT");
      assertThat(gateway.exitCode()).isEqualTo(ExitCode.CANCELLED);
      assertThat(folder.resolve("data")).doesNotExist();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aSecondSignalWaitsForNothing() throws Exception {
    try (Simulator silent = Simulator.start("text \"One\"\nstall");
        CliProcess gateway =
            CliProcess.start(
                with(environment(), "OPENAI_BASE_URL", silent.baseUrl().toString()),
                "",
                "serve",
                "--port",
                "0")) {
      String base = base(gateway);
      Thread asking =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      post(base, "/v1/chat/completions", QUESTION);
                    } catch (Exception cut) {
                      // The gateway is gone.
                    }
                  });
      silent.awaitRequest(1, java.time.Duration.ofSeconds(60));

      gateway.signal("TERM");
      gateway.err().await("once more ends at once");
      gateway.signal("TERM");
      assertThat(gateway.exitCode()).isEqualTo(ExitCode.TERMINATED);
      asking.join();
    }
  }

  private static Map<String, String> with(Map<String, String> all, String name, String value) {
    all.put(name, value);
    return all;
  }
}
