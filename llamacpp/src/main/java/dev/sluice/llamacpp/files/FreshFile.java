package dev.sluice.llamacpp.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Files and folders under names that nobody has, until they are whole. With the permissions that
 * the user's umask gives: the JDK's temporary files are for their owner alone, and a cache may be
 * shared.
 */
public final class FreshFile {
  private FreshFile() {}

  /** Makes a new folder in another. */
  public static Path folder(Path parent, String prefix) throws IOException {
    while (true) {
      try {
        return Files.createDirectory(parent.resolve(prefix + UUID.randomUUID()));
      } catch (FileAlreadyExistsException e) {
        // Once in an age: the next name is another.
      }
    }
  }

  /**
   * Writes a text so that nobody ever sees half of it.
   *
   * @param prefix how its name begins until it is whole; it ends with {@code .tmp}
   */
  public static void write(Path file, String prefix, String text) throws IOException {
    Path fresh = file.resolveSibling(prefix + UUID.randomUUID() + ".tmp");
    try {
      Files.writeString(fresh, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
      rename(fresh, file);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Gives a finished file its name, in the place of another of that name. */
  public static void rename(Path finished, Path name) throws IOException {
    try {
      Files.move(finished, name, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      // Some network file systems; there it is two steps.
      Files.move(finished, name, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
