package dev.sluice.spi.provider;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a body is by its first bytes, which are right more often than its content type. */
enum Shape {
  /** Server-sent events: it begins with one of their fields, or with a comment. */
  EVENTS,
  /** A JSON object, alone or the first of many. */
  OBJECT,
  /** A JSON array. */
  ARRAY,
  /** A page, or a document of marks. */
  DOCUMENT,
  /** Blanks alone, if any. */
  NOTHING,
  /** Nothing that is known. */
  OTHER;

  /** Blanks and a byte order mark are looked past, but not for ever. */
  static final int MAX_BYTES = 1024;

  private static final List<byte[]> FIELDS =
      List.of(bytes(":"), bytes("data:"), bytes("event:"), bytes("id:"), bytes("retry:"));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What these bytes are, if no others follow and {@link #of} knows of nothing. */
  static Shape ofAll(byte[] bytes, int from, int to) {
    return begin(bytes, from, to) >= to ? NOTHING : OTHER;
  }

  /** What begins with these bytes; null as long as the next one may decide. */
  static @Nullable Shape of(byte[] bytes, int from, int to) {
    int at = begin(bytes, from, to);
    if (at >= to) {
      return to - from < MAX_BYTES ? null : NOTHING;
    }
    switch (bytes[at]) {
      case '{' -> {
        return OBJECT;
      }
      case '[' -> {
        return ARRAY;
      }
      case '<' -> {
        return DOCUMENT;
      }
      default -> {}
    }
    boolean mayBecome = false;
    for (byte[] field : FIELDS) {
      int length = Math.min(field.length, to - at);
      if (Arrays.equals(field, 0, length, bytes, at, at + length)) {
        if (length == field.length) {
          return EVENTS;
        }
        mayBecome = true;
      }
    }
    return mayBecome ? null : OTHER;
  }

  /** Where the first byte stands that tells something. */
  static int begin(byte[] bytes, int from, int to) {
    int at = from;
    if (startsLike(bytes, at, to, 0xEF, 0xBB, 0xBF)) {
      at += 3;
    }
    while (at < to && isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  /** Whether it begins with these three, or with as many of them as are there. */
  private static boolean startsLike(byte[] bytes, int from, int to, int... three) {
    for (int i = 0; i < three.length && from + i < to; i++) {
      if ((bytes[from + i] & 0xFF) != three[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
