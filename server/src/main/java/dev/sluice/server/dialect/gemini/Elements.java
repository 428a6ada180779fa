package dev.sluice.server.dialect.gemini;

import dev.sluice.server.dialect.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * What chunks stand in: server-sent events, of which none has an {@code id:} line, since both of
 * Google's SDKs fail at any line but {@code data:}; or one JSON array. Not thread-safe.
 */
final class Elements {
  private static final byte[] DATA = ascii("data: ");
  private static final byte[] BLANK = ascii("\n\n");
  private static final byte[] FURTHER = ascii(",\r\n");

  private final boolean array;
  private boolean begun;

  Elements(boolean array) {
    this.array = array;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Begins one. */
  void begin(Bytes out) {
    if (!array) {
      out.add(DATA);
    } else if (begun) {
      out.add(FURTHER);
    } else {
      out.add((byte) '[');
    }
    begun = true;
  }

  /** Ends it. */
  void end(Bytes out) {
    if (!array) {
      out.add(BLANK);
    }
  }

  /** There are no more, and all is well. */
  void finish(Bytes out) {
    if (array) {
      out.add((byte) (begun ? '\n' : '[')).add((byte) ']');
    }
  }

  /** JSON text within one. Its line ends stand between values, and must not end an event. */
  static void json(byte[] bytes, int from, int to, Bytes out) {
    int start = from;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        out.add(bytes, start, i - start).add((byte) ' ');
        start = i + 1;
      }
    }
    out.add(bytes, start, to - start);
  }
}
