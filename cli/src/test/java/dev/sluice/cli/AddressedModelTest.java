package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Simulator;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model whose name says where its server is. */
final class AddressedModelTest {
  private final Simulator server = Simulator.start("answer \"Yes.\"");

  @TempDir Path folder;

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "openai, /v1/m, /v1/chat/completions",
    "openai, /v1#m, /v1/chat/completions",
    "openai, #m, /v1/chat/completions",
    "openai, /v1/org/m, /v1/chat/completions",
    "openai, /deep/path/v1/m, /deep/path/v1/chat/completions",
    "openai-chat, /v1/m, /v1/chat/completions",
    "openai-responses, /v1/m, /v1/responses",
    "openai-responses, /v1#org/m, /v1/responses",
    "openai-responses, #m, /v1/responses",
    "anthropic, /v1/m, /v1/messages",
    "anthropic, #m, /v1/messages",
    "gemini, /v1beta/m, /v1beta/models/m:streamGenerateContent",
    "ollama, #m:1b, /api/chat",
    "ollama, /m:1b, /api/chat",
    "ollama, /v1/m:1b, /api/chat",
    "deepseek, #m, /v1/chat/completions",
    "vllm, /v1/org/m, /v1/chat/completions"
  })
  void itsServerIsAskedInTheWaysOfItsProviderAndWithoutItsKey(
      String speaks, String rest, String path) {
    CommandRun.Result result =
        new CommandRun()
            .with("OPENAI_API_KEY", "sk-openai-0123456789")
            .with("ANTHROPIC_API_KEY", "sk-ant-0123456789")
            .with("GEMINI_API_KEY", "sk-gem-0123456789")
            .with("DEEPSEEK_API_KEY", "sk-deep-0123456789")
            .run("ask", "-m", speaks + "+" + server.origin() + rest, "hi");

    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo("Yes.\n");
    assertThat(server.requests().getFirst().path()).isEqualTo(path);
    for (String header : new String[] {"authorization", "x-api-key", "x-goog-api-key"}) {
      assertThat(server.requests().getFirst().headers().first(header)).isEmpty();
    }
  }

  @Test
  void itMayBeTheDefaultAndMayBeFallenBackOn() {
    try (Simulator busy = Simulator.start("status 503\nbody {}")) {
      CommandRun.Result result =
          new CommandRun()
              .with(RequestOptions.MODEL_SETTING, "openai+" + busy.baseUrl() + "/first")
              .run("ask", "--fallback", "anthropic+" + server.origin() + "#second", "hi");

      assertThat(result.code()).isZero();
      assertThat(result.out()).isEqualTo("Yes.\n");
      assertThat(result.err())
          .contains("answered 503")
          .contains("anthropic+" + server.origin() + "#second");
      assertThat(server.requests().getFirst().body()).contains("\"model\":\"second\"");
    }
  }

  @Test
  void anAddressThatCannotBeIsToldBeforeAnythingIsSent() {
    for (String model : new String[] {"openai+http://h:99999/v1/m", "ollama+http://h:0#m"}) {
      CommandRun.Result result = new CommandRun().run("ask", "-m", model, "hi");

      assertThat(result.code()).isEqualTo(ExitCode.USAGE);
      assertThat(result.err())
          .contains("the address in a model's name", "is out of range: ports go from 1 to 65535");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:hunter2@h/v1/m",
        "openai+h:8080/v1/m",
        "openai+htp://h/v1/m",
        "openai+http:/h/v1/m"
      })
  void anAddressThatIsHalfWrittenIsNotTakenForAProvider(String model) {
    CommandRun.Result result = new CommandRun().run("ask", "-m", model, "hi");

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .contains("begins with http:// or https://, as in openai+http://HOST/v1/MODEL")
        .doesNotContain("hunter2");
  }

  @Test
  void whatOnlySomeServersKnowIsSentToItToo() {
    new CommandRun().run("ask", "-m", "vllm+" + server.baseUrl() + "/m", "--top-k", "40", "hi");

    assertThat(server.requests().getFirst().body()).contains("\"top_k\":40");
  }

  @Test
  void aServerOfTheFileOfSettingsMayBeElsewhereToo() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("config.toml"),
            """
            [providers.house]
            base_url = "http://127.0.0.1:9/v1"
            seed_field = "dice"
            key_env = "HOUSE_KEY"
            """);
    CommandRun.Result result =
        new CommandRun()
            .with("SLUICE_CONFIG", file.toString())
            .with("HOUSE_KEY", "sk-house-0123456789")
            .run("ask", "-m", "house+" + server.baseUrl() + "/m", "--seed", "6", "hi");

    assertThat(result.err()).isEmpty();
    assertThat(server.requests().getFirst().body()).contains("\"dice\":6");
    assertThat(server.requests().getFirst().headers().first("authorization")).isEmpty();
  }

  @Test
  void aChatGoesOnWithIt() {
    CommandRun.Result result =
        new CommandRun().stdin("One\nTwo\n").run("chat", "-m", "openai+" + server.baseUrl() + "#m");

    assertThat(result.out()).isEqualTo("Yes.\nYes.\n");
    assertThat(server.requests().getLast().body()).contains("One", "Yes.", "Two");
  }
}
