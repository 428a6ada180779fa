package dev.sluice.provider.bedrock;

import dev.sluice.spi.provider.FramingException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Joins pieces of base 64, each of which may be padded, to one text. Not thread-safe.
 *
 * <p>Each piece gives what it makes whole: groups of four characters.
 */
final class Base64Pieces {
  private static final int GROUP_BYTES = 3;

  /** What the pieces left over that do not make a group. */
  private byte[] rest = {};

  /**
   * The groups that are whole with this piece; empty if there is none.
   *
   * @throws FramingException if it is no base 64
   */
  String add(String piece) {
    boolean isWhole = rest.length == 0 && piece.length() % 4 == 0 && !piece.endsWith("=");
    byte[] more = decoded(piece);
    if (isWhole) {
      return piece;
    }
    byte[] all = Arrays.copyOf(rest, rest.length + more.length);
    System.arraycopy(more, 0, all, rest.length, more.length);
    int whole = all.length - all.length % GROUP_BYTES;
    rest = Arrays.copyOfRange(all, whole, all.length);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(all, whole));
  }

  private static byte[] decoded(String piece) {
    try {
      return Base64.getDecoder().decode(piece);
    } catch (IllegalArgumentException wrong) {
      throw FramingException.malformed("what should be base 64 is none");
    }
  }

  /** The last group, padded; empty if nothing was left over. */
  String end() {
    String last = Base64.getEncoder().encodeToString(rest);
    rest = new byte[0];
    return last;
  }
}
