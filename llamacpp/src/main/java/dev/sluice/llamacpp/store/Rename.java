package dev.sluice.llamacpp.store;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Gives a finished file its name, so that nobody ever sees half of it under that name. */
final class Rename {
  private Rename() {}

  static void over(Path finished, Path name) throws IOException {
    try {
      Files.move(finished, name, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      // Some network file systems; there it is two steps.
      Files.move(finished, name, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
