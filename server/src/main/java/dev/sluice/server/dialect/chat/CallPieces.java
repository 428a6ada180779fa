package dev.sluice.server.dialect.chat;

import java.nio.charset.StandardCharsets;

/**
 * The pieces of calls in a frame's list of them, one after the other. Of what is no JSON it says
 * anything within the frame. Not thread-safe.
 */
final class CallPieces {
  private static final byte[] INDEX = ascii("index");
  private static final byte[] ID = ascii("id");
  private static final byte[] NAME = ascii("name");

  /** An id that is longer than this is not looked at. */
  private static final int MAX_ID = 512;

  /** More than indexes have, and less than a long holds. */
  private static final int MAX_DIGITS = 15;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int begin;
  private int indexFrom;
  private int indexTo;
  private long index;
  private String id = "";
  private boolean named;

  /**
   * Those of a list.
   *
   * @param list where its bracket stands
   */
  CallPieces(byte[] bytes, int list, int end) {
    this.bytes = bytes;
    this.end = end;
    this.at = list + 1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Goes to the next one; false if there is none. */
  boolean next() {
    while (at < end && bytes[at] != '{') {
      if (bytes[at] == ']' || bytes[at] == '"') {
        return false;
      }
      at++;
    }
    if (at >= end) {
      return false;
    }
    at++;
    begin = at;
    indexFrom = 0;
    indexTo = 0;
    index = -1;
    id = "";
    named = false;
    members();
    return at <= end;
  }

  private void members() {
    int depth = 1;
    for (; at < end && depth > 0; at++) {
      switch (bytes[at]) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"' -> {
          int from = at + 1;
          at = close(from);
          int colon = blanks(at + 1);
          if (colon < end && bytes[colon] == ':') {
            named(depth, from, blanks(colon + 1));
          }
        }
        default -> {}
      }
    }
  }

  private void named(int depth, int from, int value) {
    if (value >= end) {
      return;
    }
    if (depth == 1 && is(INDEX, from)) {
      number(value);
    } else if (depth == 1 && is(ID, from)) {
      id = text(value);
    } else if (depth == 2 && is(NAME, from)) {
      named = bytes[value] == '"' && close(value + 1) > value + 1;
    }
  }

  /** Numbers alone, and what stands for none, are put right. */
  private void number(int value) {
    int to = value;
    while (to < end && bytes[to] >= '0' && bytes[to] <= '9') {
      to++;
    }
    boolean isOver = to >= end || ",} \t\r\n".indexOf(bytes[to]) >= 0;
    if (to > value && to - value <= MAX_DIGITS && isOver) {
      index = Long.parseLong(new String(bytes, value, to - value, StandardCharsets.US_ASCII));
    } else if (to == value && bytes[value] == 'n') {
      to = Math.min(end, value + "null".length());
    } else {
      // Neither: as it came.
      index = Long.MAX_VALUE;
    }
    indexFrom = value;
    indexTo = to;
  }

  private String text(int value) {
    if (bytes[value] != '"') {
      return "";
    }
    int to = close(value + 1);
    return to - value > MAX_ID
        ? ""
        : new String(bytes, value + 1, to - value - 1, StandardCharsets.UTF_8);
  }

  /** Whether a name, which ends with a quotation mark, is this one. */
  private boolean is(byte[] name, int from) {
    if (from + name.length >= end || bytes[from + name.length] != '"') {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (bytes[from + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  /** The place of the quotation mark that ends a string, or the end. */
  private int close(int from) {
    int to = from;
    while (to < end && bytes[to] != '"') {
      to += bytes[to] == '\\' ? 2 : 1;
    }
    return Math.min(to, end);
  }

  private int blanks(int from) {
    int to = from;
    while (to < end
        && (bytes[to] == ' ' || bytes[to] == '\n' || bytes[to] == '\r' || bytes[to] == '\t')) {
      to++;
    }
    return to;
  }

  /** Where the members of the piece begin. */
  int begin() {
    return begin;
  }

  /** Where its index stands; 0 if it has none. */
  int indexFrom() {
    return indexFrom;
  }

  /** Where its index ends. */
  int indexTo() {
    return indexTo;
  }

  /** Which call it is of, as the server says; negative if it does not. */
  long index() {
    return index;
  }

  /** The id that comes with it; empty if none does. */
  String id() {
    return id;
  }

  /** Whether the name of a tool comes with it. */
  boolean isNamed() {
    return named;
  }
}
