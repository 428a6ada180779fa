package dev.sluice.llamacpp.store;

import java.io.IOException;
import java.util.Objects;

/** A model's file cannot be had or cannot be used; the message says why and what to do. */
public final class ModelStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  public ModelStoreException(String message) {
    super(message);
  }

  public ModelStoreException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
