package dev.sluice.provider;

/** A model cannot be used as things are; the message says what is missing and what to do. */
public final class ModelUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelUnavailableException(String message) {
    super(message);
  }
}
