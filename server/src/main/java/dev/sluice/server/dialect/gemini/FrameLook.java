package dev.sluice.server.dialect.gemini;

import dev.sluice.server.dialect.Quoted;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What has to be known of a frame that goes out nearly as it came, found in one pass over its bytes
 * without reading its values. Of what is no JSON it says anything. Not thread-safe.
 */
final class FrameLook {
  private static final byte[] CANDIDATES = ascii("candidates");
  private static final byte[] FINISH = ascii("finishReason");
  private static final byte[] USAGE = ascii("usageMetadata");
  private static final byte[] MODEL = ascii("modelVersion");
  private static final byte[] ID = ascii("responseId");
  private static final byte[] ERROR = ascii("error");
  private static final byte[] CALL = ascii("functionCall");
  private static final byte[] BLOCKED = ascii("blockReason");
  private static final byte[] UNSPECIFIED = ascii("\"FINISH_REASON_UNSPECIFIED\"");

  /** In an object of the list of candidates. */
  private static final int DEPTH_OF_CANDIDATE = 3;

  private static final int DEPTH_OF_FEEDBACK = 2;

  private byte[] bytes = {};
  private int end;

  private boolean object;
  private boolean error;
  private boolean candidates;
  private boolean calls;
  private boolean blocked;

  /** Whether what is looked at stands within the list of candidates. */
  private boolean within;

  /** Where the values begin; 0 if there are none. */
  private int usage;

  private int model;
  private int id;

  /** Where what says why a candidate ended begins and ends: pairs, so many as are counted. */
  private int[] cuts = new int[2];

  private int cutCount;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Looks at a frame. */
  void at(byte[] frame, int from, int length) {
    bytes = frame;
    end = from + length;
    error = false;
    candidates = false;
    calls = false;
    blocked = false;
    within = false;
    usage = 0;
    model = 0;
    id = 0;
    cutCount = 0;
    int at = blanks(from);
    object = at < end && bytes[at] == '{';
    if (object) {
      members(at);
    }
  }

  /** Whether it is an object: what is none is no chunk. */
  boolean isObject() {
    return object;
  }

  /** Whether it says an error. */
  boolean isError() {
    return error;
  }

  /** Whether it has a candidate. */
  boolean hasCandidates() {
    return candidates;
  }

  /** Whether it says that the prompt was blocked. */
  boolean isBlocked() {
    return blocked;
  }

  /** Whether it tells of calls. */
  boolean hasCalls() {
    return calls;
  }

  /** Whether it says why the answer has ended. */
  boolean isFinish() {
    return cutCount > 0;
  }

  /** How many places there are that say why a candidate ended. */
  int cuts() {
    return cutCount;
  }

  /** Where such a place begins. */
  int cutFrom(int index) {
    return cuts[2 * index];
  }

  /** The index behind such a place. */
  int cutTo(int index) {
    return cuts[2 * index + 1];
  }

  /** What was used, as JSON text; empty if it is not told. */
  String usage() {
    return usage == 0 ? "" : text(usage, behind(usage));
  }

  /** The model as JSON text; empty if it is not told. */
  String model() {
    return string(model);
  }

  /** The answer's id as JSON text; empty if it is not told. */
  String id() {
    return string(id);
  }

  private String string(int value) {
    return value == 0 || bytes[value] != '"' ? "" : Quoted.sound(text(value, behind(value)));
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private void members(int from) {
    int depth = 0;
    for (int at = from; at < end; at++) {
      switch (bytes[at]) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"' -> {
          int begin = at + 1;
          at = closing(begin);
          int colon = blanks(at + 1);
          if (colon < end && bytes[colon] == ':') {
            named(depth, begin, at, blanks(colon + 1));
          }
        }
        default -> {}
      }
    }
  }

  /** The place of the quotation mark that ends a string, or the end. */
  private int closing(int from) {
    int at = from;
    while (at < end && bytes[at] != '"') {
      at += bytes[at] == '\\' ? 2 : 1;
    }
    return Math.min(at, end);
  }

  private int blanks(int from) {
    int at = from;
    while (at < end && isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** The place behind the value that begins here. */
  private int behind(int from) {
    int depth = 0;
    for (int at = from; at < end; at++) {
      switch (bytes[at]) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"' -> at = closing(at + 1);
        default -> {}
      }
      if (depth == 0) {
        return Math.min(end, at + 1);
      }
    }
    return end;
  }

  private void named(int depth, int begin, int close, int value) {
    if (value >= end) {
      return;
    }
    int length = close - begin;
    if (depth == 1) {
      ofChunk(length, begin, value);
    } else if (depth == DEPTH_OF_FEEDBACK) {
      blocked |= !within && is(BLOCKED, length, begin);
    } else if (within && depth == DEPTH_OF_CANDIDATE) {
      if (is(FINISH, length, begin) && bytes[value] == '"' && !isUnspecified(value)) {
        cut(begin - 1, behind(value));
      }
    } else {
      calls |= within && is(CALL, length, begin) && bytes[value] == '{';
    }
  }

  private void ofChunk(int length, int begin, int value) {
    within = false;
    if (is(CANDIDATES, length, begin)) {
      within = bytes[value] == '[';
      candidates |= isFilled(value, '[', ']');
    } else if (is(USAGE, length, begin)) {
      usage = bytes[value] == '{' ? value : usage;
    } else if (is(MODEL, length, begin)) {
      model = value;
    } else if (is(ID, length, begin)) {
      id = value;
    } else if (is(ERROR, length, begin)) {
      error |= isFilled(value, '{', '}') || isFilled(value, '"', '"');
    }
  }

  private boolean isUnspecified(int value) {
    return value + UNSPECIFIED.length <= end
        && Arrays.equals(
            bytes, value, value + UNSPECIFIED.length, UNSPECIFIED, 0, UNSPECIFIED.length);
  }

  /** With the comma behind it, or else the one before it. */
  private void cut(int from, int to) {
    int next = blanks(to);
    int first = from;
    int last = to;
    if (next < end && bytes[next] == ',') {
      last = next + 1;
    } else {
      int before = from - 1;
      while (before > 0 && isBlank(bytes[before])) {
        before--;
      }
      boolean isFree = cutCount == 0 || cutTo(cutCount - 1) <= before;
      first = bytes[before] == ',' && isFree ? before : from;
    }
    if (2 * cutCount == cuts.length) {
      cuts = Arrays.copyOf(cuts, 2 * cuts.length);
    }
    cuts[2 * cutCount] = first;
    cuts[2 * cutCount + 1] = last;
    cutCount++;
  }

  private boolean is(byte[] name, int length, int begin) {
    return length == name.length && Arrays.equals(bytes, begin, begin + length, name, 0, length);
  }

  /** Whether a value of this kind begins here, and is not empty. */
  private boolean isFilled(int value, char open, char close) {
    if (bytes[value] != open) {
      return false;
    }
    int next = blanks(value + 1);
    return next < end && bytes[next] != close;
  }
}
