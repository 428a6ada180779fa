package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever has set a base URL otherwise than it is reads so where its client shows errors. */
final class MistakenAddressTest {
  private static final String GEMINI = "{\"error\":{\"code\":404,\"message\":\"there is nothing";
  private static final String MESSAGES =
      "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"there is nothing";
  private static final String OLLAMA = "{\"error\":\"there is nothing";
  private static final String OPENAI = "{\"error\":{\"message\":\"there is nothing";

  @ParameterizedTest
  @CsvSource({
    "/v1/v1/messages",
    "/anthropic/v1/messages",
    "/anthropic/messages",
    "/messages",
    "/v1/messages/",
    "//v1/messages"
  })
  void clientsOfMessagesAreToldInTheirForm(String path) throws Exception {
    assertThat(told(path)).startsWith(MESSAGES);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1beta/v1beta/models/fast:generateContent",
    "/v1/v1beta/models/fast:streamGenerateContent",
    "/v1beta/v1/models/fast:countTokens",
    "/gemini/v1beta/models/fast:generateContent",
    "/v1alpha/models/fast:streamGenerateContent",
    "/models/fast:generateContent"
  })
  void clientsOfGoogleAreToldInTheirForm(String path) throws Exception {
    assertThat(told(path))
        .startsWith(GEMINI)
        .contains("address alone, without /v1")
        .contains("\"reason\":\"UNKNOWN_URL\"");
  }

  @ParameterizedTest
  @CsvSource({"/v1/api/chat", "/v1/api/generate", "/api/chat/", "/api/api/tags"})
  void clientsOfOllamaAreToldInTheirForm(String path) throws Exception {
    assertThat(told(path)).startsWith(OLLAMA);
  }

  @ParameterizedTest
  @CsvSource({"/chat/completions", "/v1/v1/responses", "/openai/v1/chat/completions", "/nothing"})
  void allOthersAreToldInTheFormOfOpenAi(String path) throws Exception {
    assertThat(told(path)).startsWith(OPENAI);
  }

  @Test
  void aGatewayIsNoProxy() throws Exception {
    try (World world = World.saying("answer \"Hello\"");
        RawClient client = world.raw()) {
      client.write(
          "GET http://127.0.0.1:%d/v1/models HTTP/1.1\r\nHost: 127.0.0.1:%1$d\r\n\r\n"
              .formatted(world.port()));
      assertThat(client.readUntil("}")).startsWith("HTTP/1.1 400 ").contains("no proxy");
    }
  }

  private static String told(String path) throws Exception {
    try (World world = World.saying("answer \"Hello\"")) {
      HttpResponse<String> response = world.send(world.post(path, "{}"));
      assertThat(response.statusCode()).isEqualTo(404);
      return response.body();
    }
  }
}
