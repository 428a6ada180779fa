package dev.sluice.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/** Bytes are not JSON. The message says what is wrong, and where; never the bytes. */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JsonException(String message) {
    super(message);
  }

  /**
   * What the parser has found, in words of our own: its own name its classes and settings.
   *
   * @param where what the parser had come to
   */
  static String words(JacksonException found, String where) {
    return switch (found) {
      case UnexpectedEndOfInputException early -> "it ends before it is whole";
      case StreamConstraintsException tooMuch ->
          "it is nested too deeply, or a number or a name in it is too long";
      default -> "it is none " + where;
    };
  }
}
