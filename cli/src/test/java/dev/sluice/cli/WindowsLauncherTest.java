package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody runs {@code sluice.cmd} here; at least it says the same as the launcher that is run. */
final class WindowsLauncherTest {
  private String windows = "";
  private String posix = "";

  @BeforeEach
  void read() throws IOException {
    windows = Files.readString(Path.of("../sluice.cmd"));
    posix = Files.readString(Path.of("../sluice"));
  }

  @Test
  void itStartsTheSameProgramWithTheSameOptions() {
    String options = quoted(posix, "jvm_options=\"([^\"]*)\"").replace("\\\n", "");

    assertThat(windows.replaceAll("\\s*\\^\\R\\s*", " ")).contains(options.strip());
    assertThat(windows).contains("\"-D" + Main.TERMINALS_PROPERTY + "=", Main.class.getName());
  }

  @Test
  void itBuildsWithTheSameCommand() {
    String command = quoted(posix, "exec \"\\$maven\" -B (.*)\\n");

    assertThat(windows).contains("call mvn -B -q " + command);
  }

  @Test
  void itNeedsTheSameJdk() {
    assertThat(windows).contains("geq " + quoted(posix, "oldest_jdk=(\\d+)"));
  }

  @Test
  void itsLinesEndAsItsInterpreterWantsThem() {
    assertThat(List.of(windows.split("\n"))).allMatch(line -> line.endsWith("\r"));
  }

  @Test
  void itSaysThatItWasNotRun() {
    assertThat(windows).contains("NEVER RUN ON WINDOWS");
  }

  private static String quoted(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as(pattern).isTrue();
    return found.group(1);
  }
}
