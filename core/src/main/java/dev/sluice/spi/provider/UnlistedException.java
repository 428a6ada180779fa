package dev.sluice.spi.provider;

/**
 * A provider gives no list of its models, and nothing is known to be wrong with it otherwise: a
 * model of it that is named may be usable all the same. The message says why, and holds no secret.
 */
public final class UnlistedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnlistedException(String message) {
    super(message);
  }
}
