package dev.sluice.provider.gemini;

import dev.sluice.chat.Failure;

/** A bound on what a chunk may hold was hit. */
final class TooMuch extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final int limit;
  private final String unit;

  TooMuch(String what, int limit, String unit) {
    super(what);
    this.what = what;
    this.limit = limit;
    this.unit = unit;
  }

  Failure failure() {
    return new Failure.LimitExceeded(what, limit, unit);
  }
}
