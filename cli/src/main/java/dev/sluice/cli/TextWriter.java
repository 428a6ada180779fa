package dev.sluice.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * Writes pieces of text as UTF-8, each piece at once; none ends inside a character. Not
 * thread-safe.
 */
final class TextWriter {
  private final Destination destination;
  private final UnaryOperator<String> shown;
  private boolean atLineStart = true;

  /**
   * @param toTerminal whether control characters must not get through
   */
  TextWriter(Destination destination, boolean toTerminal) {
    this(destination, toTerminal ? Visible::of : UnaryOperator.identity());
  }

  private TextWriter(Destination destination, UnaryOperator<String> shown) {
    this.destination = destination;
    this.shown = shown;
  }

  /** The same for text that was kept, see {@link Visible#kept}. */
  static TextWriter ofKept(Destination destination, boolean toTerminal) {
    return new TextWriter(destination, toTerminal ? Visible::kept : UnaryOperator.identity());
  }

  void write(String text) throws IOException {
    if (text.isEmpty()) {
      return;
    }
    destination.write(shown.apply(text).getBytes(StandardCharsets.UTF_8));
    atLineStart = text.charAt(text.length() - 1) == '\n';
  }

  /** Ends the line, if there is one that has not ended. */
  void endLine() throws IOException {
    if (!atLineStart) {
      write("\n");
    }
  }
}
