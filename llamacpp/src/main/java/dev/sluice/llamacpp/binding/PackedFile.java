package dev.sluice.llamacpp.binding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file in this jar, as a line of the manifest that the build wrote describes it.
 *
 * @param size in bytes
 * @param sha256 in lower-case hexadecimal
 */
record PackedFile(String name, long size, String sha256) {
  static PackedFile parse(String line) {
    String[] cells = line.split(" ", -1);
    return new PackedFile(cells[0], Long.parseLong(cells[1]), cells[2]);
  }

  /** Whether these are its bytes. */
  boolean matches(byte[] bytes) {
    return bytes.length == size && sha256(bytes).equals(sha256);
  }

  /** Reads a file and says whether it is this one. */
  boolean matches(Path unpacked) throws IOException {
    return Files.isRegularFile(unpacked)
        && Files.size(unpacked) == size
        && matches(Files.readAllBytes(unpacked));
  }

  /**
   * Writes the bytes to a new file, down to the disk: a machine that loses power must not keep the
   * note that says they were right, and lose them.
   */
  static void write(byte[] bytes, Path target) throws IOException {
    try (FileChannel channel =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every JVM has SHA-256", e);
    }
  }
}
