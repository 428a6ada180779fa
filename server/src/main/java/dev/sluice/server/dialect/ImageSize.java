package dev.sluice.server.dialect;

import java.util.Base64;

/**
 * What an image costs, as Anthropic documents it: a token for each 750 pixels, of an image whose
 * longer side is at most 1,568 pixels.
 */
final class ImageSize {
  private static final int PIXELS = 750;
  private static final int LONGEST = 1568;

  /** What the largest one costs, and one whose size is not known. */
  private static final int MAX = 1600;

  /** What stands before an image's size in nearly all files. */
  private static final int HEAD = 64 * 1024;

  private ImageSize() {}

  /** Of an image in base 64; empty if it is elsewhere. */
  static int tokens(String base64) {
    byte[] head = head(base64);
    long size = png(head);
    size = size != 0 ? size : gif(head);
    size = size != 0 ? size : jpeg(head);
    long width = size >>> 32;
    long height = size & 0xFFFF_FFFFL;
    long longer = Math.max(width, height);
    if (longer == 0) {
      return MAX;
    }
    double share = Math.min(1, (double) LONGEST / longer);
    return (int) Math.clamp(Math.ceil(width * share * (height * share) / PIXELS), 1, MAX);
  }

  private static byte[] head(String base64) {
    String some = base64.substring(0, Math.min(base64.length(), HEAD) & ~3);
    try {
      return Base64.getDecoder().decode(some);
    } catch (IllegalArgumentException none) {
      return new byte[0];
    }
  }

  private static long png(byte[] b) {
    return b.length >= 24 && b[0] == (byte) 0x89 && b[1] == 'P'
        ? size(int32(b, 16), int32(b, 20))
        : 0;
  }

  private static long gif(byte[] b) {
    return b.length >= 10 && b[0] == 'G' && b[1] == 'I' && b[2] == 'F'
        ? size(byteAt(b, 6) | byteAt(b, 7) << 8, byteAt(b, 8) | byteAt(b, 9) << 8)
        : 0;
  }

  /** The first frame header among the segments. */
  private static long jpeg(byte[] b) {
    if (b.length < 4 || byteAt(b, 0) != 0xFF || byteAt(b, 1) != 0xD8) {
      return 0;
    }
    for (int at = 2; at + 9 < b.length && byteAt(b, at) == 0xFF; ) {
      int marker = byteAt(b, at + 1);
      boolean isFrame =
          marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
      if (isFrame) {
        return size(int16(b, at + 7), int16(b, at + 5));
      }
      at += 2 + Math.max(2, int16(b, at + 2));
    }
    return 0;
  }

  private static long size(long width, long height) {
    return width > 0 && height > 0 ? width << 32 | height : 0;
  }

  private static int byteAt(byte[] b, int at) {
    return b[at] & 0xFF;
  }

  private static int int16(byte[] b, int at) {
    return byteAt(b, at) << 8 | byteAt(b, at + 1);
  }

  private static long int32(byte[] b, int at) {
    return ((long) int16(b, at) << 16 | int16(b, at + 2)) & 0x7FFF_FFFFL;
  }
}
