package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamException;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.provider.ollama.OllamaProvider;
import dev.sluice.simulator.Options;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.Seen;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Embeddings are passed on as they are, with the model's name at its provider. */
class EmbeddingsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String KEY = "sk-secret-0123456789";

  private static final String VECTORS =
      "{\"object\": \"list\", \"data\": [{\"embedding\": [0.10, -1e-3]}], \"model\":\"m\","
          + " \"usage\": {\"prompt_tokens\": 5, \"total_tokens\": 5}, \"own\": {\"a\" : [1]}}";

  private final Simulator server =
      Simulator.start(Script.parse("body " + VECTORS), Options.defaults().wire("openai-chat"));
  private final Models models = Models.of(environment(), progress -> {});

  private Map<String, String> environment() {
    return Map.ofEntries(
        Map.entry("OPENAI_API_KEY", KEY),
        Map.entry("OPENAI_BASE_URL", server.baseUrl().toString()),
        Map.entry("MISTRAL_API_KEY", KEY),
        Map.entry("MISTRAL_BASE_URL", server.baseUrl().toString()),
        Map.entry("AZURE_OPENAI_API_KEY", KEY),
        Map.entry("AZURE_OPENAI_ENDPOINT", server.origin().toString()),
        Map.entry("OLLAMA_HOST", server.origin().toString()),
        Map.entry("GEMINI_API_KEY", KEY),
        Map.entry("GEMINI_BASE_URL", server.origin() + "/v1beta"),
        Map.entry("ANTHROPIC_API_KEY", KEY),
        Map.entry("GROQ_API_KEY", KEY));
  }

  @AfterEach
  void close() {
    models.close();
    server.close();
  }

  private ChatModel model(String name) {
    return models.embeddings(name).orElseThrow();
  }

  private Failure failure(String script) {
    server.script(script);
    Ending ending = model("openai/m").with(Retry.upTo(0)).stream("{\"input\":\"Hi\"}").await();
    return ((Ending.Incomplete) ending).cause().failure().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "openai/text-embedding-3-small, /v1/embeddings, text-embedding-3-small, authorization",
    "mistral/mistral-embed, /v1/embeddings, mistral-embed, authorization",
    "ollama/nomic-embed-text:latest, /v1/embeddings, nomic-embed-text:latest, ''",
    "gemini/gemini-embedding-001, /v1beta/openai/embeddings, gemini-embedding-001, authorization",
    "azure/my-embeddings, /openai/v1/embeddings, my-embeddings, api-key"
  })
  void eachProviderIsAskedWhereItHasThem(String name, String path, String model, String header) {
    Reply reply = model(name).ask("{\"input\": [ \"H\u00e9\", 1.50 ],\"model\":\"x\",\"own\":{}}");

    Seen seen = server.requests().getFirst();
    assertThat(seen.method() + " " + seen.path()).isEqualTo("POST " + path);
    assertThat(seen.body())
        .isEqualTo("{\"model\":\"" + model + "\",\"input\":[ \"H\u00e9\", 1.50 ],\"own\":{}}");
    if (header.isEmpty()) {
      assertThat(seen.headers().names()).doesNotContain("authorization", "api-key");
    } else {
      assertThat(seen.headers().first(header)).get().asString().contains(KEY);
    }
    assertThat(reply.text()).isEqualTo(VECTORS);
    assertThat(reply.usage().inputTokens()).hasValue(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"anthropic/claude", "groq/llama"})
  void whoHasNoneIsNotAsked(String name) {
    assertThat(models.embeddings(name)).isEmpty();
  }

  @Test
  void aNameThatIsNoneIsToldAsOfAnyModel() {
    assertThatExceptionOfType(ModelUnavailableException.class)
        .isThrownBy(() -> models.embeddings("nobody/m"))
        .withMessageContaining("nobody");
  }

  @Test
  void aProviderBuiltInCodeHasThemToo() {
    try (Models built =
        Models.builder()
            .environment(Map.of())
            .provider(OllamaProvider.builder().baseUrl(server.origin().toString()).build())
            .build()) {
      assertThat(built.embeddings("ollama/m").orElseThrow().ask("{}").text()).isEqualTo(VECTORS);
    }
  }

  @Test
  void whatIsRefusedIsToldWithoutTheKey() {
    Failure failure =
        failure("status 400\nbody {\"error\":{\"message\":\"no such dimensions " + KEY + "\"}}");

    assertThat(failure).isInstanceOf(Failure.Refused.class);
    assertThat(failure.message()).contains("no such dimensions").doesNotContain(KEY);
  }

  @Test
  void aServerWithoutThatAddressMayHaveNone() {
    assertThat(failure("status 404\nbody Not Found").message()).contains("may have no embeddings");
  }

  @Test
  void whatIsNoDocumentIsNoAnswer() {
    assertThat(failure("content-type text/html\nbody <html>Welcome</html>"))
        .isInstanceOf(Failure.Malformed.class);
    assertThat(failure("body {\"data\": [")).isInstanceOf(Failure.Malformed.class);
  }

  @Test
  void anOverloadedServerIsAskedAgain() {
    server.script("status 503\nheader Retry-After: 0\nbody {}\n---\nbody " + VECTORS);

    assertThat(model("openai/m").ask("{}").text()).isEqualTo(VECTORS);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aDocumentOfManyMegabytesIsTakenAndOneTooLargeIsNot() {
    String number = "0.123456789,";
    String many = number.repeat(16_000_000 / number.length());
    server.script("body {\"data\":[" + many + "0]}");
    assertThat(model("openai/m").ask("{}").text()).hasSizeGreaterThan(15_000_000);

    server.script("body {\"data\":[" + many.repeat(2) + "0]}");
    Ending ending = model("openai/m").stream("{}").await();
    assertThat(((Ending.Incomplete) ending).cause().failure().orElseThrow())
        .isInstanceOf(Failure.LimitExceeded.class);
  }

  @Test
  void aCancelledRequestClosesItsConnection() throws Exception {
    server.script("slow-headers forever\nbody {}");
    ChatStream stream = model("openai/m").stream("{\"input\":\"Hi\"}");
    server.awaitRequest(1, PATIENCE);

    stream.cancel();

    assertThat(stream.await())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            end -> assertThat(end.cause()).isInstanceOf(Cause.Cancelled.class));
    assertThat(server.awaitClientLeft(1, PATIENCE)).isNotNull();
  }

  @Test
  void whatIsNoRequestIsNotSent() {
    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(() -> model("openai/m").ask("Hello"))
        .withMessageContaining("JSON object");
    assertThat(server.requests()).isEmpty();
  }
}
