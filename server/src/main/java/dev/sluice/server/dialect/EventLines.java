package dev.sluice.server.dialect;

import dev.sluice.log.Offset;
import java.nio.charset.StandardCharsets;

/** Lines of server-sent events that several dialects write. */
public final class EventLines {
  private static final byte[] ID = ascii("id: ");
  private static final byte[] DATA = ascii("data: ");
  private static final byte[] HEARTBEAT = ascii(": \n");

  private EventLines() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The line that says after which place whoever has lost its connection goes on. */
  public static void id(Offset at, Bytes out) {
    out.add(ID).addDecimal(at.epoch()).add((byte) '.').addDecimal(at.position()).add((byte) '\n');
  }

  /** Data that may have line ends, and the blank line. */
  public static void data(byte[] bytes, int from, int length, Bytes out) {
    int end = from + length;
    int start = from;
    for (int i = from; i < end; i++) {
      byte b = bytes[i];
      if (b == '\n' || b == '\r') {
        line(bytes, start, i, out);
        i += b == '\r' && i + 1 < end && bytes[i + 1] == '\n' ? 1 : 0;
        start = i + 1;
      }
    }
    line(bytes, start, end, out);
    out.add((byte) '\n');
  }

  private static void line(byte[] bytes, int from, int end, Bytes out) {
    out.add(DATA).add(bytes, from, end - from).add((byte) '\n');
  }

  /**
   * A comment, in the only form that is safe: with a blank line behind it, clients that have seen
   * an {@code id:} take it for an event without data, and fail.
   */
  public static void heartbeat(Bytes out) {
    out.add(HEARTBEAT);
  }
}
