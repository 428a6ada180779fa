package dev.sluice.jsonarray;

/** An element is longer than the decoder was told to bear. */
public final class ElementLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int limitBytes;

  ElementLimitException(int limitBytes) {
    super("an element is longer than " + limitBytes + " bytes");
    this.limitBytes = limitBytes;
  }

  /** The limit that it hit. */
  public int limitBytes() {
    return limitBytes;
  }
}
