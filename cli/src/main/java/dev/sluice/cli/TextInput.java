package dev.sluice.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** UTF-8 text from standard input or a file, whole or line by line. Not thread-safe. */
final class TextInput {
  /** What is read at most: far more than any model's context, far less than the heap. */
  static final int MAX_BYTES = 16 * 1024 * 1024;

  private final InputStream in;
  private final String name;

  private TextInput(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  static TextInput standard(InputStream in) {
    return new TextInput(in, "standard input");
  }

  /**
   * Everything that is in a file.
   *
   * @throws UsageException if it cannot be read, is too long or not UTF-8
   */
  static String ofFile(String file) {
    if (file.isEmpty()) {
      throw new UsageException("--file must be the name of a file, not ''");
    }
    try {
      Path path = Path.of(file);
      if (Files.isDirectory(path)) {
        throw new UsageException("cannot read " + file + ": it is a folder");
      }
      try (InputStream in = Files.newInputStream(path)) {
        return new TextInput(in, file).all();
      }
    } catch (InvalidPathException wrong) {
      throw new UsageException("cannot read " + Values.quoted(file) + ": no file is called so");
    } catch (IOException unreadable) {
      throw new UsageException("cannot read " + file + ": " + Reason.of(unreadable));
    }
  }

  /**
   * Everything there is.
   *
   * @throws UsageException if it is too long or not UTF-8: a model must not be asked about
   *     something else than what came
   */
  String all() {
    try {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw tooLong(name);
      }
      return decode(bytes, name);
    } catch (IOException broken) {
      throw new UsageException("cannot read " + name + ": " + Reason.of(broken));
    }
  }

  /**
   * The next line without its end; empty when there is none left.
   *
   * @throws UsageException if the line is too long or not UTF-8; the next call reads the next line
   */
  Optional<String> line() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean tooLong = false;
    try {
      int next = in.read();
      if (next < 0) {
        return Optional.empty();
      }
      for (; next >= 0 && next != '\n'; next = in.read()) {
        tooLong |= bytes.size() == MAX_BYTES;
        if (!tooLong) {
          bytes.write(next);
        }
      }
    } catch (IOException broken) {
      throw new UsageException("cannot read " + name + ": " + Reason.of(broken));
    }
    if (tooLong) {
      throw tooLong("the line");
    }
    String line = decode(bytes.toByteArray(), "the line");
    return Optional.of(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
  }

  private static String decode(byte[] bytes, String what) {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(left).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException wrong) {
      throw new UsageException(
          what
              + " is not UTF-8 text: byte "
              + (left.position() + 1)
              + " belongs to no character; convert it first, for example with "
              + (isUtf16(bytes) ? "iconv -f UTF-16 -t UTF-8" : "iconv -t UTF-8"));
    }
  }

  /** As Windows writes text: with a mark at the beginning. */
  private static boolean isUtf16(byte[] bytes) {
    int mark = bytes.length < 2 ? 0 : (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    return mark == 0xfffe || mark == 0xfeff;
  }

  private static UsageException tooLong(String what) {
    return new UsageException(
        what + " is longer than the limit of " + MAX_BYTES / 1024 / 1024 + " MiB");
  }
}
