package dev.sluice.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Recorded provider streams, in the folder {@code shared/fixtures} beside the repository. They are
 * no part of it: without them the tests that read them are skipped and say so.
 */
public final class Fixtures {
  private Fixtures() {}

  /** The JSON payloads of a recording, such as {@code openai-chat/text}, in their order. */
  public static List<String> payloads(String name) {
    Path folder = folder();
    assumeTrue(
        folder != null,
        "skipped: the recorded streams are not here (../shared/fixtures beside the repository)");
    try {
      return Files.readAllLines(folder.resolve(name + ".jsonl"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * The files of all recordings of a folder, such as {@code openai-chat}; none if it is not here.
   */
  public static List<Path> files(String of) {
    Path folder = folder();
    if (folder == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder.resolve(of))) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static @Nullable Path folder() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path folder = at.resolve("shared").resolve("fixtures");
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    return null;
  }
}
