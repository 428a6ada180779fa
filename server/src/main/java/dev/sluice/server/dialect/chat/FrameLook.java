package dev.sluice.server.dialect.chat;

import dev.sluice.server.dialect.Quoted;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What has to be known of a frame that goes out as it came, found in one pass over its bytes
 * without reading its values. Of what is no JSON it says anything. Not thread-safe.
 */
final class FrameLook {
  private static final byte[] ID = ascii("id");
  private static final byte[] MODEL = ascii("model");
  private static final byte[] CREATED = ascii("created");
  private static final byte[] CHOICES = ascii("choices");
  private static final byte[] USAGE = ascii("usage");
  private static final byte[] ERROR = ascii("error");
  private static final byte[] CALLS = ascii("tool_calls");
  private static final byte[] FINISH = ascii("finish_reason");

  /** A beginning that is longer than this is not remembered, nor one that changes so often. */
  private static final int MAX_BEGINNING = 1024;

  private static final int MAX_BEGINNINGS = 8;

  /** More than seconds have, and less than a double holds exactly. */
  private static final int MAX_DIGITS = 15;

  /** In the first object of the list of choices of an object. */
  private static final int DEPTH_OF_CHOICE = 3;

  /** In its delta. */
  private static final int DEPTH_OF_DELTA = 4;

  private byte[] bytes = {};
  private int end;

  /**
   * How frames of this answer begin, up to within their first choice: nearly all of them alike, so
   * that only what follows has to be looked at. Empty if that is not known.
   */
  private byte[] beginning = {};

  private int beginnings;

  private boolean object;
  private boolean error;
  private boolean usage;
  private boolean noChoices;
  private boolean calls;

  /** Where the first list of calls begins, and where the first reason stands; 0 if nowhere. */
  private int list;

  private int finish;

  /** Where the values of the first frame that had them begin in it; 0 if it had none. */
  private int id;

  private int model;
  private int created;

  /** Where the first choice's members begin; 0 if there are none, or it is not to be relied on. */
  private int choices;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Looks at a frame. */
  void at(byte[] frame, int from, int length) {
    bytes = frame;
    end = from + length;
    object = false;
    error = false;
    usage = false;
    noChoices = false;
    calls = false;
    list = 0;
    finish = 0;
    id = 0;
    model = 0;
    created = 0;
    if (beginsAsBefore(from, length)) {
      object = true;
      members(from + beginning.length, DEPTH_OF_CHOICE);
      return;
    }
    int at = blanks(from);
    if (at < end && bytes[at] == '{') {
      object = true;
      choices = 0;
      members(at, 0);
      remember(from);
    }
  }

  private boolean beginsAsBefore(int from, int length) {
    int known = beginning.length;
    return known > 0
        && known < length
        && Arrays.mismatch(beginning, 0, known, bytes, from, from + known) < 0;
  }

  private void remember(int from) {
    int length = choices - from;
    if (choices > 0 && length <= MAX_BEGINNING && beginnings < MAX_BEGINNINGS) {
      beginnings++;
      beginning = Arrays.copyOfRange(bytes, from, choices);
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

  /** Whether it tells what was used. */
  boolean hasUsage() {
    return usage;
  }

  /** Whether its list of choices is empty. */
  boolean isWithoutChoices() {
    return noChoices;
  }

  /** Whether it tells of calls of tools. */
  boolean hasCalls() {
    return calls;
  }

  /** Where the list of them begins that the choice's delta has; 0 if it has none. */
  int calls() {
    return list;
  }

  /** Where the word stands for why the answer has ended; 0 if there is none. */
  int finish() {
    return finish;
  }

  /** The answer's id as JSON text; empty if it is not told as one. */
  String id() {
    return string(id);
  }

  /** The model as JSON text; empty if it is not told as one. */
  String model() {
    return string(model);
  }

  /** When it was created, in seconds; empty if it is not told, or as 0. */
  String created() {
    int at = created;
    if (at > 0 && bytes[at] == '0') {
      return "";
    }
    while (at > 0 && at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at - created > MAX_DIGITS
        ? ""
        : new String(bytes, created, at - created, StandardCharsets.US_ASCII);
  }

  private String string(int quote) {
    if (quote == 0 || bytes[quote] != '"') {
      return "";
    }
    int close = string(quote + 1, end);
    return close >= end || close == quote + 1
        ? ""
        : Quoted.sound(new String(bytes, quote, close + 1 - quote, StandardCharsets.UTF_8));
  }

  private void members(int from, int depthThere) {
    int depth = depthThere;
    for (int at = from; at < end; at++) {
      switch (bytes[at]) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"' -> {
          int begin = at + 1;
          at = string(begin, end);
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
  private int string(int from, int to) {
    int at = from;
    while (at < to && bytes[at] != '"') {
      at += bytes[at] == '\\' ? 2 : 1;
    }
    return Math.min(at, to);
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
      within(depth, begin, length, value);
      return;
    }
    switch (length) {
      case 2 -> id = is(ID, begin) ? value : id;
      case 5 -> {
        if (is(MODEL, begin)) {
          model = value;
        } else if (is(USAGE, begin)) {
          usage = bytes[value] == '{';
        } else if (is(ERROR, begin)) {
          error = isFilled(value, '{', '}') || isFilled(value, '"', '"');
        }
      }
      case 7 -> {
        if (is(CREATED, begin)) {
          created = value;
        } else if (is(CHOICES, begin)) {
          noChoices = bytes[value] == '[' && !isFilled(value, '[', ']');
          int first = blanks(value + 1);
          // What stood before must not have to be found again.
          boolean isUsual = bytes[value] == '[' && first < end && bytes[first] == '{';
          choices = isUsual && !error && !usage ? first + 1 : 0;
        }
      }
      default -> {}
    }
  }

  private void within(int depth, int begin, int length, int value) {
    if (length == CALLS.length && is(CALLS, begin) && isFilled(value, '[', ']')) {
      calls = true;
      list = depth == DEPTH_OF_DELTA && list == 0 ? value : list;
    } else if (bytes[value] == '"'
        && depth == DEPTH_OF_CHOICE
        && length == FINISH.length
        && is(FINISH, begin)) {
      finish = finish == 0 ? value : finish;
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
    int next = blanks(value + 1);
    return next < end && bytes[next] != close;
  }
}
