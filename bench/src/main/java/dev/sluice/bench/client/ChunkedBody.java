package dev.sluice.bench.client;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads an HTTP/1.1 answer in the chunked coding and hands its body on without copying it. */
final class ChunkedBody {
  private enum State {
    HEAD,
    SIZE,
    DATA,
    DATA_END,
    LAST
  }

  private final DataLines lines;
  private State state = State.HEAD;

  /** Of the line feeds that end the headers, how many in a row were seen. */
  private int lineFeeds;

  private int left;

  ChunkedBody(DataLines lines) {
    this.lines = lines;
  }

  /** Takes what was read; true once the body has ended. */
  boolean take(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (state == State.DATA) {
        data(bytes);
      } else if (step(bytes.get())) {
        return true;
      }
    }
    return false;
  }

  private void data(ByteBuffer bytes) {
    int some = Math.min(left, bytes.remaining());
    int limit = bytes.limit();
    bytes.limit(bytes.position() + some);
    lines.take(bytes);
    bytes.limit(limit);
    left -= some;
    if (left == 0) {
      state = State.DATA_END;
    }
  }

  private boolean step(byte next) throws IOException {
    switch (state) {
      case HEAD -> {
        if (next == '\n') {
          lineFeeds++;
        } else if (next != '\r') {
          lineFeeds = 0;
        }
        if (lineFeeds == 2) {
          state = State.SIZE;
        }
      }
      case SIZE -> {
        if (next == '\n') {
          state = left == 0 ? State.LAST : State.DATA;
        } else if (next != '\r') {
          int digit = Character.digit(next, 16);
          if (digit < 0) {
            throw new IOException("no size of a chunk: " + next);
          }
          left = left * 16 + digit;
        }
      }
      case DATA_END -> {
        if (next == '\n') {
          state = State.SIZE;
        }
      }
      case LAST -> {
        return next == '\n';
      }
      case DATA -> throw new IllegalStateException("data has no steps");
    }
    return false;
  }
}
