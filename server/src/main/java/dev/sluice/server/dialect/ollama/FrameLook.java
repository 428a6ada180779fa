package dev.sluice.server.dialect.ollama;

import java.nio.charset.StandardCharsets;

/**
 * What has to be known of a line that goes out as it came, found in one pass over its bytes without
 * reading its values. Not thread-safe.
 */
final class FrameLook {
  private static final byte[] DONE = ascii("done");
  private static final byte[] ERROR = ascii("error");
  private static final byte[] CALLS = ascii("tool_calls");

  private byte[] bytes = {};
  private int end;
  private boolean whole;
  private boolean error;
  private boolean done;
  private boolean calls;
  private boolean lineEnds;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Looks at a line. */
  void at(byte[] frame, int from, int length) {
    bytes = frame;
    end = from + length;
    whole = false;
    error = false;
    done = false;
    calls = false;
    lineEnds = false;
    int at = blanks(from);
    if (at < end && bytes[at] == '{') {
      whole = members(at) == 0;
    }
  }

  /** Whether it is an object from its beginning to its end. */
  boolean isObject() {
    return whole;
  }

  /** Whether it says an error. */
  boolean isError() {
    return error;
  }

  /** Whether it says that it is the last one. */
  boolean isDone() {
    return done;
  }

  /** Whether it tells of calls of tools. */
  boolean hasCalls() {
    return calls;
  }

  /** Whether some client would take it for more than one line. */
  boolean hasLineEnds() {
    return lineEnds;
  }

  /** How deep its end is: 0 if all that begins in it ends. */
  private int members(int from) {
    int depth = 0;
    for (int at = from; at < end; at++) {
      switch (bytes[at]) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"' -> {
          int begin = at + 1;
          at = string(begin);
          if (at == end) {
            return -1;
          }
          int colon = blanks(at + 1);
          if (colon < end && bytes[colon] == ':') {
            named(depth, begin, at, blanks(colon + 1));
          }
        }
        case '\n', '\r' -> lineEnds = true;
        default -> {}
      }
    }
    return depth;
  }

  /** The place of the quotation mark that ends a string, or the end. */
  private int string(int from) {
    int at = from;
    while (at < end && bytes[at] != '"') {
      lineEnds |= OneLine.width(bytes, at, end) > 0;
      at += bytes[at] == '\\' ? 2 : 1;
    }
    return Math.min(at, end);
  }

  private int blanks(int from) {
    int at = from;
    while (at < end
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  private void named(int depth, int begin, int close, int value) {
    if (value >= end) {
      return;
    }
    int length = close - begin;
    if (depth > 1) {
      calls |= length == CALLS.length && is(CALLS, begin) && isFilled(value, '[', ']');
    } else if (length == DONE.length && is(DONE, begin)) {
      done = bytes[value] == 't' || (value + 1 < end && bytes[value + 1] == 't');
    } else if (length == ERROR.length && is(ERROR, begin)) {
      error = isFilled(value, '{', '}') || isFilled(value, '"', '"');
    }
  }

  private boolean is(byte[] name, int begin) {
    for (int i = 0; i < name.length; i++) {
      if (bytes[begin + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a value of this kind begins here, and is not empty. */
  private boolean isFilled(int value, char open, char close) {
    if (bytes[value] != open) {
      return false;
    }
    int next = open == '"' ? value + 1 : blanks(value + 1);
    return next < end && bytes[next] != close;
  }
}
