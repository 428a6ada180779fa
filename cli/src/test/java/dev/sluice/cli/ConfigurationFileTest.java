package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationFileTest {
  private static final String SCRIPT = "answer \"hello\"";

  @TempDir Path folder;

  private CommandRun configured(String toml) throws IOException {
    Path file = Files.writeString(folder.resolve("config.toml"), toml);
    return new CommandRun().with("SLUICE_CONFIG", file.toString());
  }

  @Test
  void aServerOfTheFileIsAskedByItsNameWithItsKeyAndHeaders() throws Exception {
    try (Simulator simulator = Simulator.start(SCRIPT)) {
      CommandRun.Result result =
          configured(
                  """
                  [providers.house]
                  base_url = "%s"
                  key_env = "HOUSE_KEY"
                  headers = { X-Team = "blue" }
                  """
                      .formatted(simulator.baseUrl()))
              .with("HOUSE_KEY", "sk-house-0123456789")
              .run("ask", "-m", "house/m", "hi");
      assertThat(result.err()).isEmpty();
      assertThat(result.out()).isEqualTo("hello\n");
      assertThat(simulator.requests().getFirst().headers().first("authorization"))
          .hasValue("Bearer sk-house-0123456789");
      assertThat(simulator.requests().getFirst().headers().first("x-team")).hasValue("blue");
    }
  }

  @Test
  void aKeyMayStandInAFileBesideIt() throws Exception {
    Files.writeString(folder.resolve("house.key"), "sk-of-a-file-12345\n");
    try (Simulator simulator = Simulator.start(SCRIPT)) {
      CommandRun.Result result =
          configured(
                  "[providers.house]\nbase_url = \"%s\"\nkey_file = \"house.key\"\n"
                      .formatted(simulator.baseUrl()))
              .run("ask", "-m", "house/m", "hi");
      assertThat(result.out()).isEqualTo("hello\n");
      assertThat(simulator.requests().getFirst().headers().first("authorization"))
          .hasValue("Bearer sk-of-a-file-12345");
    }
  }

  @Test
  void aFileOfAKeyThatIsNotThereIsNamedInTheWordsOfAPerson() throws Exception {
    String toml =
        "[providers.house]\nbase_url = \"http://127.0.0.1:9/v1\"\nkey_file = \"nowhere\"\n";
    CommandRun.Result result = configured(toml).run("ask", "-m", "house/m", "hi");
    assertThat(result.err())
        .contains("the key of the provider house cannot be read from ", "nowhere: ")
        .doesNotContain("Exception");
  }

  @Test
  void aKeyThatIsMissingIsNamedByTheModelThatNeedsItAlone() throws Exception {
    String toml =
        "[providers.house]\nbase_url = \"http://127.0.0.1:9/v1\"\nkey_env = \"HOUSE_KEY\"\n";
    CommandRun.Result result = configured(toml).run("ask", "-m", "house/m", "hi");
    assertThat(result.code()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err()).contains("set HOUSE_KEY, which the provider house has its key from");
    assertThat(configured(toml).run("models", "--offline").out()).contains("house/MODEL");
  }

  @Test
  void theFileOfTheUsersFolderIsRead() throws Exception {
    Path file = folder.resolve("sluice").resolve("config.toml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "[providers.house]\nbase_url = \"http://127.0.0.1:9/v1\"\n");
    CommandRun.Result result =
        new CommandRun().with("XDG_CONFIG_HOME", folder.toString()).run("models", "--offline");
    assertThat(result.out()).containsPattern("(?m)^house/MODEL +yes +- +at 127.0.0.1:9/v1$");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[providers.house]\\nbase_url = 7 | 2:1: base_url is a text in quotes",
        "[providers.house]\\nbase_ur = \"x\" | 2:1: a provider has no setting 'base_ur'; known are",
        "[providers.house]\\nkey = \"sk-1\" | 2:1: a key does not stand in the file of settings",
        "[providers.house]\\n | 1:1: the provider house needs a base_url",
        "[providers.house]\\nbase_url = \"ftp://x\" | must be an http or https URL",
        "[providers]\\nhouse = 1 | 2:1: a provider is a table: [providers.house]",
        "provider = 1 | 1:1: there is no setting 'provider'; known are tables [providers.NAME]",
        "[providers.house\\n | 1:17: ",
        "[providers.house]\\nbase_url = \"http://h/v1\"\\nheaders = 3 | 3:1: headers are a table",
      })
  void whatIsWrongIsNamedWithItsPlace(String toml, String message) throws Exception {
    CommandRun.Result result = configured(toml.replace("\\n", "\n")).run("models", "--offline");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("config.toml", message).doesNotContain("sk-1");
  }

  @Test
  void aFileThatIsNamedAndNotThereIsMissed() {
    CommandRun.Result result =
        new CommandRun().with("SLUICE_CONFIG", "/no/such.toml").run("models", "--offline");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("SLUICE_CONFIG names /no/such.toml, which does not exist");
  }
}
