package dev.sluice.policy;

import java.util.Arrays;

/**
 * Finds the longest end of a text that a second text begins with, while the second one still comes.
 * Linear in both texts, however much they repeat themselves.
 *
 * <p>This is the search of Knuth, Morris and Pratt for the second text in the first, with a pattern
 * that grows: the match that begins leftmost is kept, and where the pattern's next character breaks
 * it, the pattern's own borders say where the next one may begin. A match that runs into the end of
 * the first text is the overlap. Not thread-safe.
 */
final class Overlap {

  /** Which ends of the first text count. */
  interface Ends {
    /** Whether the end that begins here does; must always say the same. */
    boolean count(int start);
  }

  private final CharSequence before;
  private final Ends ends;

  /** The second text up to now, and for each of its beginnings the length of the longest border. */
  private final StringBuilder said = new StringBuilder();

  private int[] borders = new int[16];

  /** Where the leftmost match begins, and how much of the second text it matches. */
  private int start;

  private int matched;

  Overlap(CharSequence before, Ends ends) {
    this.before = before;
    this.ends = ends;
    passThoseThatDoNotCount();
  }

  /** Takes more of the second text. */
  void add(CharSequence piece) {
    for (int i = 0; i < piece.length() && !isDecided(); i++) {
      add(piece.charAt(i));
    }
  }

  /** Whether no more of the second text can change the overlap. */
  boolean isDecided() {
    return start + matched == before.length();
  }

  /** How many characters overlap, once it is decided. */
  int length() {
    return matched;
  }

  private void add(char next) {
    addBorder(next);
    // The match may have to move on, to where less of the second text is matched: then it catches
    // up with what has come.
    while (!isDecided() && matched < said.length()) {
      if (before.charAt(start + matched) == said.charAt(matched)) {
        matched++;
      } else {
        moveOn();
        passThoseThatDoNotCount();
      }
    }
  }

  /** To where the next match may begin. */
  private void moveOn() {
    if (matched == 0) {
      start++;
    } else {
      int border = borders[matched - 1];
      start += matched - border;
      matched = border;
    }
  }

  private void passThoseThatDoNotCount() {
    while (start < before.length() && !ends.count(start)) {
      moveOn();
    }
  }

  private void addBorder(char next) {
    int length = said.length();
    said.append(next);
    if (length == borders.length) {
      borders = Arrays.copyOf(borders, 2 * length);
    }
    int border = length == 0 ? 0 : borders[length - 1];
    while (border > 0 && said.charAt(border) != next) {
      border = borders[border - 1];
    }
    borders[length] = length > 0 && said.charAt(border) == next ? border + 1 : 0;
  }
}
