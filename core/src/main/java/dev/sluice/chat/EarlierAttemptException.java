package dev.sluice.chat;

/** An attempt before the last one; suppressed in the {@link StreamException} of the last. */
final class EarlierAttemptException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EarlierAttemptException(Cause cause) {
    super(
        cause.kind() + ": " + cause.message(),
        cause.failure().flatMap(Failure::cause).orElse(null));
  }
}
