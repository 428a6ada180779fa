package dev.sluice.simulator;

/** A script that cannot be played. The message names the line, its text and what is allowed. */
public final class ScriptException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int line;

  ScriptException(int line, String text, String problem) {
    super("line " + line + ": `" + text.strip() + "`: " + problem);
    this.line = line;
  }

  /** The number of the line at fault, counted from 1. */
  public int line() {
    return line;
  }
}
