package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.models.Models;
import dev.sluice.models.TransportChoice;
import dev.sluice.policy.Retry;
import dev.sluice.provider.ModelListing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server on this machine that has not been started. */
@Timeout(240)
class NobodyListensTest {
  private static int freePort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return taken.getLocalPort();
    }
  }

  private static Models models(TransportChoice over, Map<String, String> settings) {
    return Models.builder().environment(settings).transport(over).build();
  }

  private static String message(Models models, String model) {
    Ending ending = models.model(model).with(Retry.upTo(0)).stream("hi").await();
    return ((Ending.Incomplete) ending).cause().failure().orElseThrow().message();
  }

  @ParameterizedTest
  @EnumSource(TransportChoice.class)
  void whoRunsItHimselfIsToldHowToStartIt(TransportChoice over) throws IOException {
    String host = "127.0.0.1:" + freePort();
    Map<String, String> commands =
        Map.of(
            "ollama", "ollama serve",
            "vllm", "vllm serve MODEL",
            "lmstudio", "lms server start",
            "llamacpp-server", "llama-server -m MODEL.gguf");
    try (Models models = models(over, Map.of("OLLAMA_HOST", host))) {
      for (Map.Entry<String, String> each : commands.entrySet()) {
        String hint = "; is it running? Start it with `" + each.getValue() + "`";
        assertThat(message(models, each.getKey() + "+http://" + host + "#m"))
            .startsWith("cannot reach " + host + ": connection refused")
            .endsWith(hint);
      }
      assertThat(message(models, "ollama/m")).endsWith("Start it with `ollama serve`");
      assertThat(models.offered(List.of("ollama")))
          .extracting(ModelListing::state)
          .singleElement()
          .asString()
          .as("a table has room for the reason alone")
          .contains("connection refused")
          .doesNotContain("ollama serve");
    }
  }

  @ParameterizedTest
  @EnumSource(TransportChoice.class)
  void whatNobodyKnowsIsAskedFor(TransportChoice over) throws IOException {
    String host = "127.0.0.1:" + freePort();
    try (Models models = models(over, Map.of())) {
      for (String speaks : List.of("openai", "openai-responses", "anthropic", "gemini")) {
        assertThat(message(models, speaks + "+http://" + host + "/v1/m"))
            .endsWith("; is it running?");
      }
    }
  }
}
