package dev.sluice.json;

import tools.jackson.core.JacksonException;

/** Bytes are not JSON. The message names what is wrong, never the bytes. */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JsonException(JacksonException cause) {
    super(cause.getOriginalMessage());
  }

  JsonException(String message) {
    super(message);
  }
}
