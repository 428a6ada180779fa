package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays recordings of real providers that a developer may keep beside the project. */
class RecordedStreamTest {
  private static final Path RECORDINGS = Path.of("../../shared/fixtures");

  @ParameterizedTest
  @CsvSource({
    "anthropic/text.jsonl, /v1/messages",
    "anthropic/web-search.jsonl, /v1/messages",
    "openai-responses/phase.jsonl, /v1/responses",
    "openai-responses/error.jsonl, /v1/responses"
  })
  void aRecordingOfNamedEventsIsReplayedWithItsNames(String name, String path) throws Exception {
    var expected = new StringBuilder();
    for (String line : lines(name)) {
      // The type is the first member of every payload.
      String type = line.substring("{\"type\":\"".length(), line.indexOf('"', 9));
      expected.append("event: ").append(type).append("\ndata: ").append(line).append("\n\n");
    }
    assertThat(Played.stream(file(name), path, RawClient.STREAMED)).isEqualTo(expected.toString());
  }

  @Test
  void aRecordingOfGeminiIsReplayedAsEventsAndAsAnArray() throws Exception {
    String name = "gemini/reasoning.jsonl";
    String path = "/v1beta/models/m:streamGenerateContent";
    var expected = new StringBuilder();
    lines(name).forEach(line -> expected.append("data: ").append(line).append("\r\n\r\n"));
    assertThat(Played.stream(file(name), path + "?alt=sse", "{}")).isEqualTo(expected.toString());
    assertThat(Played.stream(file(name) + "\ndone", path, "{}"))
        .isEqualTo("[" + String.join("\r\n,\r\n", lines(name)) + "\r\n]\r\n");
  }

  @Test
  void aRecordingOfBedrockIsReplayedInFrames() throws Exception {
    String name = "bedrock/reasoning.jsonl";
    List<BedrockTest.Frame> frames =
        BedrockTest.frames(Played.bytes(file(name), "/model/m/converse-stream", "{}"));
    assertThat(frames)
        .extracting(
            frame -> "{\"" + frame.headers().get(":event-type") + "\":" + frame.payload() + "}")
        .isEqualTo(lines(name));
  }

  private static Path recording(String name) {
    Path recording = RECORDINGS.resolve(name);
    assumeTrue(Files.exists(recording), "skipped: no recording at " + recording.toAbsolutePath());
    return recording;
  }

  private static List<String> lines(String name) throws IOException {
    return Files.readAllLines(recording(name)).stream().filter(line -> !line.isBlank()).toList();
  }

  private static String file(String name) {
    return "file " + recording(name).toAbsolutePath();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai-chat/text.jsonl",
        "openai-chat/azure-model-router.jsonl",
        "deepseek/reasoning.jsonl",
        "deepseek/tool-call.jsonl",
        "groq/text.jsonl"
      })
  void aRecordingIsReplayedToTheByte(String name) throws Exception {
    var expected = new StringBuilder();
    lines(name).forEach(line -> expected.append("data: ").append(line).append("\n\n"));
    String script = "split random 1-1000 seed 4\n" + file(name) + "\ndone";
    try (var simulator = Simulator.start(script);
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      assertThat(new String(client.readChunks(), StandardCharsets.UTF_8))
          .isEqualTo(expected + "data: [DONE]\n\n");
    }
  }
}
