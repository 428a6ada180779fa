package dev.sluice.llamacpp.binding;

import java.util.Objects;

/**
 * llama.cpp could not do what was asked: a library that is missing or of another version, a model
 * it refuses, a computation that failed. The message says what happened to what; where llama.cpp
 * logged a reason, it ends with that.
 */
public final class LlamaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LlamaException(String message) {
    super(message);
  }

  public LlamaException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
