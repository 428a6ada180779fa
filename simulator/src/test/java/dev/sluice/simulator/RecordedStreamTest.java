package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays recordings of real providers that a developer may keep beside the project. */
class RecordedStreamTest {
  private static final Path RECORDINGS = Path.of("../../shared/fixtures");

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
    Path recording = RECORDINGS.resolve(name);
    assumeTrue(Files.exists(recording), "skipped: no recording at " + recording.toAbsolutePath());
    List<String> lines =
        Files.readAllLines(recording).stream().filter(line -> !line.isBlank()).toList();
    var expected = new StringBuilder();
    lines.forEach(line -> expected.append("data: ").append(line).append("\n\n"));
    String script = "split random 1-1000 seed 4\nfile " + recording.toAbsolutePath() + "\ndone";
    try (var simulator = Simulator.start(script);
        var client = new RawClient(simulator)) {
      client.post(RawClient.STREAMED).readHead();
      assertThat(new String(client.readChunks(), StandardCharsets.UTF_8))
          .isEqualTo(expected + "data: [DONE]\n\n");
    }
  }
}
