package dev.sluice.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The values that have no others in them, of JSON in UTF-8, read strictly. Not thread-safe. */
abstract sealed class FormValues permits FormReader {
  static final int NOTHING = -1;

  final byte[] bytes;
  final int end;
  int at;

  private final int from;

  FormValues(byte[] bytes, int from, int length) {
    this.bytes = bytes;
    this.from = from;
    this.end = from + length;
    this.at = from;
    if (length > Limits.MAX_BYTES) {
      throw broken("the text is longer than the limit of " + Limits.MAX_BYTES + " bytes");
    }
  }

  boolean truth() {
    if (peek() == 't') {
      word("true");
      return true;
    }
    word("false");
    return false;
  }

  final void word(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= end || bytes[at + i] != word.charAt(i)) {
        throw expected(word.equals("false") ? "true or false" : "a value");
      }
    }
    at += word.length();
  }

  int smallNumber() {
    int start = place();
    long number = number();
    if (number != (int) number) {
      throw broken(start, "the number is too large");
    }
    return (int) number;
  }

  /** A whole number. */
  long number() {
    int start = place();
    boolean negative = peek() == '-';
    int i = negative ? at + 1 : at;
    long number = 0;
    int digits = i;
    for (; i < end && isDigit(bytes[i]) && i - digits < 18; i++) {
      number = number * 10 + (bytes[i] - '0');
    }
    boolean isOver = i > digits && (i == end || !isOfNumber(bytes[i]));
    if (isOver && (bytes[digits] != '0' || i - digits == 1)) {
      at = i;
      return negative ? -number : number;
    }
    String text = wholeDigits();
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException tooLarge) {
      throw broken(start, "the number is too large");
    }
  }

  private String wholeDigits() {
    int start = place();
    String text = digits();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '-' && !isDigit((byte) c)) {
        throw broken(start, "expected a whole number, found another one");
      }
    }
    return text;
  }

  /** Whole nanoseconds. */
  Duration time() {
    int start = place();
    String text = wholeDigits();
    try {
      return Times.of(text);
    } catch (ArithmeticException tooLong) {
      throw broken(start, "the time is too long");
    }
  }

  /** A number, or as a text one that JSON has no number for. */
  double decimal() {
    int start = place();
    if (peek() != '"') {
      return Double.parseDouble(digits());
    }
    return switch (text()) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw broken(start, "expected a number, found a text");
    };
  }

  private String digits() {
    int start = place();
    passNumber(Limits.MAX_DIGITS);
    return new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
  }

  /** Passes over a number, which must be one by JSON's grammar. */
  final void passNumber(int max) {
    int start = place();
    if (!isNumberNext()) {
      throw expected("a number");
    }
    if (bytes[at] == '-') {
      at++;
    }
    if (at < end && bytes[at] == '0') {
      at++;
    } else {
      passDigits();
    }
    if (at < end && bytes[at] == '.') {
      at++;
      passDigits();
    }
    if (at < end && (bytes[at] | 0x20) == 'e') {
      at++;
      if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
        at++;
      }
      passDigits();
    }
    if (at < end && isOfNumber(bytes[at])) {
      throw expected("the number's end");
    }
    if (at - start > max) {
      throw broken(start, "the number is longer than the limit of " + max + " characters");
    }
  }

  private void passDigits() {
    if (!isDigitNext()) {
      throw expected("a digit");
    }
    while (isDigitNext()) {
      at++;
    }
  }

  final boolean isNumberNext() {
    return peek() == '-' || isDigitNext();
  }

  private boolean isDigitNext() {
    return at < end && isDigit(bytes[at]);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isOfNumber(byte b) {
    return isDigit(b) || b == '.' || b == '-' || b == '+' || (b | 0x20) == 'e';
  }

  /** Whether the next value is a text. */
  boolean isText() {
    return peek() == '"';
  }

  String text() {
    if (peek() != '"') {
      throw expected("a text");
    }
    int start = ++at;
    boolean ascii = true;
    while (at < end) {
      byte b = bytes[at];
      if (b == '"') {
        String text = piece(start, ascii);
        at++;
        return text;
      }
      if (b == '\\') {
        return escapedText(new StringBuilder(piece(start, ascii)));
      }
      if (b >= 0 && b < ' ') {
        throw expected("a character of a text");
      }
      ascii &= b >= 0;
      at++;
    }
    throw expected("the end of the text");
  }

  /** Goes on with a text at its first escape. */
  private String escapedText(StringBuilder text) {
    int start = at;
    boolean ascii = true;
    while (at < end) {
      byte b = bytes[at];
      if (b == '"') {
        text.append(piece(start, ascii));
        at++;
        return text.toString();
      }
      if (b == '\\') {
        text.append(piece(start, ascii));
        at++;
        text.append(escape());
        start = at;
        ascii = true;
      } else if (b >= 0 && b < ' ') {
        throw expected("a character of a text");
      } else {
        ascii &= b >= 0;
        at++;
      }
    }
    throw expected("the end of the text");
  }

  private char escape() {
    if (at == end) {
      throw expected("an escape");
    }
    char escaped =
        switch (bytes[at]) {
          case '"' -> '"';
          case '\\' -> '\\';
          case '/' -> '/';
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> {
            int code = 0;
            for (int i = 0; i < 4; i++) {
              at++;
              int digit = at < end ? Character.digit((char) bytes[at], 16) : -1;
              if (digit < 0) {
                throw expected("four hexadecimal digits");
              }
              code = code << 4 | digit;
            }
            yield (char) code;
          }
          default -> throw expected("an escape");
        };
    at++;
    return escaped;
  }

  private String piece(int start, boolean ascii) {
    return ascii
        ? new String(bytes, start, at - start, StandardCharsets.ISO_8859_1)
        : unicode(start, at);
  }

  private String unicode(int start, int to) {
    String text = new String(bytes, start, to - start, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      verify(start, to); // It stands there, or for what is no character.
    }
    return text;
  }

  private void verify(int start, int to) {
    ByteBuffer whole = ByteBuffer.wrap(bytes, start, to - start);
    try {
      StandardCharsets.UTF_8.newDecoder().decode(whole);
    } catch (CharacterCodingException wrong) {
      throw broken(whole.position(), "expected UTF-8, found something else");
    }
  }

  /** Where the next value begins. */
  int place() {
    peek();
    return at;
  }

  /** The text as it stands from a place up to here. */
  String since(int place) {
    return unicode(place, at);
  }

  final int peek() {
    while (at < end) {
      byte b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b & 0xFF;
      }
      at++;
    }
    return NOTHING;
  }

  static boolean isPlain(byte b) {
    return b >= ' ' && b != '"' && b != '\\';
  }

  EventFormatException broken(String message) {
    return broken(at, message);
  }

  EventFormatException broken(int place, String message) {
    return EventFormatException.at(place - from, message);
  }

  EventFormatException expected(String what) {
    return broken("expected " + what + ", found " + found());
  }

  private String found() {
    if (at >= end) {
      return "the end";
    }
    return switch (bytes[at]) {
      case '{' -> "an object";
      case '[' -> "an array";
      case '"' -> "a text";
      case 't', 'f' -> "true or false";
      case 'n' -> "null";
      case '}', ']' -> "the end of an object or array";
      case ',' -> "a comma";
      case ':' -> "a colon";
      default -> isDigit(bytes[at]) || bytes[at] == '-' ? "a number" : "another character";
    };
  }
}
