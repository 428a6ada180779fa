package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.access.Keys;
import dev.sluice.simulator.Script;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Embeddings are passed through where a provider has them, and are a named 501 elsewhere. */
final class EmbeddingsTest {
  private static final String VECTORS =
      "{\"object\": \"list\", \"data\": [{\"object\":\"embedding\",\"index\":0,\"embedding\":"
          + " [0.10, -1e-3]}], \"model\":\"m\", \"usage\": {\"prompt_tokens\": 5}, \"own\": 1}";

  private static World world(String script) {
    return keyed(script, Keys.none());
  }

  private static World keyed(String script, Keys keys) {
    World world = World.with("answer \"Hi\"", keys, settings -> settings);
    world.provider.script("/v1/embeddings", Script.parse(script));
    return world;
  }

  private static HttpResponse<String> ask(World world, String body) throws Exception {
    return world.send(world.post("/v1/embeddings", body));
  }

  @Test
  void whatTheProviderHasIsPassedThrough() throws Exception {
    try (World world = world("body " + VECTORS)) {
      HttpResponse<String> answer =
          ask(
              world,
              "\uFEFF{\"input\": [\"H\u00e9\", 1.50], \"model\": \"fast\", \"own\": {\"a\" : []}}");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type")).contains("application/json");
      assertThat(answer.body()).isEqualTo(VECTORS);
      assertThat(world.provider.requests().getFirst().body())
          .isEqualTo(
              "{\"model\":\"gpt-4o-mini\",\"input\":[\"H\u00e9\", 1.50],\"own\":{\"a\" : []}}");
      World.await(() -> world.accessLog.size() == 1);
      assertThat(world.accessLog.peek())
          .contains(
              "\"asked\":\"embeddings\"",
              "\"model\":\"fast\"",
              "\"dialect\":\"openai.chat\"",
              "\"ending\":\"completed\"",
              "\"input_tokens\":5");
      assertThat(world.get("/metrics").body())
          .contains("sluice_requests_total{place=\"embeddings\",status=\"200\"} 1.0");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ollama/nomic-embed-text, nomic-embed-text",
    "openai/text-embedding-3-small, text-embedding-3-small"
  })
  void aModelIsNamedAsEverywhere(String name, String named) throws Exception {
    try (World world = world("body " + VECTORS)) {
      assertThat(ask(world, "{\"model\":\"" + name + "\",\"input\":\"Hi\"}").body())
          .isEqualTo(VECTORS);
      assertThat(world.provider.requests().getFirst().body())
          .isEqualTo("{\"model\":\"" + named + "\",\"input\":\"Hi\"}");
    }
  }

