package dev.sluice.spi.provider;

import java.util.Arrays;
import java.util.Base64;

/**
 * Joins pieces of base 64 (RFC 4648) to one text: each may be whole by itself, with padding at its
 * end, or be cut anywhere. Both alphabets are read, and blanks and line ends passed over; whatever
 * else is no base 64 is the peer's fault. Each piece gives what it makes whole, in groups of four
 * of the usual alphabet. Not thread-safe.
 */
public final class Base64Pieces {
  private static final int GROUP = 4;
  private static final int GROUP_BYTES = 3;
  private static final int PADDING = -1;
  private static final int BLANK = -2;
  private static final int NONE = -3;

  /** What a character below 128 stands for. */
  private static final byte[] VALUES = values();

  /** Characters of a group that is not whole yet. */
  private final int[] group = new int[GROUP];

  private int inGroup;

  /** Bytes that do not make up a group of three yet. */
  private byte[] rest = {};

  /** One to which nothing has been added. */
  public Base64Pieces() {}

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) NONE);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    values['-'] = values['+'];
    values['_'] = values['/'];
    values['='] = PADDING;
    for (char blank : " \t\r\n".toCharArray()) {
      values[blank] = BLANK;
    }
    return values;
  }

  /**
   * The groups that are whole with this piece; empty if there is none.
   *
   * @throws FramingException if it is no base 64
   */
  public String add(String piece) {
    if (inGroup == 0 && rest.length == 0 && isWholeGroups(piece)) {
      return piece;
    }
    byte[] bytes = Arrays.copyOf(rest, rest.length + piece.length() + GROUP);
    int length = rest.length;
    for (int i = 0; i < piece.length(); i++) {
      int value = value(piece.charAt(i));
      if (value >= 0) {
        group[inGroup++] = value;
        if (inGroup == GROUP) {
          bytes[length++] = (byte) ((group[0] << 2) | (group[1] >> 4));
          bytes[length++] = (byte) ((group[1] << 4) | (group[2] >> 2));
          bytes[length++] = (byte) ((group[2] << 6) | group[3]);
          inGroup = 0;
        }
      } else if (value == PADDING) {
        length = padded(bytes, length);
      } else if (value != BLANK) {
        throw FramingException.malformed("what should be base 64 is none");
      }
    }
    int whole = length - length % GROUP_BYTES;
    rest = Arrays.copyOfRange(bytes, whole, length);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, whole));
  }

  /** Whether it may go on as it is. */
  private static boolean isWholeGroups(String piece) {
    for (int i = 0; i < piece.length(); i++) {
      char c = piece.charAt(i);
      if (value(c) < 0 || c == '-' || c == '_') {
        return false;
      }
    }
    return piece.length() % GROUP == 0;
  }

  /** The last group, padded; empty if nothing was left over. */
  public String end() {
    byte[] bytes = Arrays.copyOf(rest, rest.length + 2);
    int length = padded(bytes, rest.length);
    rest = new byte[0];
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, length));
  }

  /** Ends a group of less than four. */
  private int padded(byte[] bytes, int at) {
    int length = at;
    if (inGroup >= 2) {
      bytes[length++] = (byte) ((group[0] << 2) | (group[1] >> 4));
    }
    if (inGroup == 3) {
      bytes[length++] = (byte) ((group[1] << 4) | (group[2] >> 2));
    }
    inGroup = 0;
    return length;
  }

  private static int value(char c) {
    return c < VALUES.length ? VALUES[c] : NONE;
  }
}
