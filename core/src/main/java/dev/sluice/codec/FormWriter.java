package dev.sluice.codec;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the form of one event: JSON in UTF-8 on one line, without spaces. What has its default is
 * left out. Names are single characters. Not thread-safe.
 */
final class FormWriter {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private byte[] bytes;
  private int at;
  private int depth;

  /** Whether something stands before, so that a comma is needed. */
  private boolean comma;

  FormWriter(int capacity) {
    bytes = new byte[capacity];
  }

  /** What was written. */
  byte[] bytes() {
    return at == bytes.length ? bytes : Arrays.copyOf(bytes, at);
  }

  /** Begins an object whose kind this is. */
  FormWriter object(String kind) {
    return object().text('k', kind);
  }

  /** Begins an object. */
  FormWriter object() {
    return open('{');
  }

  /** Begins an array. */
  FormWriter array() {
    return open('[');
  }

  private FormWriter open(char bracket) {
    if (++depth > Limits.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "it is nested deeper than the limit of " + Limits.MAX_DEPTH + " levels");
    }
    separate();
    put(bracket);
    comma = false;
    return this;
  }

  /** Ends the object that was begun last. */
  FormWriter end() {
    return close('}');
  }

  /** Ends the array that was begun last. */
  FormWriter endArray() {
    return close(']');
  }

  private FormWriter close(char bracket) {
    depth--;
    put(bracket);
    comma = true;
    return this;
  }

  /** The name of a member, whose value is to come. */
  FormWriter name(char name) {
    separate();
    room(4);
    bytes[at++] = '"';
    bytes[at++] = (byte) name;
    bytes[at++] = '"';
    bytes[at++] = ':';
    comma = false;
    return this;
  }

  /** The name of a member that somebody else has named. */
  FormWriter name(String name) {
    value(name);
    put(':');
    comma = false;
    return this;
  }

  /** A text, left out if it is empty. */
  FormWriter text(char name, String text) {
    return text(name, text, "");
  }

  /** A text, left out if it is this one. */
  FormWriter text(char name, String text, String usual) {
    return text.equals(usual) ? this : name(name).value(text);
  }

  /** A truth, left out if it is none. */
  FormWriter truth(char name, boolean truth) {
    return truth ? name(name).value(true) : this;
  }

  /** A whole number, left out if it is this one. */
  FormWriter number(char name, long number, long usual) {
    return number == usual ? this : name(name).value(number);
  }

  /** A time in nanoseconds, left out if it is zero. */
  FormWriter time(char name, Duration time) {
    return time.isZero() ? this : name(name).value(time);
  }

  /** Texts, left out if there are none. */
  FormWriter texts(char name, List<String> texts) {
    if (!texts.isEmpty()) {
      name(name).array();
      texts.forEach(this::value);
      endArray();
    }
    return this;
  }

  FormWriter value(boolean truth) {
    return ascii(truth ? "true" : "false");
  }

  FormWriter value(long number) {
    if (number < 0 || number > 9) {
      return ascii(Long.toString(number));
    }
    separate();
    put((char) ('0' + number));
    comma = true;
    return this;
  }

  /** A number with all its digits; one that JSON has no number for as a text. */
  FormWriter value(double number) {
    String digits = Double.toString(number);
    return Double.isFinite(number) ? ascii(digits) : value(digits);
  }

  FormWriter value(Duration time) {
    return ascii(Times.digits(time));
  }

  private FormWriter ascii(String text) {
    separate();
    room(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[at++] = (byte) text.charAt(i);
    }
    comma = true;
    return this;
  }

  FormWriter value(String text) {
    separate();
    int length = text.length();
    room(length + 2);
    bytes[at++] = '"';
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x80 && c >= ' ' && c != '"' && c != '\\') {
        if (at == bytes.length) {
          room(length - i + 1);
        }
        bytes[at++] = (byte) c;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        pair(Character.toCodePoint(c, text.charAt(i)));
      } else {
        special(c);
      }
    }
    put('"');
    comma = true;
    return this;
  }

  private void pair(int codePoint) {
    room(4);
    bytes[at++] = (byte) (0xF0 | (codePoint >> 18));
    bytes[at++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
    bytes[at++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
    bytes[at++] = (byte) (0x80 | (codePoint & 0x3F));
  }

  private void special(char c) {
    room(6);
    switch (c) {
      case '"', '\\' -> escaped(c);
      case '\n' -> escaped('n');
      case '\r' -> escaped('r');
      case '\t' -> escaped('t');
      default -> {
        if (isLineEnd(c) || c < ' ' || Character.isSurrogate(c)) {
          unicode(c);
        } else if (c < 0x800) {
          bytes[at++] = (byte) (0xC0 | (c >> 6));
          bytes[at++] = (byte) (0x80 | (c & 0x3F));
        } else {
          bytes[at++] = (byte) (0xE0 | (c >> 12));
          bytes[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
          bytes[at++] = (byte) (0x80 | (c & 0x3F));
        }
      }
    }
  }

  /** Also what only some readers take for the end of a line. */
  private static boolean isLineEnd(char c) {
    return c == '\u0085' || c == '\u2028' || c == '\u2029';
  }

  private void escaped(char c) {
    bytes[at++] = '\\';
    bytes[at++] = (byte) c;
  }

  private void unicode(char c) {
    escaped('u');
    bytes[at++] = HEX[c >> 12];
    bytes[at++] = HEX[(c >> 8) & 0xF];
    bytes[at++] = HEX[(c >> 4) & 0xF];
    bytes[at++] = HEX[c & 0xF];
  }

  private void separate() {
    if (comma) {
      put(',');
    }
  }

  private void put(char c) {
    room(1);
    bytes[at++] = (byte) c;
  }

  private void room(int more) {
    if (bytes.length - at < more) {
      long needed = (long) at + more;
      if (needed > Limits.MAX_BYTES) {
        throw new IllegalArgumentException(
            "its form is longer than the limit of " + Limits.MAX_BYTES + " bytes");
      }
      long doubled = Math.max(needed, bytes.length * 2L);
      bytes = Arrays.copyOf(bytes, (int) Math.min(Limits.MAX_BYTES, doubled));
    }
  }
}
