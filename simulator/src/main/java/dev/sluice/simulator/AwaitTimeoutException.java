package dev.sluice.simulator;

/** What was awaited did not happen in time. The message says what did. */
public final class AwaitTimeoutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AwaitTimeoutException(String message) {
    super(message);
  }
}
