package dev.sluice.store;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What somebody searches for. The index knows what three characters stand behind each other: a
 * shorter word is not in it, and is looked for in the texts themselves.
 *
 * @param found words that the index finds
 * @param compared words that it doesn't
 */
record Words(List<String> found, List<String> compared) {
  private static final int MAX_WORDS = 32;
  private static final int MAX_CHARACTERS = 1000;
  private static final int INDEXED = 3;

  /** The words of a text. */
  static Words of(String text) {
    Set<String> words = new LinkedHashSet<>();
    StringBuilder word = new StringBuilder();
    int length = Math.min(text.length(), MAX_CHARACTERS);
    for (int i = 0; i <= length && words.size() < MAX_WORDS; i++) {
      if (i < length && !isBetween(text.charAt(i))) {
        word.append(text.charAt(i));
      } else if (!word.isEmpty()) {
        words.add(word.toString());
        word.setLength(0);
      }
    }
    List<String> found = new ArrayList<>();
    List<String> compared = new ArrayList<>();
    for (String one : words) {
      (one.codePointCount(0, one.length()) < INDEXED ? compared : found).add(one);
    }
    return new Words(List.copyOf(found), List.copyOf(compared));
  }

  private static boolean isBetween(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
  }

  boolean isEmpty() {
    return found.isEmpty() && compared.isEmpty();
  }

  /** The one to show. */
  String first() {
    return found.isEmpty() ? compared.getFirst() : found.getFirst();
  }

  /** In the language of FTS5: each word as a string, in which nothing has a meaning. */
  String expression() {
    StringBuilder expression = new StringBuilder();
    for (String word : found) {
      expression.append(expression.isEmpty() ? "\"" : " AND \"");
      expression.append(word.replace("\"", "\"\"")).append('"');
    }
    return expression.toString();
  }

  /** For LIKE with a backslash as its escape: whatever has this word in it. */
  static String like(String word) {
    return "%" + word.replaceAll("[\\\\%_]", "\\\\$0") + "%";
  }

  /** The same for the form of a message, where some characters are written otherwise. */
  static String likeInForm(String word) {
    return like(word.replace("\\", "\\\\").replace("\"", "\\\""));
  }

  /** LIKE knows the capitals of ASCII alone: a word as it may stand in a text otherwise. */
  static String otherCase(String word) {
    String capitals = word.toUpperCase(Locale.ROOT);
    return capitals.equals(word) ? word.toLowerCase(Locale.ROOT) : capitals;
  }

  /** Whether all of the words that the index doesn't know stand there. */
  boolean areCompared(String text) {
    return compared.stream().allMatch(word -> place(text, word) >= 0);
  }

  /** Whether all of the words stand there. */
  boolean areAll(String text) {
    return areCompared(text) && found.stream().allMatch(word -> place(text, word) >= 0);
  }

  /** Where a word stands first, without regard to capitals; -1 if nowhere. */
  static int place(String text, String word) {
    for (int i = 0; i <= text.length() - word.length(); i++) {
      if (text.regionMatches(true, i, word, 0, word.length())) {
        return i;
      }
    }
    return -1;
  }
}
