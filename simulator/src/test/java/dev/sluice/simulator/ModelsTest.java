package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The lists of models, each in its provider's form. */
class ModelsTest {

  private static String list(String target, String headers) throws IOException {
    try (var simulator = Simulator.start("raw x");
        var client = new RawClient(simulator)) {
      String whole =
          client
              .send("GET " + target + " HTTP/1.1\r\nConnection: close\r\n" + headers + "\r\n")
              .readRest()
              .bytes();
      assertThat(whole)
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("content-type: application/json");
      assertThat(simulator.requests()).hasSize(1);
      return whole.substring(whole.indexOf("\r\n\r\n") + 4);
    }
  }

  @Test
  void openAiHasModelsWithAnOwner() throws Exception {
    assertThat(list("/v1/models", ""))
        .isEqualTo(
            "{\"object\":\"list\",\"data\":["
                + "{\"id\":\"simulated-model\",\"object\":\"model\",\"created\":1767225600,"
                + "\"owned_by\":\"simulated\"},"
                + "{\"id\":\"simulated-model-mini\",\"object\":\"model\",\"created\":1767225600,"
                + "\"owned_by\":\"simulated\"}]}");
  }

  @Test
  void anthropicIsToldByItsVersionHeaderAndHasPages() throws Exception {
    assertThat(list("/v1/models?limit=1000", "anthropic-version: 2023-06-01\r\n"))
        .isEqualTo(
            "{\"data\":[{\"type\":\"model\",\"id\":\"simulated-model\","
                + "\"display_name\":\"simulated-model\",\"created_at\":\"2026-01-01T00:00:00Z\"},"
                + "{\"type\":\"model\",\"id\":\"simulated-model-mini\","
                + "\"display_name\":\"simulated-model-mini\","
                + "\"created_at\":\"2026-01-01T00:00:00Z\"}],\"has_more\":false,"
                + "\"first_id\":\"simulated-model\",\"last_id\":\"simulated-model-mini\"}");
  }

  @Test
  void geminiNamesModelsWithTheirCollection() throws Exception {
    String list = list("/v1beta/models?pageSize=50", "");
    assertThat(list)
        .startsWith(
            "{\"models\":[{\"name\":\"models/simulated-model\",\"version\":\"001\","
                + "\"displayName\":\"simulated-model\",\"inputTokenLimit\":32768,"
                + "\"outputTokenLimit\":8192,"
                + "\"supportedGenerationMethods\":[\"generateContent\",\"countTokens\"]},");
    assertThat(list("/v1/models", "x-goog-api-key: k\r\n")).isEqualTo(list);
    assertThat(Json.read(list)).isPresent();
  }

  @Test
  void ollamaListsWhatIsThere() throws Exception {
    String list = list("/api/tags", "");
    assertThat(list)
        .startsWith(
            "{\"models\":[{\"name\":\"simulated-model:latest\","
                + "\"model\":\"simulated-model:latest\",\"modified_at\":");
    assertThat(Json.read(list)).isPresent();
  }

  @Test
  void bedrockHasSummaries() throws Exception {
    String list = list("/foundation-models?byOutputModality=TEXT", "");
    assertThat(list)
        .startsWith(
            "{\"modelSummaries\":[{\"modelArn\":"
                + "\"arn:aws:bedrock:us-east-1::foundation-model/simulated-model\","
                + "\"modelId\":\"simulated-model\",")
        .contains("\"responseStreamingSupported\":true");
    assertThat(Json.read(list)).isPresent();
  }

  @Test
  void aListTakesNoResponseOfTheScriptAndCanHaveOneOfItsOwn() throws Exception {
    try (var simulator = Simulator.start("times 1\nraw first");
        var client = new RawClient(simulator)) {
      simulator.script("/api/tags", Script.parse("status 503\nerror \"Later\""));
      client.send("GET /v1/models HTTP/1.1\r\n\r\n").readUntil("]}");
      assertThat(client.send("GET /api/tags HTTP/1.1\r\n\r\n").readUntil("}"))
          .startsWith("HTTP/1.1 503 ")
          .endsWith("{\"error\":\"Later\"}");
      client.post(RawClient.STREAMED).readHead();
      assertThat(client.readText()).isEqualTo("first");
    }
  }
}
