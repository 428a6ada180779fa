package dev.sluice.llamacpp.engine;

import java.util.List;

/** The way of an answer from the tokens' bytes to text that can be shown. Not thread-safe. */
final class AnswerText {
  private final Utf8Assembler characters = new Utf8Assembler();
  private final StopScanner scanner;

  AnswerText(List<String> stops) {
    this.scanner = new StopScanner(stops);
  }

  /** The text that a token's bytes complete, perhaps none. */
  String add(byte[] bytes) {
    return scanner.add(characters.add(bytes));
  }

  /** Whether a stop string came; it is not part of the text. */
  boolean stopped() {
    return scanner.stopped();
  }

  /** The text that was held. Half a character at the very end is not text, and is left out. */
  String end() {
    return scanner.end();
  }
}
