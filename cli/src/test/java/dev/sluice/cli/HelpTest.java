package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Help, and that the documentation says the same. */
final class HelpTest {
  private static final Path DOCUMENTATION = Path.of("..", "docs", "cli.md");

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "ask --help", "chat --help", "models --help", "simulate --help"})
  void everyHelpHasExamplesAndStandsInTheDocumentation(String arguments) throws IOException {
    CommandRun.Result result = new CommandRun().run(arguments.split(" "));

    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("Usage: sluice").contains("\nExamples:\n  sluice ");
    assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(Files.readString(DOCUMENTATION))
        .contains("```\n$ sluice " + arguments + "\n" + result.out() + "```\n");
  }

  @Test
  void everyOptionIsExplained() {
    for (String command : new String[] {"ask", "chat", "models", "simulate"}) {
      String help = new CommandRun().run(command, "-h").out();

      assertThat(help.lines().filter(line -> line.matches(" +(-\\w|--\\w).*")))
          .isNotEmpty()
          .allMatch(line -> line.matches(" +(-\\w, )?(--\\S+)? +\\S.*"));
    }
  }

  @Test
  void theVersionIsTheBuilds() {
    assertThat(new CommandRun().run("--version").out()).matches("sluice \\d+\\.\\d+\\.\\d+\n");
    assertThat(new CommandRun().run("-V").out()).matches("sluice \\d+\\.\\d+\\.\\d+\n");
  }

  @Test
  void everyExitCodeStandsInTheDocumentation() throws IOException {
    assertThat(Files.readString(DOCUMENTATION))
        .contains(
            "| 0 |", "| 1 |", "| 2 |", "| 3 |", "| 4 |", "| 5 |", "| 130 |", "| 141 |", "| 143 |");
  }
}
