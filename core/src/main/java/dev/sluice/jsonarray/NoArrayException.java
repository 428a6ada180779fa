package dev.sluice.jsonarray;

/** What came is no JSON array. The message repeats nothing of it. */
public final class NoArrayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoArrayException(String what) {
    super(what);
  }
}
