package dev.sluice.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeOptionsTest {
  @Test
  void theLaunchersOptionsAreReadOverTheEndsOfLines() throws IOException {
    assertThat(ServeOptions.of(Path.of("..", "sluice")))
        .contains("-Xmx1g", "--enable-native-access=ALL-UNNAMED")
        .allSatisfy(option -> assertThat(option).startsWith("-").doesNotContainAnyWhitespaces());
  }

  @Test
  void aLauncherWithoutThemIsNamed(@TempDir Path folder) throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "#!/bin/sh\njvm_options=\"-Xmx1g\"\n");
    assertThatIOException()
        .isThrownBy(() -> ServeOptions.of(other))
        .withMessageContaining("other has no serve_options");
  }
}
