package dev.sluice.bench.client;

import java.nio.ByteBuffer;

/**
 * Counts the lines that begin with {@code data:}, fed in any pieces: the least that a reader does.
 */
final class DataLines {
  private static final byte[] MARK = {'d', 'a', 't', 'a', ':'};

  private final Runnable onLine;

  /** How many bytes of the mark this line has begun with; negative if it is another line. */
  private int matched;

  DataLines(Runnable onLine) {
    this.onLine = onLine;
  }

  void take(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next == '\n') {
        matched = 0;
      } else if (matched >= 0) {
        matched = next == MARK[matched] ? matched + 1 : -1;
        if (matched == MARK.length) {
          matched = -1;
          onLine.run();
        }
      }
    }
  }
}
