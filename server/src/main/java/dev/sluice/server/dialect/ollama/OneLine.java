package dev.sluice.server.dialect.ollama;

import dev.sluice.server.dialect.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * Writes JSON so that it is one line for everybody: the client for Python splits lines at U+0085,
 * U+2028 and U+2029 too, which JSON lets stand in a text.
 */
final class OneLine {
  private static final char NEXT_LINE = '\u0085';
  private static final char LINE_SEPARATOR = '\u2028';
  private static final char PARAGRAPH_SEPARATOR = '\u2029';

  private OneLine() {}

  /** Adds a text as it stands between the quotation marks of a JSON string. */
  static void text(String text, Bytes out) {
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= NEXT_LINE && ends(c)) {
        out.addEscaped(text.substring(from, i));
        escape(c, out);
        from = i + 1;
      }
    }
    out.addEscaped(from == 0 ? text : text.substring(from));
  }

  private static boolean ends(char c) {
    return c == NEXT_LINE || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR;
  }

  private static void escape(char c, Bytes out) {
    out.add(
        switch (c) {
          case NEXT_LINE -> "\\u0085";
          case LINE_SEPARATOR -> "\\u2028";
          default -> "\\u2029";
        });
  }

  /** Adds JSON text, which may have line ends between its values. */
  static void json(String json, Bytes out) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    add(bytes, 0, bytes.length, out);
  }

  /** Adds JSON in UTF-8, which may have line ends between its values. */
  static void add(byte[] bytes, int from, int length, Bytes out) {
    int end = from + length;
    int start = from;
    for (int at = from; at < end; at++) {
      int width = width(bytes, at, end);
      if (width > 0) {
        out.add(bytes, start, at - start);
        if (width == 1) {
          out.add((byte) ' ');
        } else {
          escape(
              width == 2
                  ? NEXT_LINE
                  : bytes[at + 2] == (byte) 0xA8 ? LINE_SEPARATOR : PARAGRAPH_SEPARATOR,
              out);
        }
        at += width - 1;
        start = at + 1;
      }
    }
    out.add(bytes, start, end - start);
  }

  /** How many bytes a line end has that begins here; 0 if none does. */
  static int width(byte[] bytes, int at, int end) {
    byte b = bytes[at];
    if (b >= ' ') { // Nearly all of them.
      return 0;
    }
    if (b == '\n' || b == '\r') {
      return 1;
    }
    if (b == (byte) 0xC2) {
      return at + 1 < end && bytes[at + 1] == (byte) 0x85 ? 2 : 0;
    }
    boolean separates =
        b == (byte) 0xE2
            && at + 2 < end
            && bytes[at + 1] == (byte) 0x80
            && (bytes[at + 2] == (byte) 0xA8 || bytes[at + 2] == (byte) 0xA9);
    return separates ? 3 : 0;
  }
}
