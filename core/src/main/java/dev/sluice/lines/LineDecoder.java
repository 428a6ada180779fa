package dev.sluice.lines;

import java.util.Arrays;

/**
 * Turns bytes into lines, fed in any pieces. Not thread-safe.
 *
 * <p>A line ends with LF or CRLF, the last one also with the input. One leading byte order mark and
 * lines of nothing but blanks are dropped: they are no values in NDJSON. What lies whole within one
 * piece is handed on without being copied; between pieces the unfinished line is kept, bounded.
 */
public final class LineDecoder {
  /** The most bytes of a line, unless told otherwise. */
  public static final int DEFAULT_LIMIT_BYTES = 8 * 1024 * 1024;

  /** A buffer larger than this is given back once it is empty: most streams never need one. */
  private static final int KEPT_BYTES = 1024;

  private static final byte[] NOTHING = {};

  private final LineHandler handler;
  private final int limitBytes;
  private boolean stopped;
  private boolean firstLine = true;

  /** The beginning of the line that the last piece left unfinished. */
  private byte[] line = NOTHING;

  private int lineLength;

  /** A decoder with the default limit. */
  public LineDecoder(LineHandler handler) {
    this(handler, DEFAULT_LIMIT_BYTES);
  }

  /**
   * @param limitBytes the most bytes of a line
   */
  public LineDecoder(LineHandler handler, int limitBytes) {
    this.handler = handler;
    this.limitBytes = limitBytes;
  }

  /**
   * Takes the next bytes; the array is the decoder's only until this returns.
   *
   * @throws LineLimitException if a line is too long; the decoder is of no use after
   */
  public void feed(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && !stopped) {
      int end = at;
      while (end < to && bytes[end] != '\n') {
        end++;
      }
      if (end == to) {
        keep(bytes, at, to);
      } else if (lineLength == 0) {
        checkLimit(end - at);
        onLine(bytes, at, end);
      } else {
        keep(bytes, at, end);
        onKept();
      }
      // Past the line's end, or past the piece: the loop moves in any case.
      at = end + 1;
    }
  }

  /**
   * The input has ended, cleanly: what stands there without a line end is the last line.
   *
   * @return whether no line was without its end, and so known to be whole
   */
  public boolean end() {
    boolean whole = lineLength == 0;
    if (!whole && !stopped) {
      onKept();
    }
    return whole;
  }

  private void onKept() {
    int length = lineLength;
    lineLength = 0;
    onLine(line, 0, length);
    line = line.length > KEPT_BYTES ? NOTHING : line;
  }

  private void keep(byte[] bytes, int from, int to) {
    long needed = (long) lineLength + to - from;
    checkLimit(needed);
    if (needed > line.length) {
      line = Arrays.copyOf(line, Math.max((int) needed, 2 * lineLength));
    }
    System.arraycopy(bytes, from, line, lineLength, to - from);
    lineLength = (int) needed;
  }

  private void onLine(byte[] bytes, int start, int lineFeed) {
    int from = start;
    int end = lineFeed > start && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
    if (firstLine) {
      firstLine = false;
      from += hasByteOrderMark(bytes, from, end) ? 3 : 0;
    }
    if (!isBlank(bytes, from, end)) {
      stopped = !handler.onLine(bytes, from, end - from);
    }
  }

  private void checkLimit(long length) {
    if (length > limitBytes) {
      throw new LineLimitException(limitBytes);
    }
  }

  private static boolean isBlank(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private static boolean hasByteOrderMark(byte[] bytes, int from, int to) {
    return to - from >= 3
        && bytes[from] == (byte) 0xEF
        && bytes[from + 1] == (byte) 0xBB
        && bytes[from + 2] == (byte) 0xBF;
  }
}
