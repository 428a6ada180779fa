package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is run once after each build, so that later starts are fast. */
final class RehearsalTest {
  @TempDir Path folder;

  @Test
  void itUsesTheStoreAndLeavesNothingBehindAndNothingInItsUsersFolder() throws Exception {
    Path data = folder.resolve("data");
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    Path loaded = folder.resolve("loaded");
    ProcessBuilder builder = CliProcess.builder(Map.of(), "");
    builder.environment().put("SLUICE_DATA", data.toString());
    builder.environment().put("SLUICE_LOG", "off");
    List<String> command = new ArrayList<>(builder.command());
    command.remove(Main.class.getName());
    command.add(command.indexOf("-cp"), "-Djava.io.tmpdir=" + temporary);
    command.add(command.indexOf("-cp"), "-Xlog:class+load:file=" + loaded);
    command.add(Rehearsal.class.getName());
    Process rehearsal =
        CliProcess.launch(
            builder
                .command(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile()));

    assertThat(rehearsal.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(rehearsal.exitValue()).as(Files.readString(folder.resolve("out"))).isZero();
    assertThat(data).doesNotExist();
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("sluice-rehearsal"));
    }
    assertThat(Files.readString(loaded))
        .contains("org.sqlite.SQLiteConnection ", "dev.sluice.store.Conversations ");
  }
}