  @Test
  void aProviderWithoutThemIsNamedAndThoseThatHaveThem() throws Exception {
    try (World world = world("body " + VECTORS)) {
      HttpResponse<String> answer = ask(world, "{\"model\":\"other\",\"input\":\"Hi\"}");

      assertThat(answer.statusCode()).isEqualTo(501);
      assertThat(answer.body())
          .contains("\"code\":\"embeddings_unsupported\"", "anthropic", "openai", "ollama");
      assertThat(world.provider.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"input\":\"Hi\"}|400|missing_field",
        "{\"model\":7}|400|invalid_type",
        "[]|400|invalid_type",
        "{\"model\":\"fast\"|400|invalid_json",
        "{\"model\":\"fast\",\"a\":1,\"a\":2}|400|duplicate_field",
        "{\"model\":\"fast\",\"base_url\":\"http://x\"}|400|unsupported_parameter",
        "{\"model\":\"nobody/m\"}|404|model_not_found",
        "{\"model\":\"local\"}|404|model_not_found"
      })
  void whatIsWrongIsRefusedBeforeAnybodyIsAsked(String body, int status, String code)
      throws Exception {
    try (World world = world("body " + VECTORS)) {
      HttpResponse<String> answer = ask(world, body);
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
      assertThat(world.provider.requests()).isEmpty();
    }
  }

  @Test
  void aKeyAsksItsModelsAlone() throws Exception {
    Keys keys = Keys.of(List.of(Keys.Key.of("ann", "ann-key", List.of("fast"))));
    try (World world = keyed("body " + VECTORS, keys)) {
      assertThat(ask(world, "{\"model\":\"fast\",\"input\":\"Hi\"}").statusCode()).isEqualTo(401);
      assertThat(keyed(world, "fast").body()).isEqualTo(VECTORS);
      assertThat(keyed(world, "openai/text-embedding-3-small").statusCode()).isEqualTo(404);
    }
  }

  private static HttpResponse<String> keyed(World world, String model) throws Exception {
    return world.send(
        world
            .post("/v1/embeddings", "{\"model\":\"" + model + "\",\"input\":\"Hi\"}")
            .header("authorization", "Bearer ann-key"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status 400;body {\"error\":{\"message\":\"dimensions\",\"code\":\"bad\"}}|400|bad",
        "status 401;body {\"error\":{\"message\":\"key sk-upstream\"}}|502|upstream_unauthorized",
        "status 404;body Not Found|404|model_not_found",
        "status 429;header Retry-After: 0;body {}|429|rate_limit_exceeded",
        "body <html>hello</html>|502|malformed",
        "body {\"data\": [|502|malformed"
      })
  void whatGoesWrongIsToldInTheDialectWithoutTheKey(String script, int status, String code)
      throws Exception {
    try (World world = world(script.replace(';', '\n'))) {
      HttpResponse<String> answer = ask(world, "{\"model\":\"fast\",\"input\":\"Hi\"}");

      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.body()).startsWith("{\"error\":{").contains("\"code\":\"" + code + "\"");
      assertThat(answer.body()).doesNotContain("sk-upstream");
    }
  }

  /** Servers in Go take it for the model, and a key may be for another one alone. */
  @ParameterizedTest
  @ValueSource(strings = {"Model", "MODEL", "\\u004dodel"})
  void noOtherSpellingNamesAnotherModel(String name) throws Exception {
    try (World world = world("body " + VECTORS)) {
      HttpResponse<String> answer =
          ask(world, "{\"model\":\"fast\",\"" + name + "\":\"large\",\"input\":\"Hi\"}");

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("write model in small letters");
      assertThat(world.provider.requests()).isEmpty();
    }
  }

  @Test
  void aDocumentOfManyMegabytesComesWhole() throws Exception {
    String number = "0.123456789,";
    String many = "{\"data\":[" + number.repeat(16_000_000 / number.length()) + "0]}";
    try (World world = world("body " + many)) {
      assertThat(ask(world, "{\"model\":\"fast\",\"input\":\"Hi\"}").body()).isEqualTo(many);
    }
  }

  @Test
  void aClientThatLeavesIsHeardOfByTheProvider() throws Exception {
    try (World world = world("slow-headers forever\nbody {}")) {
      CompletableFuture<HttpResponse<String>> answer = asking(world);

      answer.cancel(true);

      assertThat(world.provider.awaitClientLeft(1, World.PATIENCE)).isNotNull();
      World.await(() -> world.accessLog.size() == 1);
      assertThat(world.accessLog.peek()).contains("\"ending\":\"cancelled\"");
    }
  }

  /** As long as it takes to close what is left of other requests, and longer. */
  @Test
  void aGatewayThatIsStoppedWaitsForThem() throws Exception {
    try (World world = world("slow-headers 3s\nbody " + VECTORS)) {
      CompletableFuture<HttpResponse<String>> answer = asking(world);

      CompletableFuture<Void> drained = world.gateway.drain();

      assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo(VECTORS);
      drained.get(20, TimeUnit.SECONDS);
      assertThat(world.accessLog.peek()).contains("\"ending\":\"completed\"");
    }
  }

  @Test
  void thoseThatTakeTooLongAreToldThatItIsStopped() throws Exception {
    try (World world = world("slow-headers forever\nbody {}")) {
      CompletableFuture<HttpResponse<String>> answer = asking(world);

      world.gateway.close();

      assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
      assertThat(answer.get().body()).contains("\"code\":\"draining\"");
      assertThat(answer.get().headers().firstValue("retry-after")).isPresent();
      assertThat(world.accessLog.peek()).contains("\"ending\":\"interrupted\"");
      assertThat(world.provider.awaitClientLeft(1, World.PATIENCE)).isNotNull();
    }
  }

  private static CompletableFuture<HttpResponse<String>> asking(World world) throws Exception {
    HttpRequest request =
        world.post("/v1/embeddings", "{\"model\":\"fast\",\"input\":\"Hi\"}").build();
    CompletableFuture<HttpResponse<String>> answer =
        world.http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    world.provider.awaitRequest(1, World.PATIENCE);
    return answer;
  }
}
