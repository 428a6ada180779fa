package dev.sluice.store;

/**
 * A piece of a text around a word.
 *
 * @param text on one line
 * @param from where the word begins
 * @param to where it ends; the same if it isn't there
 */
record Snippet(String text, int from, int to) {
  private static final int BEFORE = 40;
  private static final int MAX = 140;

  static Snippet of(String text, String word) {
    int place = Words.place(text, word);
    int at = Math.max(0, place);
    int end = place < 0 ? at : Math.min(at + word.length(), at + MAX);
    int from = whole(text, Math.max(0, at - BEFORE));
    int to = whole(text, Math.max(end, Math.min(text.length(), from + MAX)));
    StringBuilder line = new StringBuilder();
    if (from > 0) {
      line.append('…');
    }
    int shift = line.length() - from;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      line.append(c == 0 || c == '\u0085' || Character.isWhitespace(c) ? ' ' : c);
    }
    if (to < text.length()) {
      line.append('…');
    }
    return new Snippet(line.toString(), at + shift, end + shift);
  }

  /** This place, or the one before if it would part a pair. */
  private static int whole(String text, int at) {
    boolean parts =
        at > 0
            && at < text.length()
            && Character.isLowSurrogate(text.charAt(at))
            && Character.isHighSurrogate(text.charAt(at - 1));
    return parts ? at - 1 : at;
  }
}
