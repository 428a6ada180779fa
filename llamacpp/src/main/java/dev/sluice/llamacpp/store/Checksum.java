package dev.sluice.llamacpp.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files. */
final class Checksum {
  private static final int BUFFER_BYTES = 1 << 18;

  private Checksum() {}

  /** The file's SHA-256 in lower-case hexadecimal. */
  static String of(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every JVM has SHA-256", e);
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * @throws IOException if the file's SHA-256 is another
   */
  static void require(Path file, String sha256) throws IOException {
    String actual = of(file);
    if (!actual.equals(sha256)) {
      throw new IOException(
          "%s has SHA-256 %s, not %s".formatted(file.getFileName(), actual, sha256));
    }
  }
}
