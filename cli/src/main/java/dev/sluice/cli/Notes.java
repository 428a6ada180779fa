package dev.sluice.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What is told on standard error: notes, errors, prompts, the model's thoughts. Thread-safe; each
 * call is one write.
 */
final class Notes {
  private static final String DIM = "\u001b[2m";
  private static final String PLAIN = "\u001b[0m";

  private final OutputStream err;
  private final boolean colour;

  /** Whether something stands on the last line that another note must not follow directly. */
  private boolean midLine;

  /** How wide the passing line is that is shown, 0 if none is. */
  private int passing;

  Notes(OutputStream err, boolean colour) {
    this.err = err;
    this.colour = colour;
  }

  static Notes of(Surroundings around) {
    return new Notes(around.err(), around.colour());
  }

  /** A note or an error, on lines of its own. */
  synchronized void say(String message) {
    put((midLine ? "\n" : "") + "sluice: " + Visible.of(message.strip()) + "\n");
    midLine = false;
  }

  /** Help and the like, as it is. */
  synchronized void print(String text) {
    put(text);
  }

  /** What the user types after; no line end. */
  synchronized void prompt(String text) {
    put((midLine ? "\n" : "") + text);
    midLine = false;
  }

  /** Nothing was typed after the prompt. */
  synchronized void endPrompt(boolean withoutLineEnd) {
    if (withoutLineEnd) {
      put("\n");
    }
  }

  /** A piece of what the model thinks: dimmed, in the flow of the line. */
  synchronized void thought(String piece) {
    put(colour ? DIM + Visible.of(piece) + PLAIN : Visible.of(piece));
    midLine = !piece.endsWith("\n");
  }

  /** The thoughts are over: what follows begins a line. */
  synchronized void endThought() {
    erase();
    if (midLine) {
      put("\n");
      midLine = false;
    }
  }

  /** Replaces the text of the last line, which must not have ended; for progress. */
  synchronized void replaceLine(String text, int widthBefore) {
    put("\r" + text + " ".repeat(Math.max(0, widthBefore - text.length())));
    midLine = true;
  }

  /**
   * A line that stays until anything else is told or {@link #erase} is called; for a terminal. It
   * must fit into a line of the terminal.
   */
  synchronized void passing(String text) {
    if (midLine) {
      return;
    }
    String line = Visible.of(text);
    write("\r" + line + " ".repeat(Math.max(0, passing - line.length())));
    passing = line.length();
  }

  /** Takes the passing line away: the cursor is where it was before. */
  synchronized void erase() {
    if (passing > 0) {
      write("\r" + " ".repeat(passing) + "\r");
      passing = 0;
    }
  }

  /** Ends the line that {@link #replaceLine} wrote. */
  synchronized void endLine() {
    endThought();
  }

  private void put(String text) {
    erase();
    write(text);
  }

  private void write(String text) {
    try {
      err.write(text.getBytes(StandardCharsets.UTF_8));
      err.flush();
    } catch (IOException nobodyReads) {
      // There is no other place to tell it, and the answer matters more than the notes on it.
      midLine = false;
    }
  }
}
