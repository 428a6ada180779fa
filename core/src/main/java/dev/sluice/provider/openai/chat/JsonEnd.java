package dev.sluice.provider.openai.chat;

/**
 * Looks for the end of a JSON object or list that comes in pieces. What is neither has no end that
 * could be seen: a number may go on. Not thread-safe.
 */
final class JsonEnd {
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean reached;

  /** Looks at more. */
  void feed(String piece) {
    for (int i = 0; i < piece.length() && !reached; i++) {
      char c = piece.charAt(i);
      if (escaped) {
        escaped = false;
      } else if (inString) {
        escaped = c == '\\';
        inString = c != '"';
      } else {
        switch (c) {
          case '"' -> inString = true;
          case '{', '[' -> depth++;
          case '}', ']' -> {
            depth--;
            reached = depth == 0;
          }
          default -> {}
        }
      }
    }
  }

  /** Looks at another text. */
  void clear() {
    depth = 0;
    inString = false;
    escaped = false;
    reached = false;
  }

  boolean isReached() {
    return reached;
  }
}
