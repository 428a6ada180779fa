package dev.sluice.cli;

/** The command line, or what came with it, cannot be meant; the message says why. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
