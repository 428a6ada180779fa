package dev.sluice.json;

import tools.jackson.core.JacksonException;

/** Bytes are not JSON. The message names what is wrong, never the bytes. */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JsonException(JacksonException cause) {
    super(withoutBytes(cause.getOriginalMessage()));
  }

  JsonException(String message) {
    super(message);
  }

  /** The parser quotes what it has met, and only that. */
  private static String withoutBytes(String message) {
    int quote = message.indexOf('\'');
    return quote < 0 ? message : message.substring(0, quote).replaceAll("[ (:]+$", "");
  }
}
