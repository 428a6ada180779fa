package dev.sluice.simulator;

import java.nio.charset.StandardCharsets;

/** The body of one request, by its length or in the chunked coding. */
final class RequestBody {
  static final int CHUNKED = -1;

  /** The longest line of sizes or trailers. */
  private static final int LINE_LIMIT = 8 << 10;

  private final ByteBuilder content = new ByteBuilder(256);
  private final int limit;
  private State state;
  private int missing;

  private enum State {
    SIZE,
    DATA,
    END_OF_DATA,
    TRAILERS,
    LENGTH,
    COMPLETE
  }

  RequestBody(int length, int limit) {
    this.limit = limit;
    state = length == CHUNKED ? State.SIZE : State.LENGTH;
    missing = length;
  }

  String text() {
    return new String(content.toByteArray(), StandardCharsets.UTF_8);
  }

  /** Takes what belongs to the body from the front of {@code bytes}; true when it is complete. */
  boolean readFrom(ByteBuilder bytes) {
    boolean moved = true;
    while (moved && state != State.COMPLETE) {
      moved =
          switch (state) {
            case LENGTH -> readData(bytes, State.COMPLETE);
            case DATA -> readData(bytes, State.END_OF_DATA);
            case SIZE, END_OF_DATA, TRAILERS -> readLine(bytes);
            case COMPLETE -> false;
          };
    }
    return state == State.COMPLETE;
  }

  private boolean readData(ByteBuilder bytes, State next) {
    int count = Math.min(missing, bytes.length());
    bytes.moveTo(content, count);
    missing -= count;
    if (missing > 0) {
      return false;
    }
    state = next;
    return true;
  }

  private boolean readLine(ByteBuilder bytes) {
    int end = 0;
    while (end < bytes.length() && bytes.at(end) != '\n') {
      end++;
    }
    if (end > LINE_LIMIT) {
      throw new RequestReader.BadRequest(400, "A line of the chunked body is too long.");
    }
    if (end == bytes.length()) {
      return false;
    }
    var line = new ByteBuilder(end + 1);
    bytes.moveTo(line, end + 1);
    take(new String(line.toByteArray(), StandardCharsets.ISO_8859_1).strip());
    return true;
  }

  private void take(String line) {
    if (state == State.SIZE) {
      missing = size(line);
      state = missing == 0 ? State.TRAILERS : State.DATA;
    } else if (state == State.END_OF_DATA) {
      state = State.SIZE;
    } else if (line.isEmpty()) {
      state = State.COMPLETE;
    }
  }

  private int size(String line) {
    int semicolon = line.indexOf(';');
    String digits = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
    if (!digits.matches("\\p{XDigit}{1,7}")) {
      throw new RequestReader.BadRequest(400, "A chunk has no size.");
    }
    int size = Integer.parseInt(digits, 16);
    if (size > limit - content.length()) {
      throw new RequestReader.BadRequest(413, "The body is larger than " + limit + " bytes.");
    }
    return size;
  }
}
