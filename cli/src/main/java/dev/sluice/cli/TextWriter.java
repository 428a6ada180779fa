package dev.sluice.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes pieces of text as UTF-8, each piece at once; none ends inside a character. Not
 * thread-safe.
 */
final class TextWriter {
  private final Destination destination;
  private final boolean toTerminal;
  private boolean atLineStart = true;

  /**
   * @param toTerminal whether control characters must not get through
   */
  TextWriter(Destination destination, boolean toTerminal) {
    this.destination = destination;
    this.toTerminal = toTerminal;
  }

  void write(String text) throws IOException {
    if (text.isEmpty()) {
      return;
    }
    destination.write((toTerminal ? Visible.of(text) : text).getBytes(StandardCharsets.UTF_8));
    atLineStart = text.charAt(text.length() - 1) == '\n';
  }

  /** Ends the line, if there is one that has not ended. */
  void endLine() throws IOException {
    if (!atLineStart) {
      write("\n");
    }
  }
}
