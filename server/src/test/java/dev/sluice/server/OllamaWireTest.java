package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.clients.Client;
import dev.sluice.server.clients.Said;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ollama's interface on the wire. */
@Timeout(240)
class OllamaWireTest {
  private static final String ASK =
      "{\"model\":\"fast\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String SAYS = "role\nwords \"Hello you\"\nfinish stop\nusage 3 2\ndone";

  @ParameterizedTest
  @ValueSource(strings = {"", "/ollama"})
  void aStreamIsLinesOfJson(String prefix) throws Exception {
    try (World world = World.saying(SAYS)) {
      HttpResponse<String> answer = world.send(world.post(prefix + "/api/chat", ASK));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type")).contains("application/x-ndjson");
      assertThat(answer.headers().firstValue("sluice-run")).isPresent();
      assertWhole(Client.OLLAMA.stream(200, answer.body()));
      assertThat(answer.body().lines().toList())
          .allSatisfy(line -> assertThat(line).startsWith("{\"model\":\"fast\",\"created_at\":\""))
          .last()
          .asString()
          .contains("\"done\":true", "\"prompt_eval_count\":3", "\"eval_count\":2");
    }
  }

  @Test
  void aDocumentIsOneObject() throws Exception {
    try (World world = World.saying(SAYS)) {
      String body = ASK.replace("\"model\"", "\"stream\":false,\"model\"");
      HttpResponse<String> answer = world.send(world.post("/api/chat", body));
      assertThat(answer.headers().firstValue("content-type")).contains("application/json");
      assertWhole(Client.OLLAMA.document(200, answer.body()));
    }
  }

  @Test
  void whatOnlyOllamaKnowsIsNamedWhereItIsLeftOut() throws Exception {
    try (World world = World.saying(SAYS)) {
      String body =
          ASK.replace("\"model\"", "\"think\":true,\"options\":{\"num_ctx\":9},\"model\"");
      HttpResponse<String> other = world.send(world.post("/api/chat", body));
      assertThat(other.headers().firstValue("x-sluice-dropped")).contains("think, options");
      HttpResponse<String> own =
          world.send(world.post("/api/chat", body.replace("fast", "ollama/qwen3:8b")));
      assertThat(own.headers().firstValue("x-sluice-dropped")).isEmpty();
      assertThat(world.provider.requests().getLast().body())
          .contains("\"think\":true", "\"num_ctx\":9", "\"model\":\"qwen3:8b\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET|/ollama||200|Ollama is running",
        "GET|/ollama/||200|Ollama is running",
        "GET|/api/version||200|{\"version\":\"0.13.0\"}",
        "GET|/ollama/api/ps||200|{\"models\":[]}",
        "POST|/api/show|{\"name\":\"fast:latest\"}|200|\"general.basename\":\"fast\"",
        "POST|/api/show|{\"model\":\"openai/gpt-x\"}|200|\"vision\",\"thinking\"]",
        "POST|/api/show|{\"model\":\"nope\"}|404|{\"error\":\"model 'nope' not found",
        "POST|/api/show|{}|400|{\"error\":\"model: ",
        "POST|/api/pull|{\"model\":\"x\"}|501|{\"error\":\"this gateway keeps no models",
        "POST|/api/push|{\"model\":\"x\"}|501|{\"error\":\"this gateway keeps no models",
        "POST|/api/create|{\"model\":\"x\"}|501|{\"error\":\"this gateway keeps no models",
        "POST|/api/copy|{\"source\":\"x\"}|501|{\"error\":\"this gateway keeps no models",
        "DELETE|/ollama/api/delete|{\"model\":\"x\"}|501|{\"error\":\"this gateway keeps no",
        "POST|/api/embed|{\"model\":\"x\"}|501|{\"error\":\"embeddings are asked for",
        "POST|/api/embeddings|{\"model\":\"x\"}|501|{\"error\":\"embeddings are asked for",
        "POST|/api/chat|{\"model\":\"nope\",\"messages\":[]}|404|not found",
        "POST|/api/chat|{\"model\":\"fast\"}|200|\"done\":true,\"done_reason\":\"load\"}",
        "POST|/api/generate|{\"model\":\"fast\",\"prompt\":\"\"}|200|\"response\":\"\"",
        "POST|/api/chat|{\"messages\":[]}|400|{\"error\":\"messages: ",
        "POST|/api/chat|{\"messages\":|400|{\"error\":\"the body is not JSON",
        "POST|/api/generate|{\"model\":\"fast\",\"prompt\":\"a\",\"raw\":true}|400|raw: ",
      })
  void besidesItIsAnsweredAsOllamaDoes(
      String method, String path, String body, int status, String part) throws Exception {
    try (World world = World.saying(SAYS)) {
      HttpRequest.BodyPublisher sent =
          body == null
              ? HttpRequest.BodyPublishers.noBody()
              : HttpRequest.BodyPublishers.ofString(body);
      HttpResponse<String> answer =
          world.send(
              world.request(path).header("content-type", "application/json").method(method, sent));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      assertThat(answer.body()).contains(part);
      assertThat(world.provider.requests()).isEmpty();
    }
  }

  @Test
  void whetherItIsThereCanBeAskedWithoutABody() throws Exception {
    try (World world = World.saying(SAYS)) {
      HttpRequest.Builder head =
          world.request("/ollama").method("HEAD", HttpRequest.BodyPublishers.noBody());
      HttpResponse<String> answer = world.send(head);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void modelsAreListedWithTags() throws Exception {
    try (World world = World.saying(SAYS)) {
      String list = world.get("/api/tags").body();
      assertThat(list).contains("\"name\":\"fast:latest\",\"model\":\"fast:latest\"");
      assertThat(list).containsPattern("\"digest\":\"[0-9a-f]{64}\"");
    }
  }

  @Test
  void anErrorBeforeTheFirstTokenIsAStatus() throws Exception {
    try (World world = World.saying("status 429\nheader retry-after: 1\nbody {\"error\":{}}")) {
      HttpResponse<String> answer = world.send(world.post("/api/chat", ASK));
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(Client.OLLAMA.stream(429, answer.body()).isBroken()).isTrue();
    }
  }

  private static void assertWhole(Said said) {
    assertThat(said.text()).isEqualTo("Hello you");
    assertThat(said.isWhole()).isTrue();
  }
}
