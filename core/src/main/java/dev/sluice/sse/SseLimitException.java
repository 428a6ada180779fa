package dev.sluice.sse;

/** A line or an event is longer than the decoder was told to bear. */
public final class SseLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final int limitBytes;

  SseLimitException(String what, int limitBytes) {
    super(what + " is longer than " + limitBytes + " bytes");
    this.what = what;
    this.limitBytes = limitBytes;
  }

  /** What was too long, for a person. */
  public String what() {
    return what;
  }

  /** The limit that it hit. */
  public int limitBytes() {
    return limitBytes;
  }
}
