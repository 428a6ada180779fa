package dev.sluice.provider.openai.responses;

import dev.sluice.chat.Failure;

/** An answer cannot be read any further. */
final class UnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  UnreadableException(Failure failure) {
    super(failure.message());
    this.failure = failure;
  }

  /** It has outgrown this bound. */
  static UnreadableException tooMuch(String what, long limit, String unit) {
    return new UnreadableException(new Failure.LimitExceeded(what, limit, unit));
  }

  /** Why. */
  Failure failure() {
    return failure;
  }
}
