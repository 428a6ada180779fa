package dev.sluice.server.dialect;

/** Characters as they stand in a JSON string, in UTF-8. */
final class Escaped {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final char REPLACEMENT = '\uFFFD';

  private Escaped() {}

  /** Writes characters from a place on, where there are six bytes for each; the place behind. */
  static int write(String text, int from, int end, byte[] to, int start) {
    int at = start;
    for (int i = from; i < end; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        if (c >= ' ' && c != '"' && c != '\\') { // Nearly all of them.
          to[at++] = (byte) c;
        } else {
          at = escape(c, to, at);
        }
      } else if (c < 0x800) {
        to[at++] = (byte) (0xC0 | (c >> 6));
        to[at++] = (byte) (0x80 | (c & 0x3F));
      } else if (Character.isHighSurrogate(c)
          && i + 1 < end
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        to[at++] = (byte) (0xF0 | (point >> 18));
        to[at++] = (byte) (0x80 | ((point >> 12) & 0x3F));
        to[at++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        to[at++] = (byte) (0x80 | (point & 0x3F));
      } else {
        char shown = Character.isSurrogate(c) ? REPLACEMENT : c;
        to[at++] = (byte) (0xE0 | (shown >> 12));
        to[at++] = (byte) (0x80 | ((shown >> 6) & 0x3F));
        to[at++] = (byte) (0x80 | (shown & 0x3F));
      }
    }
    return at;
  }

  private static int escape(char c, byte[] to, int start) {
    int at = start;
    to[at++] = '\\';
    switch (c) {
      case '"', '\\' -> to[at++] = (byte) c;
      case '\n' -> to[at++] = 'n';
      case '\r' -> to[at++] = 'r';
      case '\t' -> to[at++] = 't';
      default -> {
        to[at++] = 'u';
        to[at++] = '0';
        to[at++] = '0';
        to[at++] = HEX[c >> 4];
        to[at++] = HEX[c & 0xF];
      }
    }
    return at;
  }
}
