package dev.sluice.json;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a parser reads from: one text after the other, each followed by a line feed, without which
 * it could not tell that a number is over.
 */
final class Texts extends InputStream {
  /**
   * The parser remembers the names it has met; after this much it had better begin anew. Often
   * enough that the JVM has seen it happen before it compiles the way of a chunk for good.
   */
  private static final long WORN_BYTES = 4L * 1024 * 1024;

  private static final byte[] NOTHING = {};
  private static final byte[] FIRST = {'[', ']', '\n', '\n'};

  private byte[] bytes = FIRST;
  private int start;
  private int at;
  private int end = FIRST.length;
  private boolean lineFeedGiven = true;
  private long total;

  /** How many bytes the parser was ever given, and how many of them before this text. */
  private long given;

  private long before;
  private boolean restIsBlank = true;

  /** Takes what the parser has read ahead and not used. */
  final OutputStream rest =
      new OutputStream() {
        @Override
        public void write(int b) {
          restIsBlank &= isBlank((byte) b);
        }

        @Override
        public void write(byte[] from, int start, int length) {
          for (int i = start; i < start + length; i++) {
            restIsBlank &= isBlank(from[i]);
          }
        }
      };

  void next(byte[] text, int from, int length) {
    bytes = text;
    start = from;
    at = from;
    end = from + length;
    lineFeedGiven = false;
    restIsBlank = true;
    total += length;
    before = given;
  }

  /** Where in this text the parser is that counts so many bytes from the first of all texts. */
  long position(long counted) {
    return Math.max(0, counted - before);
  }

  /** What stands between two positions in this text; the parser may be one place behind its end. */
  String between(int from, int to) {
    int length = Math.min(to, end - start) - from;
    return new String(bytes, start + from, Math.max(0, length), StandardCharsets.UTF_8);
  }

  /** Whether nothing followed the value; to be asked once {@link #rest} has had what was read. */
  boolean restIsBlank() {
    rest(bytes, at, end);
    at = end;
    lineFeedGiven = true;
    return restIsBlank;
  }

  private void rest(byte[] from, int start, int to) {
    for (int i = start; i < to; i++) {
      restIsBlank &= isBlank(from[i]);
    }
  }

  /** Lets go of the bytes, which are another's. */
  void let() {
    bytes = NOTHING;
    at = 0;
    end = 0;
  }

  boolean isWorn() {
    return total > WORN_BYTES;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] to, int offset, int length) {
    int count = Math.min(length, end - at);
    System.arraycopy(bytes, at, to, offset, count);
    at += count;
    if (!lineFeedGiven && count < length) {
      lineFeedGiven = true;
      to[offset + count] = '\n';
      given += count + 1;
      return count + 1;
    }
    given += count;
    return count == 0 ? -1 : count;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
