package dev.sluice.codec;

/**
 * A text is not the form of an event, or of what else was to be read. The message says what was
 * expected, what is there instead and where; it never repeats the text, which may be somebody's
 * conversation.
 */
public final class EventFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int position;

  private EventFormatException(int position, String message) {
    super(message);
    this.position = position;
  }

  static EventFormatException at(int position, String what) {
    return new EventFormatException(
        position, "it is not a form that can be read: at byte " + position + ", " + what);
  }

  /** How many bytes of the text, in UTF-8, stand before the place. */
  public int position() {
    return position;
  }
}
