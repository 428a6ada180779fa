package dev.sluice.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON in UTF-8 strictly, value by value, without a tree. Whoever reads knows what must come:
 * anything else is an {@link EventFormatException}. Not thread-safe.
 *
 * <pre>{@code
 * in.object();
 * for (int name; (name = in.name()) != FormReader.END; ) {
 *   switch (name) {
 *     case 'i' -> id = in.text();
 *     default -> in.skip();
 *   }
 * }
 * }</pre>
 */
final class FormReader extends FormValues {
  /** In place of a name: the object has no more members. */
  static final int END = -1;

  /** In place of a name: one that has more than one character. */
  private static final int LONG_NAME = -2;

  private int depth;

  /** Whether an object or array has just begun, so that no comma may come. */
  private boolean first;

  FormReader(byte[] bytes, int from, int length) {
    super(bytes, from, length);
  }

  /** Begins an object. */
  void object() {
    open('{', "an object");
  }

  /** Begins an array. */
  void array() {
    open('[', "an array");
  }

  private void open(char bracket, String what) {
    if (peek() != bracket) {
      throw expected(what);
    }
    at++;
    if (++depth > Limits.MAX_DEPTH) {
      throw broken("it is nested deeper than the limit of " + Limits.MAX_DEPTH + " levels");
    }
    first = true;
  }

  /**
   * Begins an object; the kind that it begins with.
   *
   * @throws EventFormatException also if it says that a later version wrote it
   */
  String kind() {
    object();
    int start = place();
    int name = name();
    if (name == 'v') {
      version();
      name = name();
    }
    if (name != 'k') {
      throw broken(start, "expected the kind, \"k\", as the first member");
    }
    return text();
  }

  /** A version of the form, which must be one that is understood here. */
  int version() {
    int start = place();
    long version = number();
    if (version < 1) {
      throw broken(start, "expected a version from 1 on");
    }
    if (version > EventCodec.VERSION) {
      throw broken(
          start,
          "it is of version "
              + version
              + " of the form, and this version of the library reads up to "
              + EventCodec.VERSION
              + ": read it with a later one");
    }
    return (int) version;
  }

  /** Passes over the beginning of an object, up to behind a member, if it stands here. */
  boolean passes(byte[] beginning) {
    if (!Arrays.equals(
        bytes, at, Math.min(end, at + beginning.length), beginning, 0, beginning.length)) {
      return false;
    }
    at += beginning.length;
    depth++;
    return true;
  }

  /** The next member's name, which is a single character if it is known; or {@link #END}. */
  int name() {
    if (isOver('}', "a comma or the end of the object")) {
      return END;
    }
    int name;
    if (at + 2 < end && bytes[at] == '"' && bytes[at + 2] == '"' && isPlain(bytes[at + 1])) {
      name = bytes[at + 1];
      at += 3;
    } else {
      String text = name(peek());
      name = text.length() == 1 ? text.charAt(0) : LONG_NAME;
    }
    colon();
    return name;
  }

  /** The next member's name, whatever it is; null if the object has no more members. */
  @Nullable String anyName() {
    if (isOver('}', "a comma or the end of the object")) {
      return null;
    }
    String name = name(peek());
    colon();
    return name;
  }

  private String name(int next) {
    if (next != '"') {
      throw expected("a name");
    }
    return text();
  }

  private void colon() {
    if (peek() != ':') {
      throw expected("a colon");
    }
    at++;
  }

  /** Whether another element comes. */
  boolean element() {
    return !isOver(']', "a comma or the end of the array");
  }

  private boolean isOver(char bracket, String otherwise) {
    int next = peek();
    if (next == bracket) {
      at++;
      depth--;
      first = false;
      return true;
    }
    if (first) {
      first = false;
    } else if (next == ',') {
      at++;
      peek();
    } else {
      throw expected(otherwise);
    }
    return false;
  }

  /** Passes over the rest of the object that was begun last. */
  void skipMembers() {
    while (name() != END) {
      skip();
    }
  }

  /** Passes over the rest of the array that was begun last. */
  void skipElements() {
    while (element()) {
      skip();
    }
  }

  /** Passes over a value, which must be JSON all the same. */
  void skip() {
    switch (peek()) {
      case '{' -> {
        object();
        skipMembers();
      }
      case '[' -> {
        array();
        skipElements();
      }
      case '"' -> text();
      case 't', 'f' -> truth();
      case 'n' -> word("null");
      default -> {
        if (!isNumberNext()) {
          throw expected("a value");
        }
        passNumber(Integer.MAX_VALUE);
      }
    }
  }

  /** A value, which nothing but spaces may follow. */
  <T> T finished(T value) {
    if (peek() != NOTHING) {
      throw expected("the end");
    }
    return value;
  }

  /** What is missing from an object that ends here. */
  EventFormatException missing(char name) {
    return broken("the object ends without its member \"" + name + "\"");
  }
}
