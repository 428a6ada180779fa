package dev.sluice.provider.anthropic;

/**
 * Whether pieces of JSON are a whole object by now: no beginning of one object is another whole
 * one. Of text that is no JSON it says nothing. Not thread-safe.
 */
final class Completeness {
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean whole;
  private boolean any;

  void add(String piece) {
    any |= !piece.isBlank();
    for (int i = 0; i < piece.length(); i++) {
      char c = piece.charAt(i);
      if (inString) {
        inString = escaped || c != '"';
        escaped = !escaped && c == '\\';
      } else {
        switch (c) {
          case '"' -> inString = true;
          case '{', '[' -> depth++;
          case '}', ']' -> {
            depth--;
            whole = depth == 0;
          }
          default -> {}
        }
      }
    }
  }

  /** Whether anything has come. */
  boolean hasBegun() {
    return any;
  }

  boolean isWhole() {
    return whole;
  }
}
