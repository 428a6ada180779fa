package dev.sluice.json;

/**
 * Looks for the end of a JSON object or list that comes in pieces, by its braces and quotation
 * marks: no beginning of one is another whole one. What is neither has no end that could be seen,
 * since a number may go on; of a text that is no JSON it says nothing. What follows the end is not
 * looked at. Not thread-safe.
 */
public final class JsonEnd {
  private int depth;
  private boolean inText;
  private boolean escaped;
  private boolean begun;
  private boolean reached;

  /** Looks at more. */
  public void add(String piece) {
    for (int i = 0; i < piece.length() && !reached; i++) {
      char c = piece.charAt(i);
      begun |= !Character.isWhitespace(c);
      if (escaped) {
        escaped = false;
      } else if (inText) {
        escaped = c == '\\';
        inText = c != '"';
      } else {
        switch (c) {
          case '"' -> inText = true;
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
  public void clear() {
    depth = 0;
    inText = false;
    escaped = false;
    begun = false;
    reached = false;
  }

  /** Whether anything has come but blanks. */
  public boolean hasBegun() {
    return begun;
  }

  /** Whether an object or a list is whole. */
  public boolean isReached() {
    return reached;
  }

  /** Whether something is missing for sure: an object, a list or a text has begun, and no more. */
  public boolean isOpen() {
    return depth > 0 || inText;
  }
}
