package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.access.Keys;
import dev.sluice.server.clients.Client;
import dev.sluice.server.clients.Said;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Google's interface at the gateway, as its clients write it. */
@Timeout(240)
class GeminiGatewayTest {
  private static final String BODY = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}";
  private static final String WHOLE =
      "role\ntext \"Hel\"\ntext \"lo\"\nfinish stop\nusage 3 2\ndone";
  private static final String DIALECT = "gemini.generate_content";

  private static String path(String model, String method) {
    return "/v1beta/models/" + model + ":" + method;
  }

  private static HttpResponse<String> ask(World world, String path) throws Exception {
    return world.send(world.post(path, BODY));
  }

  private static void assertWhole(Said said) {
    assertThat(said.text()).isEqualTo("Hello");
    assertThat(said.isWhole()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/models/fast",
    "/v1beta/models/fast",
    "/v1beta/models/models/fast",
    "/v1beta/models/openai/gpt-4o-mini",
    "/v1beta/models/openai%2Fgpt-4o-mini",
    "/v1/models/gemini/gemini-2.5-flash",
  })
  void aModelIsNamedInThePath(String path) throws Exception {
    try (World world = World.saying(WHOLE)) {
      HttpResponse<String> stream = ask(world, path + ":streamGenerateContent?alt=sse");
      assertThat(stream.statusCode()).isEqualTo(200);
      assertThat(stream.headers().firstValue("content-type").orElseThrow())
          .startsWith("text/event-stream");
      assertWhole(Client.GEMINI.stream(200, stream.body()));
      HttpResponse<String> whole = ask(world, path + ":generateContent");
      assertThat(whole.body()).contains("\"text\":\"Hello\"", "\"finishReason\":\"STOP\"");
      assertThat(world.complaints).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"google", "fast", "other"})
  void withoutSseAStreamIsOneArray(String model) throws Exception {
    try (World world = World.saying(WHOLE)) {
      HttpResponse<String> answer = ask(world, path(model, "streamGenerateContent"));
      assertThat(answer.headers().firstValue("content-type")).contains("application/json");
      assertThat(answer.body()).startsWith("[{").endsWith("]").contains(",\r\n{");
      assertWhole(Client.GEMINI.stream(200, answer.body()));
    }
  }

  @Test
  void signsOfLifeMeanNothingWithinAnArray() throws Exception {
    String slow = "wait 300ms\nrole\ntext \"Hel\"\nwait 300ms\ntext \"lo\"\nfinish stop\ndone";
    try (World world = World.lively(slow)) {
      String body = ask(world, path("fast", "streamGenerateContent")).body();
      assertThat(body.strip()).startsWith("[").endsWith("]");
      assertThat(body).contains("\n");
      assertWhole(Client.GEMINI.stream(200, body));
    }
  }

  @Test
  void anArrayThatIsNotWholeIsCutOff() throws Exception {
    try (World world = World.saying("role\ntext \"Hel\"\nwait 200ms\nrst");
        RawClient client = world.raw()) {
      client.write(
          "POST "
              + path("google", "streamGenerateContent")
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
              + BODY.length()
              + "\r\n\r\n"
              + BODY);
      String answer = client.readUntil("\"UNAVAILABLE\"");
      assertThat(answer).contains("[{\"candidates\"", "\"text\":\"Hel\"", ",\r\n{\"error\":");
      String rest = client.readAll();
      assertThat(rest).doesNotContain("]\r\n").doesNotContain("\r\n0\r\n");
    }
  }

  @Test
  void anArrayIsNotGoneOnWithInItsMidst() throws Exception {
    try (World world = World.saying(WHOLE)) {
      HttpResponse<String> answer =
          world.send(
              world
                  .post(path("fast", "streamGenerateContent"), BODY)
                  .header("Last-Event-ID", "1.4"));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("INVALID_ARGUMENT", "alt=sse");
    }
  }

  @Test
  void aRunIsFollowedFromOtherDialectsAndIntoThem() throws Exception {
    try (World world = World.saying(WHOLE)) {
      for (String model : List.of("google", "fast", "other")) {
        HttpResponse<String> own = ask(world, path(model, "streamGenerateContent?alt=sse"));
        String run = own.headers().firstValue("sluice-run").orElseThrow();
        String chat = world.get("/runs/" + run + "/events?as=openai.chat").body();
        assertWhole(Client.CHAT.stream(200, chat));
        String again = world.get("/runs/" + run + "/events?as=" + DIALECT).body();
        assertThat(again).isEqualTo(own.body());
        HttpResponse<String> other =
            world.send(world.post("/v1/chat/completions", World.CHAT.replace("fast", model)));
        String theirs = other.headers().firstValue("sluice-run").orElseThrow();
        String told = world.get("/runs/" + theirs + "/events?as=" + DIALECT).body();
        assertWhole(Client.GEMINI.stream(200, told));
      }
    }
  }

  @Test
  void aKeyMayStandInTheHeaderOrInTheQuery() throws Exception {
    Keys keys = Keys.of(List.of(Keys.Key.of("one", "sk-gate", List.of())));
    try (World world = World.with(WHOLE, keys, settings -> settings)) {
      String path = path("fast", "generateContent");
      assertThat(
              world.send(world.post(path, BODY).header("x-goog-api-key", "sk-gate")).statusCode())
          .isEqualTo(200);
      assertThat(ask(world, path + "?key=sk-gate").statusCode()).isEqualTo(200);
      HttpResponse<String> refused = ask(world, path + "?key=sk-other");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.body()).contains("\"status\":\"UNAUTHENTICATED\"", "API_KEY_INVALID");
    }
  }

  @Test
  void theModelsAreListedInGooglesFormToWhoeverAsksAsGooglesClients() throws Exception {
    try (World world = World.saying(WHOLE)) {
      assertThat(world.get("/v1/models").body()).startsWith("{\"object\":\"list\"");
      assertThat(world.get("/v1/models?key=k").body()).startsWith("{\"models\":[");
      assertThat(world.get("/v1beta/models?pageSize=1").body())
          .contains("\"name\":\"models/", "\"nextPageToken\":\"1\"");
      assertThat(world.get("/v1beta/models?pageSize=1&pageToken=1").body())
          .isNotEqualTo(world.get("/v1beta/models?pageSize=1").body());
      assertThat(world.get("/v1beta/models?pageToken=x").statusCode()).isEqualTo(400);
      assertThat(world.get("/v1beta/models/openai/gpt-4o-mini").body())
          .contains("\"name\":\"models/openai/gpt-4o-mini\"", "\"generateContent\"");
      HttpResponse<String> none = world.get("/v1beta/models/nobody");
      assertThat(none.statusCode()).isEqualTo(404);
      assertThat(none.body()).contains("\"status\":\"NOT_FOUND\"");
    }
  }

  @Test
  void embeddingsAreRefusedForWhatTheyAre() throws Exception {
    try (World world = World.saying(WHOLE)) {
      for (String method : List.of("embedContent", "batchEmbedContents")) {
        HttpResponse<String> refused = ask(world, path("fast", method));
        assertThat(refused.statusCode()).isEqualTo(501);
        assertThat(refused.body()).contains("\"status\":\"UNIMPLEMENTED\"", "POST /v1/embeddings");
      }
    }
  }

  @Test
  void tokensAreCountedInEitherForm() throws Exception {
    try (World world = World.saying(WHOLE)) {
      String plain = ask(world, path("fast", "countTokens")).body();
      assertThat(plain).contains("\"totalTokens\":");
      String nested =
          "{\"generateContentRequest\":{\"model\":\"models/fast\"," + BODY.substring(1) + "}";
      assertThat(world.send(world.post(path("fast", "countTokens"), nested)).body())
          .isEqualTo(plain);
      assertThat(ask(world, path("nobody", "countTokens")).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void whatGoogleAloneHasGoesToGoogleAndIsNamedElsewhere() throws Exception {
    String body =
        BODY.substring(0, BODY.length() - 1)
            + ",\"tools\":[{\"googleSearch\":{}},{\"functionDeclarations\":[{\"name\":\"f\"}]}],"
            + "\"generationConfig\":{\"topK\":4,\"thinkingConfig\":{\"thinkingBudget\":0}}}";
    try (World world = World.saying(WHOLE)) {
      HttpResponse<String> google = world.send(world.post(path("google", "generateContent"), body));
      assertThat(google.headers().firstValue("x-sluice-dropped")).isEmpty();
      assertThat(world.provider.requests().getLast().body())
          .contains("\"googleSearch\":{}", "\"topK\":4", "\"thinkingBudget\":0", "\"name\":\"f\"");
      HttpResponse<String> other = world.send(world.post(path("fast", "generateContent"), body));
      assertThat(other.headers().firstValue("x-sluice-dropped").orElseThrow())
          .contains("topK", "thinkingConfig", "tools");
      assertThat(world.provider.requests().getLast().body())
          .doesNotContain("googleSearch", "topK")
          .contains("\"name\":\"f\"");
    }
  }

  /** As Gemini CLI does it, which leaves thoughts out. */
  @ParameterizedTest
  @ValueSource(strings = {"generateContent", "streamGenerateContent?alt=sse"})
  void anthropicsThoughtsComeBackSignedBeforeTheirCall(String method) throws Exception {
    String script =
        "role\nreasoning \"Hm\"\nsignature \"c2ln\"\ntool 0 toolu_1 f \"{}\"\n"
            + "finish tool_calls\nusage 3 2\ndone";
    try (World world = World.saying(script)) {
      HttpResponse<String> answer = ask(world, path("other", method));
      assertThat(answer.body()).doesNotContain("Hm");
      String proof = answer.body().replaceFirst("(?s).*\"thoughtSignature\":\"([^\"]*)\".*", "$1");
      String next =
          "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]},{\"role\":\"model\",\"parts\":"
              + "[{\"functionCall\":{\"id\":\"toolu_1\",\"name\":\"f\",\"args\":{}},"
              + "\"thoughtSignature\":\""
              + proof
              + "\"}]},{\"parts\":[{\"functionResponse\":{\"id\":\"toolu_1\",\"name\":\"f\","
              + "\"response\":{\"output\":\"7\"}}}]}]}";
      assertThat(world.send(world.post(path("other", method), next)).statusCode()).isEqualTo(200);
      assertThat(world.provider.requests().getLast().body())
          .containsPattern("\"thinking\",\"thinking\":\"Hm\",\"signature\":\"c2ln\".*\"tool_use\"");
      for (String model : List.of("google", "gpt-5")) {
        assertThat(world.send(world.post(path(model, method), next)).statusCode()).isEqualTo(200);
        assertThat(world.provider.requests().getLast().body())
            .contains("\"f\"", "7")
            .doesNotContain("c2ln", "c2x1aWNl");
      }
    }
  }

  @Test
  void aBlockedPromptIsToldAsGoogleTellsIt() throws Exception {
    try (World world =
        World.saying("chunk {\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}\nend")) {
      HttpResponse<String> answer = ask(world, path("google", "streamGenerateContent?alt=sse"));
      assertThat(answer.body()).contains("\"blockReason\":\"SAFETY\"").doesNotContain("error");
      HttpResponse<String> whole = ask(world, path("google", "generateContent"));
      assertThat(whole.body()).startsWith("{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}");
      assertThat(whole.body()).doesNotContain("candidates");
    }
  }
}
