package dev.sluice.stream;

/**
 * Thrown to whoever asked for text or for the whole reply when the stream ended incomplete. The
 * ending, with the partial reply, is in it.
 */
public final class StreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Ending.Incomplete ending;

  StreamException(Ending.Incomplete ending) {
    super(said(ending), ending.cause().failure().flatMap(Failure::cause).orElse(null));
    this.ending = ending;
    for (Reply.Attempt attempt : ending.partial().earlier()) {
      addSuppressed(new EarlierAttemptException(attempt.cause()));
    }
  }

  private static String said(Ending.Incomplete ending) {
    String message = ending.cause().message();
    return message.equals(ending.kind()) ? message : ending.kind() + ": " + message;
  }

  /** How the stream ended, with the partial reply. */
  public Ending.Incomplete ending() {
    return ending;
  }
}
