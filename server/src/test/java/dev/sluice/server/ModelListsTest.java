package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lists of models say of a context that the operator has set, and of one that nobody has. */
final class ModelListsTest {
  private static final World WORLD = World.saying("answer \"Hi\"");

  @AfterAll
  static void close() {
    WORLD.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "anthropic-version|/v1/models/%s|\"max_input_tokens\":131072",
        "x-goog-api-key|/v1beta/models/%s|\"inputTokenLimit\":131072",
        "accept|/api/show|\"sluice.context_length\":131072"
      })
  void aContextThatIsSetIsToldAndAnotherIsLeftOut(String header, String path, String told)
      throws Exception {
    assertThat(model(header, path, "google")).contains(told);
    assertThat(model(header, path, "fast"))
        .doesNotContain("max_input_tokens", "inputTokenLimit", "context_length");
  }

  private static String model(String header, String path, String name) throws Exception {
    HttpRequest.Builder request =
        path.contains("%s")
            ? WORLD.request(path.formatted(name))
            : WORLD.post(path, "{\"model\":\"" + name + "\"}");
    return WORLD.send(request.header(header, "2023-06-01")).body();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast", "openai/unlisted", "claude-any"})
  void noModelIsOlderThanTheGateway(String name) throws Exception {
    String told = WORLD.get("/v1/models/" + name).body();
    Matcher created = Pattern.compile("\"created\":(\\d+)").matcher(told);
    assertThat(created.find()).as(told).isTrue();
    assertThat(Instant.ofEpochSecond(Long.parseLong(created.group(1))))
        .isAfter(Instant.parse("2020-01-01T00:00:00Z"));
  }

  @Test
  void aModelThatIsNotListedIsItsProviders() throws Exception {
    assertThat(WORLD.get("/v1/models/claude-any").body()).contains("\"owned_by\":\"openai\"");
  }
}
