package dev.sluice.provider.bedrock;

/**
 * Whether pieces of text make one whole JSON object, told by its braces: a limit of tokens ends a
 * call of a tool anywhere, and Bedrock says that its block has stopped all the same. Not
 * thread-safe.
 */
final class JsonEnd {
  private int depth;
  private boolean inText;
  private boolean escaped;
  private boolean anything;

  void add(String piece) {
    for (int i = 0; i < piece.length(); i++) {
      char c = piece.charAt(i);
      anything |= c > ' ';
      if (!inText) {
        switch (c) {
          case '{', '[' -> depth++;
          case '}', ']' -> depth--;
          case '"' -> inText = true;
          default -> {}
        }
      } else if (escaped) {
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else if (c == '"') {
        inText = false;
      }
    }
  }

  /** Whether nothing has come but blanks. */
  boolean isEmpty() {
    return !anything;
  }

  /** Whether nothing is missing. */
  boolean isWhole() {
    return depth <= 0 && !inText;
  }
}
