package dev.sluice.llamacpp.store;

import dev.sluice.llamacpp.files.FreshFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that must have one certain SHA-256. Reading 98 MB again at each start would cost more than
 * loading the model, so a note beside the file says which size and time it had when it was read
 * whole; if those still fit, it is trusted.
 */
record CheckedFile(Path file, long bytes, String sha256) {
  /** How a note's name begins until it is written; it ends with {@code .tmp}. */
  static final String FRESH_PREFIX = "note";

  /** Whether the file was read and right, and is unchanged. */
  boolean trusted() {
    try {
      return Files.isRegularFile(file)
          && Files.size(file) == bytes
          && Files.exists(note())
          && Files.readString(note()).equals(noteText());
    } catch (IOException e) {
      return false; // a note that this user may not read is as good as none
    }
  }

  /** Reads the file and says whether it is right. */
  boolean check() throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) == bytes
        && Checksum.of(file).equals(sha256);
  }

  /**
   * Notes that the file was read and is right. Where that cannot be written, the file is as good,
   * and is only read again at the next start.
   */
  void trust() {
    try {
      FreshFile.write(note(), FRESH_PREFIX, noteText());
    } catch (IOException e) {
      // A disk that is full or can only be read, or a folder of another user.
    }
  }

  private Path note() {
    return file.resolveSibling(file.getFileName() + ".checked");
  }

  private String noteText() throws IOException {
    return "%s %d %s\n".formatted(sha256, bytes, Files.getLastModifiedTime(file));
  }
}
