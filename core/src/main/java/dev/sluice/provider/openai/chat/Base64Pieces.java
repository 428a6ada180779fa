package dev.sluice.provider.openai.chat;

import java.util.Arrays;
import java.util.Base64;

/**
 * Joins pieces of base 64 to one: each may be whole by itself, with padding at its end, or be cut
 * anywhere. What is no base 64 is passed over. Not thread-safe.
 */
final class Base64Pieces {
  private final int[] group = new int[4];
  private int inGroup;

  /** Bytes that do not make up a group of three yet. */
  private byte[] rest = {};

  /** Whole groups of four, as far as there are; may be empty. */
  String add(String piece) {
    byte[] bytes = Arrays.copyOf(rest, rest.length + piece.length() + group.length);
    int length = rest.length;
    for (int i = 0; i < piece.length(); i++) {
      int value = value(piece.charAt(i));
      if (value >= 0) {
        group[inGroup++] = value;
        if (inGroup == 4) {
          bytes[length++] = (byte) ((group[0] << 2) | (group[1] >> 4));
          bytes[length++] = (byte) ((group[1] << 4) | (group[2] >> 2));
          bytes[length++] = (byte) ((group[2] << 6) | group[3]);
          inGroup = 0;
        }
      } else if (piece.charAt(i) == '=') {
        length = padded(bytes, length);
      }
    }
    int whole = length - length % 3;
    rest = Arrays.copyOfRange(bytes, whole, length);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, whole));
  }

  /** What is left, with padding; may be empty. */
  String end() {
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
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return switch (c) {
      case '+', '-' -> 62;
      case '/', '_' -> 63;
      default -> -1;
    };
  }
}
