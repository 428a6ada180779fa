package dev.sluice.transport.http;

import java.net.ProtocolException;

/**
 * The line before a chunk: its size in hexadecimal digits, and perhaps extensions, which are passed
 * over (RFC 9112, section 7.1). It ends with CRLF alone: who takes a bare line feed for an end here
 * can be shown other chunks than a proxy in between. Not thread-safe.
 */
final class ChunkLine {
  private static final int MAX_BYTES = 4 * 1024;

  private enum Part {
    SIZE,
    /** Blanks, which some servers pad the size with. */
    BLANKS,
    EXTENSION,
    QUOTED,
    /** The character after a backslash within quotes. */
    ESCAPED,
    LINE_FEED,
    WHOLE
  }

  private Part part = Part.SIZE;
  private long size;
  private int digits;
  private int bytes;

  boolean isWhole() {
    return part == Part.WHOLE;
  }

  /** The chunk's size, once the line is whole: at most 2 GiB. */
  long size() {
    return size;
  }

  /** Begins the next line. */
  void begin() {
    part = Part.SIZE;
    size = 0;
    digits = 0;
    bytes = 0;
  }

  /** Takes bytes until the line is whole; says where it stopped. */
  int take(byte[] from, int start, int to) throws ProtocolException {
    int at = start;
    while (at < to && part != Part.WHOLE) {
      take(from[at++]);
      if (++bytes > MAX_BYTES) {
        throw new ProtocolException("the size of a chunk is longer than a line can be");
      }
    }
    return at;
  }

  private void take(byte b) throws ProtocolException {
    switch (part) {
      case SIZE -> size(b);
      case BLANKS -> blank(b);
      case EXTENSION -> extension(b);
      case QUOTED -> {
        if (b == '"') {
          part = Part.EXTENSION;
        } else if (b == '\\') {
          part = Part.ESCAPED;
        } else {
          checkText(b);
        }
      }
      case ESCAPED -> {
        checkText(b);
        part = Part.QUOTED;
      }
      case LINE_FEED -> {
        if (b != '\n') {
          throw new ProtocolException("the line of a chunk's size does not end with CRLF");
        }
        part = Part.WHOLE;
      }
      case WHOLE -> throw new IllegalStateException("the line is whole");
    }
  }

  private void size(byte b) throws ProtocolException {
    int digit = Character.digit(b, 16);
    if (digit >= 0) {
      digits++;
      size = size << 4 | digit;
      if (size > Integer.MAX_VALUE) {
        throw new ProtocolException("a chunk is larger than 2 GiB");
      }
    } else if (digits > 0) {
      blank(b);
    } else if (b == '\r' || b == '\n') {
      throw new ProtocolException("a chunk has no size");
    } else {
      throw new ProtocolException("the size of a chunk is not a number");
    }
  }

  private void blank(byte b) throws ProtocolException {
    part =
        switch (b) {
          case ' ', '\t' -> Part.BLANKS;
          case ';' -> Part.EXTENSION;
          case '\r' -> Part.LINE_FEED;
          case '\n' ->
              throw new ProtocolException("the line of a chunk's size does not end with CRLF");
          default -> throw new ProtocolException("the size of a chunk is not a number");
        };
  }

  private void extension(byte b) throws ProtocolException {
    if (b == '\r') {
      part = Part.LINE_FEED;
    } else if (b == '"') {
      part = Part.QUOTED;
    } else {
      checkText(b);
    }
  }

  private static void checkText(byte b) throws ProtocolException {
    if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7F) {
      throw new ProtocolException("the extension of a chunk holds a control character");
    }
  }
}
