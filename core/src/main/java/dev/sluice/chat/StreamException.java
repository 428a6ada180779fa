package dev.sluice.chat;

import org.jspecify.annotations.Nullable;

/**
 * Thrown to whoever asked for text or for the whole reply when there is none: the stream ended
 * incomplete, or the model answered with nothing but a finish reason that says that it will not.
 * The ending, with the reply, is in it.
 */
public final class StreamException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Ending ending;

  StreamException(Ending.Incomplete ending) {
    this(ending, said(ending), ending.cause().failure().flatMap(Failure::cause).orElse(null));
  }

  StreamException(Ending.Completed withheld) {
    this(
        withheld,
        "the answer is empty: the provider ended it with the reason "
            + withheld.finishReason().raw()
            + explanation(withheld.finishReason().detail()),
        null);
  }

  private StreamException(Ending ending, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.ending = ending;
    for (Reply.Attempt attempt : ending.reply().earlier()) {
      addSuppressed(new EarlierAttemptException(attempt.cause()));
    }
  }

  private static String explanation(String detail) {
    return detail.isEmpty() ? "" : ": " + detail;
  }

  private static String said(Ending.Incomplete ending) {
    String message = ending.cause().message();
    return message.equals(ending.kind()) ? message : ending.kind() + ": " + message;
  }

  /** How the stream ended, with its reply: the partial one, unless the stream completed. */
  public Ending ending() {
    return ending;
  }
}
