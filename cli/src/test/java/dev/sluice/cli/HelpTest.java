package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Help, and that the documentation says the same. */
final class HelpTest {
  private static final Path DOCUMENTATION = Path.of("..", "docs", "cli.md");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "ask --help",
        "chat --help",
        "models --help",
        "serve --help",
        "simulate --help",
        "log --help",
        "log list --help",
        "log show --help",
        "log search --help",
        "log follow --help",
        "log resume --help",
        "log export --help",
        "log import --help",
        "log rename --help",
        "log pin --help",
        "log unpin --help",
        "log delete --help",
        "log path --help",
        "log on --help",
        "log off --help"
      })
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
    for (String command :
        new String[] {
          "ask", "chat", "models", "serve", "simulate", "log list", "log show", "log resume"
        }) {
      String help = new CommandRun().run((command + " -h").split(" ")).out();

      assertThat(help.lines().filter(line -> line.matches(" +(-\\w|--\\w).*")))
          .isNotEmpty()
          .allMatch(line -> line.matches(" +(-\\w, )?(--\\S+)? +\\S.*"));
    }
  }

  @Test
  void everyCommandOfTheLogHasASection() throws IOException {
    String page = Files.readString(DOCUMENTATION);
    Surroundings nobodys =
        new Surroundings(
            Map.of(),
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            Terminals.NONE,
            new PressedKeys(),
            Clock.system());

    assertThat(new LogCommand(nobodys).commands())
        .hasSizeGreaterThan(10)
        .allMatch(command -> page.contains("\n### log " + command.name() + "\n"));
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

  @Test
  void everySettingOfAProviderIsInTheTableOfTheEnvironment() throws IOException {
    String page = Files.readString(DOCUMENTATION);
    String table = page.substring(page.indexOf("## Environment"), page.indexOf("## Building"));
    Pattern setting =
        Pattern.compile(
            "\"([A-Z][A-Z0-9]*_(\\w*(KEY|TOKEN|HOST|ENDPOINT|REGION|VERSION|PROJECT|PROJECT_ID|"
                + "ORG_ID|ORGANIZATION|BASE_URL|BEDROCK|KEY_ID|BEDROCK_RUNTIME)))\"");
    List<String> settings = new ArrayList<>();
    try (Stream<Path> sources =
        Files.walk(Path.of("..", "core", "src", "main", "java", "dev", "sluice", "provider"))) {
      for (Path source : sources.filter(Files::isRegularFile).toList()) {
        setting
            .matcher(Files.readString(source))
            .results()
            .forEach(found -> settings.add("`" + found.group(1) + "`"));
      }
    }

    assertThat(settings).hasSizeGreaterThan(40).allMatch(table::contains);
  }
}
