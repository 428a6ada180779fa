package dev.sluice.server.dialect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow, to write a response's into. Not thread-safe; made to be used again. */
public final class Bytes {
  private static final int FIRST = 512;

  /** An array that is larger than this is not kept for the next use. */
  private static final int MAX_KEPT = 64 * 1024;

  /** How many characters are escaped at once, and how long each may become. */
  private static final int BLOCK = 1024;

  private static final int ESCAPED_CHAR = 6;

  private byte[] array = new byte[FIRST];
  private int size;

  /** Where they stand, from 0 on for {@link #size} bytes; another array after each addition. */
  public byte[] array() {
    return array;
  }

  /** How many they are. */
  public int size() {
    return size;
  }

  /** None again. */
  public void clear() {
    size = 0;
    if (array.length > MAX_KEPT) {
      array = new byte[FIRST];
    }
  }

  /**
   * No more than the first so many.
   *
   * @throws IllegalArgumentException if there are fewer
   */
  public void truncate(int length) {
    if (length < 0 || length > size) {
      throw new IllegalArgumentException(length + " of " + size + " bytes");
    }
    size = length;
  }

  /** Without those from one index up to another. */
  public void remove(int from, int to) {
    if (from < 0 || to < from || to > size) {
      throw new IllegalArgumentException(from + " to " + to + " of " + size + " bytes");
    }
    System.arraycopy(array, to, array, from, size - to);
    size -= to - from;
  }

  /** Adds bytes. */
  public Bytes add(byte[] bytes) {
    return add(bytes, 0, bytes.length);
  }

  /** Adds bytes. */
  public Bytes add(byte[] bytes, int from, int length) {
    System.arraycopy(bytes, from, room(length), size, length);
    size += length;
    return this;
  }

  /** Adds one byte. */
  public Bytes add(byte one) {
    room(1)[size++] = one;
    return this;
  }

  /** Adds a text in UTF-8. */
  public Bytes add(String text) {
    int length = text.length();
    byte[] to = room(length);
    int at = size;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return add(text.getBytes(StandardCharsets.UTF_8));
      }
      to[at++] = (byte) c;
    }
    size = at;
    return this;
  }

  /**
   * Adds a text as it stands between the quotation marks of a JSON string. Half of a surrogate
   * pair, which no UTF-8 has, becomes U+FFFD.
   */
  public Bytes addEscaped(String text) {
    int length = text.length();
    for (int from = 0; from < length; ) {
      int to = Math.min(length, from + BLOCK);
      if (to < length && Character.isHighSurrogate(text.charAt(to - 1))) {
        to--; // Never alone: a block is longer than a pair.
      }
      room(ESCAPED_CHAR * (to - from));
      size = Escaped.write(text, from, to, array, size);
      from = to;
    }
    return this;
  }

  /** Adds a number of 0 or more in decimal digits. */
  public Bytes addDecimal(long number) {
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    byte[] to = room(digits);
    long rest = number;
    for (int at = size + digits - 1; at >= size; at--) {
      to[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
    return this;
  }

  /** A copy. */
  public byte[] copy() {
    return Arrays.copyOf(array, size);
  }

  private byte[] room(int more) {
    int needed = Math.addExact(size, more);
    if (needed > array.length) {
      array =
          Arrays.copyOf(
              array, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * array.length)));
    }
    return array;
  }

  @Override
  public String toString() {
    return new String(array, 0, size, StandardCharsets.UTF_8);
  }
}
