package dev.sluice.cli;

import dev.sluice.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for what tests keep, in the place of their user's: one for all that name no other. */
final class TestData {
  private TestData() {}

  private static final class Shared {
    static final Path FOLDER = made();

    private static Path made() {
      try {
        Path folder = Files.createTempDirectory("sluice-data");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        // Somebody has been greeted there.
        Store.open(folder).close();
        return folder;
      } catch (IOException cannot) {
        throw new UncheckedIOException(cannot);
      }
    }
  }

  /** The one for all: something has been kept there. */
  static Path folder() {
    return Shared.FOLDER;
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : all) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException stays) {
      // It is in the folder for temporary files.
    }
  }
}
