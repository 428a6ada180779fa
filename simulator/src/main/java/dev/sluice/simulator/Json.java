package dev.sluice.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value, as far as requests have to be understood. Numbers stay text. */
sealed interface Json {

  record Obj(Map<String, Json> members) implements Json {
    Optional<Json> get(String name) {
      return Optional.ofNullable(members.get(name));
    }
  }

  record Arr(List<Json> items) implements Json {}

  record Str(String value) implements Json {}

  record Num(String literal) implements Json {}

  record Bool(boolean value) implements Json {}

  record Nil() implements Json {}

  /** The value that {@code text} holds, or empty if it is not JSON (RFC 8259). */
  static Optional<Json> read(String text) {
    try {
      return Optional.of(new Reader(text).whole());
    } catch (IllegalArgumentException notJson) {
      return Optional.empty();
    }
  }

  /** A reader by recursive descent, bounded in depth because requests come from outside. */
  final class Reader {
    private static final int DEPTH = 200;

    private final String text;
    private int at;
    private int depth;

    Reader(String text) {
      this(text, 0);
    }

    Reader(String text, int at) {
      this.text = text;
      this.at = at;
    }

    /** Where the next character stands. */
    int position() {
      return at;
    }

    Json whole() {
      Json value = value();
      skipSpace();
      if (at != text.length()) {
        throw unexpected();
      }
      return value;
    }

    private Json value() {
      skipSpace();
      return switch (peek()) {
        case '{' -> nested('}');
        case '[' -> nested(']');
        case '"' -> new Str(string());
        case 't' -> literal("true", new Bool(true));
        case 'f' -> literal("false", new Bool(false));
        case 'n' -> literal("null", new Nil());
        default -> number();
      };
    }

    private Json nested(char closing) {
      if (++depth > DEPTH) {
        throw unexpected();
      }
      at++;
      Json value = closing == '}' ? object() : array();
      depth--;
      return value;
    }

    private Json object() {
      var members = new LinkedHashMap<String, Json>();
      if (!take('}')) {
        do {
          skipSpace();
          String name = string();
          expect(':');
          members.put(name, value());
        } while (take(','));
        expect('}');
      }
      return new Obj(members);
    }

    private Json array() {
      var items = new ArrayList<Json>();
      if (!take(']')) {
        do {
          items.add(value());
        } while (take(','));
        expect(']');
      }
      return new Arr(items);
    }

    /** The string literal that begins here. */
    String string() {
      if (peek() != '"') {
        throw unexpected();
      }
      at++;
      var value = new StringBuilder();
      while (peek() != '"') {
        char c = text.charAt(at++);
        if (c < 0x20) {
          throw unexpected();
        }
        value.append(c == '\\' ? escape() : c);
      }
      at++;
      return value.toString();
    }

    private char escape() {
      char c = peek();
      at++;
      return switch (c) {
        case '"', '\\', '/' -> c;
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        case 'u' -> {
          if (at + 4 > text.length()) {
            throw unexpected();
          }
          at += 4;
          yield (char) Integer.parseUnsignedInt(text, at - 4, at, 16);
        }
        default -> throw unexpected();
      };
    }

    private Json number() {
      int from = at;
      while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      if (from == at) {
        throw unexpected();
      }
      return new Num(text.substring(from, at));
    }

    private Json literal(String word, Json value) {
      if (!text.startsWith(word, at)) {
        throw unexpected();
      }
      at += word.length();
      return value;
    }

    private boolean take(char c) {
      skipSpace();
      if (at < text.length() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(char c) {
      if (!take(c)) {
        throw unexpected();
      }
    }

    private char peek() {
      if (at >= text.length()) {
        throw unexpected();
      }
      return text.charAt(at);
    }

    private void skipSpace() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private IllegalArgumentException unexpected() {
      return new IllegalArgumentException("not JSON at character " + at);
    }
  }
}
