package dev.sluice.simulator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The escapes of {@code raw}: a byte each, so that broken UTF-8 can be written too. */
final class RawBytes {
  private RawBytes() {}

  static Octets unescape(String text) {
    var bytes = new ByteArrayOutputStream(text.length());
    int from = 0;
    int at = text.indexOf('\\');
    while (at >= 0) {
      bytes.writeBytes(text.substring(from, at).getBytes(StandardCharsets.UTF_8));
      if (at + 1 == text.length()) {
        throw unknown(text, at);
      }
      from = at + 2;
      switch (text.charAt(at + 1)) {
        case 'n' -> bytes.write('\n');
        case 'r' -> bytes.write('\r');
        case 't' -> bytes.write('\t');
        case '\\' -> bytes.write('\\');
        case 'x' -> {
          from = at + 4;
          if (from > text.length() || !text.substring(at + 2, from).matches("\\p{XDigit}{2}")) {
            throw unknown(text, at);
          }
          bytes.write(Integer.parseInt(text, at + 2, from, 16));
        }
        default -> throw unknown(text, at);
      }
      at = text.indexOf('\\', from);
    }
    bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
    return Octets.of(bytes.toByteArray());
  }

  private static Arguments.Unfit unknown(String text, int at) {
    return new Arguments.Unfit(
        "there is no escape `"
            + text.substring(at, Math.min(text.length(), at + 4))
            + "`; escapes are \\n \\r \\t \\\\ \\xNN");
  }
}
