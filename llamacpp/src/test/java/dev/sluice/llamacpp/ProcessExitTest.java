package dev.sluice.llamacpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded model neither keeps a process alive nor brings it down when it ends. */
final class ProcessExitTest {
  /** 128 and the number of the signal, as shells expect it. */
  private static final int TERMINATED = 143;

  @ParameterizedTest
  @ValueSource(strings = {"whole", "returns", "exits"})
  void aProcessThatClosesNothingEndsByItself(String how) throws Exception {
    Process process = start(OneAnswer.class, how);
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      assertThat(output).startsWith(" ").doesNotContain("SIGSEGV", "Exception");
    } finally {
      process.destroyForcibly();
    }
  }

  /** One thread, which is asked often, and so many that the process cannot wait for the answer. */
  @ParameterizedTest
  @CsvSource({"exits,1", "halts,1", "terminated,1", "exits,24", "halts,24", "terminated,24"})
  @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aProcessEndsWithItsCodeWhileALongPromptIsComputed(String how, String threads)
      throws Exception {
    Process process = start(LongPrompt.class, how, threads);
    try {
      boolean terminated = how.equals("terminated");
      byte[] begin = process.getInputStream().readNBytes("computing".length());
      if (terminated) {
        process.toHandle().destroy(); // not of the process itself: that closes its output
      }
      String rest = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(new String(begin, StandardCharsets.UTF_8) + rest).isEqualTo("computing");
      assertThat(process.waitFor()).isEqualTo(terminated ? TERMINATED : LongPrompt.CODE);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whereNativeCodeIsNotAllowedItIsSaidHowToAllowIt() throws Exception {
    Process process =
        run(List.of("--illegal-native-access=deny"), OneAnswer.class, List.of("whole"));
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(output).contains("start it with --enable-native-access=ALL-UNNAMED.");
  }

  private static Process start(Class<?> program, String... arguments) throws IOException {
    return run(List.of("--enable-native-access=ALL-UNNAMED"), program, List.of(arguments));
  }

  private static Process run(List<String> options, Class<?> program, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command);
    builder.environment().put("SLUICE_LOCAL_THREADS", "1");
    return builder.redirectErrorStream(true).start();
  }
}
