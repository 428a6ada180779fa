package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What LangChain and LlamaIndex, unmodified, make of the gateway. They are large: {@code
 * -Dframeworks=true} has them fetched and tried.
 */
@Timeout(900)
class FrameworksTest {
  private static final String LANGCHAIN = "langchain-ollama==1.1.0 langchain-openai==1.7.4";
  private static final String LLAMA_INDEX = "llama-index-llms-ollama==0.11.0";

  private static final String SAYS =
      """
      role
      words "Hello you"
      tool 0 call_1 weather "{\\"a\\":1}"
      finish tool_calls
      usage 3 2
      done
      """;

  @BeforeEach
  void isWanted() {
    assumeTrue(Boolean.getBoolean("frameworks"), "skipped: -Dframeworks=true has it tried");
  }

  private static List<String> told(World world, String model, String what)
      throws IOException, InterruptedException {
    StockClient client =
        what.startsWith("langchain")
            ? ProcessClient.python("langchain_core", LANGCHAIN, "frameworks.py", "")
            : ProcessClient.python("llama_index", LLAMA_INDEX, "frameworks.py", "");
    return client.tell(world.gateway.baseUrl(), model, what, () -> {});
  }

  @ParameterizedTest
  @CsvSource({
    "langchain-ollama, fast",
    "langchain-ollama, other",
    "langchain-ollama, ollama/qwen3:8b",
    "langchain-openai, fast",
    "langchain-openai, other",
  })
  void langChainReadsTextAndCalls(String what, String model)
      throws IOException, InterruptedException {
    try (World world = World.saying(SAYS)) {
      assertThat(told(world, model, what))
          .containsExactly("text=Hello you", "call=weather {\"a\":1}", "usage=3+2");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "llama-index-ollama, fast",
    "llama-index-ollama, ollama/qwen3:8b",
  })
  void llamaIndexReadsText(String what, String model) throws IOException, InterruptedException {
    try (World world = World.saying("role\nwords \"Hello you\"\nfinish stop\nusage 3 2\ndone")) {
      assertThat(told(world, model, what)).containsExactly("text=Hello you");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "langchain-ollama, fast",
    "langchain-ollama, ollama/qwen3:8b",
    "langchain-openai, fast",
    "llama-index-ollama, fast",
  })
  void anAnswerThatBreaksOffIsAnException(String what, String model)
      throws IOException, InterruptedException {
    try (World world = World.saying("role\nwords \"Hello you\"\nwait 200ms\nend")) {
      List<String> told = told(world, model, what);
      assertThat(told.getFirst()).startsWith("error=");
      assertThat(told).contains("text=Hello you");
    }
  }
}
