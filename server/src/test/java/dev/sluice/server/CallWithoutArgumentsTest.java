package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A call whose provider says nothing of its arguments: clients read them as JSON all the same. */
final class CallWithoutArgumentsTest {
  private static final String SAYS = "role\ntool 0 call_1 snooze\nfinish tool_calls\ndone";
  private static final String OBJECT = "\"arguments\":\"{}\"";

  @ParameterizedTest
  @CsvSource({
    "fast, false",
    "gpt-5x, false",
    "gpt-5x, true",
    "other, false",
    "other, true",
    "google, true"
  })
  void chatCompletionsTellAnObject(String model, boolean streamed) throws Exception {
    assertThat(
            told(
                "/v1/chat/completions",
                "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                    .formatted(model, streamed)))
        .contains(streamed && !model.equals("google") ? "\"{}\"" : OBJECT);
  }

  @ParameterizedTest
  @CsvSource({"fast, false", "fast, true", "gpt-5x, false", "other, true", "google, false"})
  void responsesTellAnObject(String model, boolean streamed) throws Exception {
    assertThat(
            told(
                "/v1/responses",
                "{\"model\":\"%s\",\"stream\":%s,\"input\":\"Hi\"}".formatted(model, streamed)))
        .contains(OBJECT);
  }

  private static String told(String path, String body) throws Exception {
    try (World world = World.saying(SAYS)) {
      return world.send(world.post(path, body)).body();
    }
  }
}
