package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether answers are kept, where, and how that is changed. */
final class LogSettingsTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("config.toml");
  }

  private LogSettings settings(String toml, Map<String, String> environment, boolean noLog)
      throws IOException {
    Files.writeString(file(), toml);
    Map<String, String> all = new HashMap<>(environment);
    all.put("SLUICE_CONFIG", file().toString());
    return Configuration.of(all).log(noLog);
  }

  @Test
  void answersAreKeptUnlessSomethingSaysThatTheyAreNot() throws IOException {
    LogSettings usual = settings("", Map.of("XDG_DATA_HOME", "/xdg"), false);

    assertThat(usual)
        .isEqualTo(new LogSettings(true, Path.of("/xdg/sluice"), Duration.ofDays(90), 1024L << 20));
  }

  @ParameterizedTest
  @CsvSource({
    "'',    '',  false, true",
    "true,  '',  false, true",
    "false, '',  false, false",
    "false, on,  false, true",
    "true,  off, false, false",
    "'',    OFF, false, false",
    "'',    0,   false, false",
    "false, ' ', false, false",
    "true,  on,  true,  false",
    "true,  '',  true,  false"
  })
  void theOptionGoesBeforeTheEnvironmentAndThatBeforeTheFile(
      String written, String set, boolean noLog, boolean kept) throws IOException {
    String toml = written.isEmpty() ? "" : "[log]\nkeep = " + written + "\n";

    assertThat(settings(toml, Map.of("SLUICE_LOG", set), noLog).keep()).isEqualTo(kept);
  }

  @Test
  void theFileSaysWhereAndForHowLong() throws IOException {
    LogSettings said =
        settings(
            "[log]\nfolder = \"kept\"\nmax_age_days = 7\nmax_size = \"500 MB\"\n", Map.of(), false);

    assertThat(said)
        .isEqualTo(new LogSettings(true, folder.resolve("kept"), Duration.ofDays(7), 500_000_000));
    assertThat(settings("[log]\nfolder = '~/kept'\n", Map.of("HOME", "/home/ada"), false).folder())
        .isEqualTo(Path.of("/home/ada/kept"));
    assertThat(settings("[log]\nfolder = 'kept'\n", Map.of("SLUICE_DATA", "/data"), false).folder())
        .isEqualTo(Path.of("/data"));
    assertThat(settings("[log]\nmax_size = \"2GiB\"\n", Map.of(), false).maxBytes())
        .isEqualTo(2L << 30);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "keep = 1              | 2:1: keep is true or false, without quotes",
        "kep = true            | 2:1: [log] has no setting 'kep'; did you mean keep?",
        "colour = 1            | 2:1: [log] has no setting 'colour'; known are keep, folder, max_ag",
        "folder = 3            | 2:1: folder is a text in quotes",
        "folder = ' '          | 2:1: folder is the name of a folder, or left out",
        "max_age_days = 0      | 2:1: max_age_days is a whole number of 1 or more",
        "max_age_days = 40000  | 2:1: max_age_days is 36500 at the most",
        "max_size = \"many\"   | 2:1: max_size is a size of 1 MiB or more, such as \"500 MB\"",
        "max_size = \"0 MB\"   | 2:1: max_size is a size of 1 MiB or more",
        "max_size = \"5\"      | 2:1: max_size is a size of 1 MiB or more"
      })
  void whatCannotBeMeantIsNamedWithItsPlace(String line, String told) {
    assertThatThrownBy(() -> settings("[log]\n" + line + "\n", Map.of(), false))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(file() + ":" + told);
  }

  @Test
  void whatIsNoTableOrNoWordIsNamedToo() {
    assertThatThrownBy(() -> settings("log = true\n", Map.of(), false))
        .hasMessageContaining(":1:1: log is a table: [log]");
    assertThatThrownBy(() -> settings("", Map.of("SLUICE_LOG", "maybe"), false))
        .hasMessage("SLUICE_LOG must be on or off, not 'maybe'");
  }

  // Switching.

  private CommandRun.Result run(String... arguments) {
    return new CommandRun().with("SLUICE_CONFIG", file().toString()).run(arguments);
  }

  @Test
  void offAndOnAreWrittenIntoTheFileOfSettings() throws IOException {
    CommandRun.Result off = run("log", "off");

    assertThat(off.code()).isZero();
    assertThat(off.err()).contains("answers are no longer kept", file().toString());
    assertThat(file()).hasContent("[log]\nkeep = false\n");
    assertThat(run("log", "on").code()).isZero();
    assertThat(file()).hasContent("[log]\nkeep = true\n");
  }

  @Test
  void aFileAndItsFolderAreMadeWhereThereAreNone() throws IOException {
    Path deep = folder.resolve("a/b/config.toml");

    LogSwitch.set(Map.of("SLUICE_CONFIG", deep.toString()), false);

    assertThat(deep).hasContent("[log]\nkeep = false\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# mine\n[log] # kept\n  keep = true   # why\nfolder = 'x' #y\n\n[providers.a]\nlike='groq'",
        "[providers.a] # one\nlike = 'groq'\n[log]\n\"keep\"=true",
        "log.keep = true # here\n",
        "log = { keep = true, folder = 'x' } # there\n"
      })
  void oneWordChangesAndEverythingElseStaysAsItIs(String text) {
    String changed = LogSwitch.changed(file(), text, false);

    assertThat(changed).isEqualTo(text.replace("true", "false"));
    assertThat(LogSwitch.changed(file(), changed, true)).isEqualTo(text);
  }

  @Test
  void aLineIsAddedWhereItIsMissing() {
    assertThat(LogSwitch.changed(file(), "# mine\n[providers.a]\nlike = 'groq'", false))
        .isEqualTo("# mine\n[providers.a]\nlike = 'groq'\n\n[log]\nkeep = false\n");
    assertThat(LogSwitch.changed(file(), "[log] # kept\r\nfolder = 'x'\r\n", false))
        .isEqualTo("[log] # kept\r\nkeep = false\r\nfolder = 'x'\r\n");
    assertThat(LogSwitch.changed(file(), "[log]", false)).isEqualTo("[log]\nkeep = false\n");
    assertThat(LogSwitch.changed(file(), "", false)).isEqualTo("[log]\nkeep = false\n");
  }

  @Test
  void whatOnlyLooksLikeTheTableIsNotTouched() {
    String text = "[providers.a]\nlike = 'groq'\nheaders = { x = '''\n[log]\nkeep = true\n''' }\n";

    assertThat(LogSwitch.changed(file(), text, false)).isEqualTo(text + "\n[log]\nkeep = false\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"log = { folder = 'x' }\n", "log.folder = 'x'\n", "log = 1\n"})
  void whatCannotBeChangedWithoutGuessingIsLeftToItsOwner(String text) {
    assertThatThrownBy(() -> LogSwitch.changed(file(), text, false))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("write there yourself: keep = false");
  }

  @Test
  void aFileThatIsNoTomlStaysAsItIs() throws IOException {
    Files.writeString(file(), "[log\nkeep = true\n");

    CommandRun.Result result = run("log", "off");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(file() + ":1:5: ");
    assertThat(file()).hasContent("[log\nkeep = true\n");
  }

  @Test
  void aSettingOfTheEnvironmentThatGoesBeforeItIsNamed() {
    CommandRun.Result result =
        new CommandRun()
            .with("SLUICE_CONFIG", file().toString())
            .with("SLUICE_LOG", "on")
            .run("log", "off");

    assertThat(result.err()).contains("SLUICE_LOG=on in the environment goes before it");
  }
}
