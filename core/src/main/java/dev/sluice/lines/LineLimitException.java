package dev.sluice.lines;

/** A line is longer than the decoder was told to bear. */
public final class LineLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int limitBytes;

  LineLimitException(int limitBytes) {
    super("a line is longer than " + limitBytes + " bytes");
    this.limitBytes = limitBytes;
  }

  /** The limit that it hit. */
  public int limitBytes() {
    return limitBytes;
  }
}
