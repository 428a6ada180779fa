package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in the documentation of the output are what the commands print. */
final class OutputExamplesTest {
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "`--format (\\w+)`(?:, exit code (\\d+))?:\n\n```script\n(.*?)```\n\n```json\n(.*?)```",
          Pattern.DOTALL);

  static Stream<Arguments> examples() throws IOException {
    String text = Files.readString(Path.of("..", "docs", "output.md"));
    return EXAMPLE.matcher(text).results().map(OutputExamplesTest::example);
  }

  private static Arguments example(MatchResult found) {
    String code = found.group(2) == null ? "0" : found.group(2);
    return Arguments.of(found.group(1), Integer.parseInt(code), found.group(3), found.group(4));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleIsWhatIsPrinted(String format, int code, String script, String output) {
    try (Simulator provider = Simulator.start(script)) {
      CommandRun.Result result =
          CommandRun.against(provider)
              .run("ask", "-m", "openai/gpt-4o-mini", "--format", format, "What time is it?");

      assertThat(withoutTimes(result.out())).isEqualTo(withoutTimes(output));
      assertThat(result.code()).isEqualTo(code);
    }
  }

  private static String withoutTimes(String json) {
    return json.replaceAll("(_ms|_per_second)\":[0-9.]+", "$1\":0")
        .replaceAll("127\\.0\\.0\\.1:\\d+", "localhost:8080");
  }
}
