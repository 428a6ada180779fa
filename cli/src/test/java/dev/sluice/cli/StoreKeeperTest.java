package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.log.RunLogException;
import dev.sluice.time.Clock;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreKeeperTest {
  @TempDir Path data;

  @Test
  void whoeverWaitsHearsOfAnyDefect() throws Exception {
    Map<String, String> environment = Map.of(LogSettings.FOLDER_SETTING, data.toString());
    Surroundings around =
        new Surroundings(
            environment,
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            Terminals.NONE,
            new PressedKeys(),
            Clock.system());
    LogSettings settings = LogSettings.of(environment, Optional.empty(), false);
    CompletableFuture<RunLogException> told = new CompletableFuture<>();
    try (StoreKeeper keeper = new StoreKeeper(around, settings, why -> {})) {
      keeper.later(
          store -> {
            throw new NoClassDefFoundError("too many open files");
          },
          told::complete);
      assertThat(told.get(60, TimeUnit.SECONDS))
          .hasMessageContaining("too many open files")
          .extracting(RunLogException::kind)
          .isEqualTo(RunLogException.Kind.UNUSABLE);
    }
  }
}
