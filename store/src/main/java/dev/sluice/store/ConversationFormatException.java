package dev.sluice.store;

/** What was to be imported is no conversation that was exported; the message says why. */
public final class ConversationFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** It is none, for this reason. */
  public ConversationFormatException(String message) {
    super(message);
  }

  /** It is none, for this reason, which something else has found. */
  public ConversationFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
