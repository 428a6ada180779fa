package dev.sluice.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded model neither keeps a process alive nor brings it down when it ends. */
final class ProcessExitTest {
  @ParameterizedTest
  @ValueSource(strings = {"whole", "returns", "exits"})
  void aProcessThatClosesNothingEndsByItself(String how) throws Exception {
    Process process = start(how);
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      assertThat(output).startsWith(" ").doesNotContain("SIGSEGV", "Exception");
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(String how) throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            OneAnswer.class.getName(),
            how);
    builder.environment().put("SLUICE_LOCAL_THREADS", "1");
    return builder.redirectErrorStream(true).start();
  }
}
