package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Departure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What LangChain and LlamaIndex, unmodified, make of the gateway in front of providers of each
 * format.
 */
@Timeout(600)
class FrameworksTest {
  private static final List<String> LANGCHAIN =
      List.of(
          "langchain-openai==1.7.4",
          "langchain-anthropic==1.7.10",
          "langchain-google-genai==4.4.3",
          "langchain-ollama==1.1.0");
  private static final List<String> LLAMA_INDEX =
      List.of("llama-index-llms-openai-like==0.8.1", "llama-index-llms-ollama==0.11.0");

  private static final List<String> CLIENTS =
      List.of(
          "langchain-openai",
          "langchain-responses",
          "langchain-anthropic",
          "langchain-google",
          "langchain-ollama",
          "llama-index-openai",
          "llama-index-ollama");

  private static final List<String> MODELS =
      List.of("fast", "other", "google", "ollama/qwen3:8b", "openai-responses/gpt-5");

  /** Before the tests, whose time is short for it. */
  @BeforeAll
  static void packagesAreInstalled() throws IOException, InterruptedException {
    Packages.python(String.join(" ", LANGCHAIN));
    Packages.python(String.join(" ", LLAMA_INDEX));
  }

  static Stream<Arguments> clientsOfModels() {
    return CLIENTS.stream()
        .flatMap(client -> MODELS.stream().map(model -> Arguments.of(client, model)));
  }

  static Stream<String> clients() {
    return CLIENTS.stream();
  }

  private static List<String> told(
      World world, String client, String model, String what, Runnable left)
      throws IOException, InterruptedException {
    StockClient framework =
        client.startsWith("langchain")
            ? ProcessClient.python(String.join(" ", LANGCHAIN), "frameworks.py", "")
            : ProcessClient.python(String.join(" ", LLAMA_INDEX), "frameworks.py", "");
    return framework.tell(world.gateway.baseUrl(), model, client + ":" + what, left);
  }

  @ParameterizedTest
  @MethodSource("clientsOfModels")
  void textAndCallsAreReadToTheirEnd(String client, String model)
      throws IOException, InterruptedException {
    String says =
        """
        role
        words "Hello you"
        tool 0 call_1 weather "{\\"a\\":1}"
        finish tool_calls
        usage 3 2
        done
        """;
    try (World world = World.saying(says)) {
      List<String> told = told(world, client, model, "stream", () -> {});
      assertThat(told).startsWith("text=Hello you", "call=weather {\"a\":1}");
      assertThat(told.subList(2, told.size()))
          .isEqualTo(client.startsWith("langchain") ? List.of("usage=3+2") : List.of());
    }
  }

  @ParameterizedTest
  @MethodSource("clients")
  void anErrorInTheStreamIsAnException(String client) throws IOException, InterruptedException {
    // By turns, of a provider of each format.
    String model = MODELS.get(CLIENTS.indexOf(client) % MODELS.size());
    try (World world = World.saying("role\nwords \"Hello you\"\nerror \"Boom\" server_error")) {
      List<String> told = told(world, client, model, "stream", () -> {});
      assertThat(told.getFirst()).startsWith("error=");
      assertThat(told).contains("text=Hello you");
    }
  }

  @ParameterizedTest
  @MethodSource("clients")
  void anAnswerThatBreaksOffIsAnException(String client) throws IOException, InterruptedException {
    try (World world = World.saying("role\nwords \"Hello you\"\nwait 100ms\nend")) {
      List<String> told = told(world, client, "fast", "stream", () -> {});
      assertThat(told.getFirst()).startsWith("error=");
      assertThat(told).contains("text=Hello you");
    }
  }

  @ParameterizedTest
  @MethodSource("clients")
  void aClientThatLeavesCancelsItsRun(String client) throws IOException, InterruptedException {
    try (World world = World.saying("role\ntext \"Hello\"\ntext \" you\"\nstall")) {
      List<Departure> seen = new ArrayList<>();
      assertThat(told(world, client, "fast", "cancel", () -> seen.add(world.left())))
          .containsExactly("left=yes");
      assertThat(seen).hasSize(1);
    }
  }
}
