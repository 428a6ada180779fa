package dev.sluice.spi.provider;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Makes bytes valid UTF-8 before a parser sees them, which would refuse the whole frame: what is
 * none becomes U+FFFD, one for each maximal subpart of a character, as the WHATWG Encoding standard
 * and chapter 3 of the Unicode standard ("U+FFFD Substitution of Maximal Subparts") say.
 */
final class Utf8 {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

  private Utf8() {}

  /** Hands on a frame of text. */
  static boolean frame(FrameHandler handler, String type, byte[] bytes, int from, int length) {
    int to = from + length;
    int wrong = firstWrong(bytes, from, to);
    if (wrong == to) {
      return handler.onFrame(type, bytes, from, length);
    }
    byte[] mended = mended(bytes, from, to);
    return handler.onFrame(type, mended, 0, mended.length);
  }

  /** These bytes without what is no UTF-8. */
  static byte[] mended(byte[] bytes, int from, int to) {
    ByteArrayOutputStream mended = new ByteArrayOutputStream(to - from + 16);
    int at = from;
    while (at < to) {
      int wrong = firstWrong(bytes, at, to);
      mended.write(bytes, at, wrong - at);
      at = wrong;
      if (at < to) {
        mended.write(REPLACEMENT, 0, REPLACEMENT.length);
        at += subpart(bytes, at, to);
      }
    }
    return mended.toByteArray();
  }

  /** Where the first byte stands that no character begins with or goes on with; else the end. */
  private static int firstWrong(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (to - at >= Long.BYTES && ((long) EIGHT.get(bytes, at) & HIGH_BITS) == 0) {
        at += Long.BYTES;
      } else if (bytes[at] >= 0) {
        at++;
      } else {
        int length = length(bytes[at]);
        if (length == 0 || subpart(bytes, at, to) < length) {
          return at;
        }
        at += length;
      }
    }
    return to;
  }

  /** How many bytes a character has that begins with this one; 0 if none does. */
  private static int length(byte first) {
    int b = first & 0xFF;
    if (b >= 0xC2 && b <= 0xDF) {
      return 2;
    }
    if (b >= 0xE0 && b <= 0xEF) {
      return 3;
    }
    return b >= 0xF0 && b <= 0xF4 ? 4 : 0;
  }

  /** How many bytes from here on may begin one character; 1 if none begins so. */
  private static int subpart(byte[] bytes, int at, int to) {
    int length = length(bytes[at]);
    int count = 1;
    while (count < length && at + count < to && mayFollow(bytes[at], count, bytes[at + count])) {
      count++;
    }
    return count;
  }

  /** The second byte rules out what is too long, a surrogate, or too large. */
  private static boolean mayFollow(byte first, int place, byte next) {
    int b = next & 0xFF;
    int least = 0x80;
    int largest = 0xBF;
    if (place == 1) {
      switch (first & 0xFF) {
        case 0xE0 -> least = 0xA0;
        case 0xED -> largest = 0x9F;
        case 0xF0 -> least = 0x90;
        case 0xF4 -> largest = 0x8F;
        default -> {}
      }
    }
    return b >= least && b <= largest;
  }
}
