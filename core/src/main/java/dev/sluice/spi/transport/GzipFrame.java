package dev.sluice.spi.transport;

import java.net.ProtocolException;
import java.util.zip.CRC32;

/** What stands around the data of a member of gzip: RFC 1952, section 2.3. Not thread-safe. */
final class GzipFrame {
  private static final int MAX_HEADER_BYTES = 64 * 1024;
  private static final int FIXED_BYTES = 10;
  private static final int TRAILER_BYTES = 8;

  private static final int HEADER_CHECK = 0x02;
  private static final int EXTRA = 0x04;
  private static final int NAME = 0x08;
  private static final int COMMENT = 0x10;
  private static final int RESERVED = 0xE0;

  private final CRC32 check = new CRC32();
  private long size;

  private int headerBytes;
  private int flags;

  /** How many bytes of the extra field are left; negative before both of its length are here. */
  private int extraBytes;

  private int lengthLow;

  private int checkBytes;
  private int trailerBytes;
  private long trailer;

  GzipFrame() {
    begin();
  }

  /** Begins another member. */
  void begin() {
    check.reset();
    size = 0;
    headerBytes = 0;
    flags = 0;
    extraBytes = -2;
    checkBytes = 2;
    trailerBytes = 0;
    trailer = 0;
  }

  /** Counts what the data holds. */
  void add(byte[] decoded, int length) {
    check.update(decoded, 0, length);
    size += length;
  }

  /** Takes bytes of the header; says where it stopped. */
  int header(byte[] bytes, int from, int to) throws ProtocolException {
    int at = from;
    while (at < to && !isHeaderWhole()) {
      take(bytes[at++] & 0xFF);
      if (headerBytes > MAX_HEADER_BYTES) {
        throw new ProtocolException("the header of the gzip coding has no end");
      }
    }
    return at;
  }

  private void take(int b) throws ProtocolException {
    int place = headerBytes++;
    if (place < FIXED_BYTES) {
      fixed(place, b);
    } else if ((flags & EXTRA) != 0) {
      extra(b);
    } else if ((flags & NAME) != 0) {
      flags ^= b == 0 ? NAME : 0;
    } else if ((flags & COMMENT) != 0) {
      flags ^= b == 0 ? COMMENT : 0;
    } else if (--checkBytes == 0) {
      flags ^= HEADER_CHECK;
    }
  }

  private void fixed(int place, int b) throws ProtocolException {
    boolean right =
        switch (place) {
          case 0 -> b == 0x1F;
          case 1 -> b == 0x8B;
          case 2 -> b == 8;
          case 3 -> (b & RESERVED) == 0;
          default -> true;
        };
    if (!right) {
      throw new ProtocolException("the gzip coding does not begin as one");
    }
    if (place == 3) {
      flags = b & (HEADER_CHECK | EXTRA | NAME | COMMENT);
    }
  }

  private void extra(int b) {
    if (extraBytes == -2) {
      lengthLow = b;
      extraBytes = -1;
    } else {
      extraBytes = extraBytes == -1 ? b << 8 | lengthLow : extraBytes - 1;
      if (extraBytes == 0) {
        flags ^= EXTRA;
      }
    }
  }

  boolean isHeaderWhole() {
    return headerBytes >= FIXED_BYTES && flags == 0;
  }

  /** Takes bytes of what follows the data; says where it stopped. */
  int trailer(byte[] bytes, int from, int to) throws ProtocolException {
    int at = from;
    while (at < to && !isTrailerWhole()) {
      trailer |= (bytes[at++] & 0xFFL) << (8 * trailerBytes++);
    }
    if (isTrailerWhole()) {
      if ((trailer & 0xFFFF_FFFFL) != check.getValue()) {
        throw new ProtocolException("the gzip coding is damaged: its checksum is another");
      }
      if (trailer >>> 32 != (size & 0xFFFF_FFFFL)) {
        throw new ProtocolException("the gzip coding is damaged: its length is another");
      }
    }
    return at;
  }

  boolean isTrailerWhole() {
    return trailerBytes == TRAILER_BYTES;
  }
}
