package dev.sluice.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes pieces of text as UTF-8, each piece at once. A character that arrives in two pieces is
 * held until it is whole. Not thread-safe.
 */
final class TextWriter {
  private final Destination destination;
  private final boolean toTerminal;
  private String held = "";
  private boolean any;
  private boolean atLineStart = true;

  /**
   * @param toTerminal whether control characters must not get through
   */
  TextWriter(Destination destination, boolean toTerminal) {
    this.destination = destination;
    this.toTerminal = toTerminal;
  }

  void write(String piece) throws IOException {
    String text = held.isEmpty() ? piece : held + piece;
    int end = text.length();
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    held = text.substring(end);
    put(text.substring(0, end));
  }

  /** Forgets half a character whose other half will not come. */
  void dropHalfCharacter() {
    held = "";
  }

  /** Goes to the beginning of a line; what is held stays held. */
  void breakLine() throws IOException {
    if (!atLineStart) {
      put("\n");
    }
  }

  /** Ends the line, if there is one that has not ended. */
  void endLine() throws IOException {
    String rest = held;
    held = "";
    put(rest);
    breakLine();
  }

  /** Whether anything has been written. */
  boolean any() {
    return any;
  }

  /** Whether the next character would be the first of a line. */
  boolean atLineStart() {
    return atLineStart;
  }

  private void put(String text) throws IOException {
    if (text.isEmpty()) {
      return;
    }
    destination.write((toTerminal ? Visible.of(text) : text).getBytes(StandardCharsets.UTF_8));
    any = true;
    atLineStart = text.charAt(text.length() - 1) == '\n';
  }
}
