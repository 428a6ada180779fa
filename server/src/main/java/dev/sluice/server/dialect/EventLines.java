package dev.sluice.server.dialect;

import dev.sluice.log.Offset;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Lines of server-sent events that several dialects write. */
public final class EventLines {
  private static final byte[] ID = ascii("id: ");
  private static final byte[] DATA = ascii("data: ");
  private static final byte[] HEARTBEAT = ascii(": \n");

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long BLANKS = 0x2020202020202020L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private EventLines() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The line that says after which place whoever has lost its connection goes on. */
  public static void id(Offset at, Bytes out) {
    out.add(ID).addDecimal(at.epoch()).add((byte) '.').addDecimal(at.position()).add((byte) '\n');
  }

  /** The same, within an entry: more of it follows in this dialect. */
  public static void id(Offset at, int part, byte[] dialect, Bytes out) {
    id(at, out);
    out.truncate(out.size() - 1);
    out.add((byte) '.').addDecimal(part).add((byte) Mark.BY).add(dialect).add((byte) '\n');
  }

  /** Data that may have line ends, and the blank line. */
  public static void data(byte[] bytes, int from, int length, Bytes out) {
    int end = from + length;
    if (!hasControls(bytes, from, end)) { // Nearly all that is sent.
      line(bytes, from, end, out);
      out.add((byte) '\n');
      return;
    }
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

  /** Whether there is a byte below a blank, eight at a time. */
  private static boolean hasControls(byte[] bytes, int from, int end) {
    int at = from;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      long eight = (long) LONGS.get(bytes, at);
      if (((eight - BLANKS) & ~eight & HIGH_BITS) != 0) {
        return true;
      }
    }
    for (; at < end; at++) {
      if (bytes[at] >= 0 && bytes[at] < ' ') {
        return true;
      }
    }
    return false;
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
