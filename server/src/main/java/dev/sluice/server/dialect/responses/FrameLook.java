package dev.sluice.server.dialect.responses;

import dev.sluice.server.dialect.Quoted;
import java.nio.charset.StandardCharsets;

/**
 * What has to be known of an event that goes out as it came, found in one pass over its bytes
 * without reading its values. Of what is no JSON it says anything. Not thread-safe.
 */
final class FrameLook {
  private static final byte[] TYPE = EventWriter.ascii("type");
  private static final byte[] NUMBER = EventWriter.ascii("sequence_number");
  private static final byte[] RESPONSE = EventWriter.ascii("response");
  private static final byte[] DELTA = EventWriter.ascii("delta");
  private static final byte[] OBJECT = EventWriter.ascii("object");
  private static final byte[] ID = EventWriter.ascii("id");
  private static final byte[] MODEL = EventWriter.ascii("model");

  private static final int MAX_DIGITS = 15;

  private byte[] bytes = {};
  private int end;
  private boolean object;

  // Where the values begin; 0 where there is none.
  private int type;
  private int number;
  private int delta;
  private int whole;
  private int id;
  private int model;

  /** What the event before was, which mostly is of the same type. */
  private String before = "";

  /** Looks at an event. */
  void at(byte[] frame, int from, int length) {
    bytes = frame;
    end = from + length;
    type = 0;
    number = 0;
    delta = 0;
    whole = 0;
    id = 0;
    model = 0;
    int at = blanks(from);
    object = at < end && bytes[at] == '{';
    if (object) {
      members(at);
    }
  }

  /** Whether it is an object: what is none is no event. */
  boolean isObject() {
    return object;
  }

  /** Whether it is a response itself, without an event around it. */
  boolean isResponse() {
    return whole > 0 && type == 0 && string(whole).equals("response");
  }

  /** Its own word for what it is; empty if it has none. */
  String type() {
    if (type == 0 || bytes[type] != '"') {
      return "";
    }
    int close = close(type + 1);
    if (!isSame(before, type + 1, close)) {
      String own = new String(bytes, type + 1, close - type - 1, StandardCharsets.UTF_8);
      // It is to stand in a line of its own, and in JSON there is none of these.
      String said = own.indexOf('\\') < 0 ? own : Quoted.read("\"" + own + "\"");
      before = said.chars().anyMatch(Character::isISOControl) ? "" : said;
    }
    return before;
  }

  private boolean isSame(String text, int from, int to) {
    if (text.length() != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (bytes[i] != text.charAt(i - from)) {
        return false;
      }
    }
    return true;
  }

  /** Its number; -1 if it has none. */
  long number() {
    int at = number;
    long value = 0;
    while (at > 0 && at < end && at - number < MAX_DIGITS && isDigit(bytes[at])) {
      value = 10 * value + bytes[at++] - '0';
    }
    return at == number ? -1 : value;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** Where its delta begins, behind the quotation mark; 0 if it has no text there. */
  int delta() {
    return delta > 0 && bytes[delta] == '"' ? delta + 1 : 0;
  }

  /** Where the delta ends, at the quotation mark. */
  int endOfDelta() {
    return close(delta + 1);
  }

  /** Where the response's id begins, behind the quotation mark; 0 if it has none. */
  int id() {
    return id > 0 && bytes[id] == '"' ? id + 1 : 0;
  }

  /** Where that id ends, at the quotation mark. */
  int endOfId() {
    return close(id + 1);
  }

  /** The model that the response names; empty if it names none. */
  String model() {
    return string(model);
  }

  private String string(int quote) {
    if (quote == 0 || bytes[quote] != '"') {
      return "";
    }
    int close = close(quote + 1);
    return new String(bytes, quote + 1, close - quote - 1, StandardCharsets.UTF_8);
  }

  private void members(int from) {
    int depth = 0;
    boolean inResponse = false;
    for (int at = from; at < end; at++) {
      switch (bytes[at]) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"' -> {
          int begin = at + 1;
          at = close(begin);
          int colon = depth > 2 ? end : blanks(at + 1);
          if (colon < end && bytes[colon] == ':') {
            int value = blanks(colon + 1);
            if (depth == 1) {
              inResponse = named(begin, at, value);
            } else if (inResponse) {
              ofResponse(begin, at, value);
            }
          }
        }
        default -> {}
      }
    }
  }

  /** Whether it is the response. */
  private boolean named(int begin, int close, int value) {
    if (value >= end) {
      return false;
    }
    switch (close - begin) {
      case 2, 5 -> {
        if (is(DELTA, begin, close)) {
          delta = value;
        } else {
          ofResponse(begin, close, value);
        }
      }
      case 4 -> type = is(TYPE, begin, close) ? value : type;
      case 6 -> whole = is(OBJECT, begin, close) ? value : whole;
      case 8 -> {
        return is(RESPONSE, begin, close) && bytes[value] == '{';
      }
      case 15 -> number = is(NUMBER, begin, close) ? value : number;
      default -> {}
    }
    return false;
  }

  private void ofResponse(int begin, int close, int value) {
    if (value < end && is(ID, begin, close)) {
      id = value;
    } else if (value < end && is(MODEL, begin, close)) {
      model = value;
    }
  }

  private int blanks(int from) {
    int at = from;
    while (at < end
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  /** The place of the quotation mark that ends a string, or the end. */
  private int close(int from) {
    int at = from;
    while (at < end && bytes[at] != '"') {
      at += bytes[at] == '\\' ? 2 : 1;
    }
    return Math.min(at, end);
  }

  private boolean is(byte[] name, int begin, int close) {
    if (close - begin != name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (bytes[begin + i] != name[i]) {
        return false;
      }
    }
    return true;
  }
}
