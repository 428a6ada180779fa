package dev.sluice.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What somebody searches for.
 *
 * @param all words, in their order
 */
record Words(List<String> all) {
  private static final int MAX_WORDS = 32;
  private static final int MAX_CHARACTERS = 1000;

  /** So many characters behind each other are what the index knows. */
  private static final int INDEXED = 3;

  /** Of what may begin with a short word; where there is more, the rest is not looked for. */
  private static final int MAX_BEGINNINGS = 2000;

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
    return new Words(List.copyOf(words));
  }

  private static boolean isBetween(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
  }

  /** The one to show: the longest says most. */
  String shown() {
    return all.stream().reduce("", (one, other) -> other.length() > one.length() ? other : one);
  }

  /** Whether none of them is long enough for the index. */
  boolean areShort() {
    return all.stream().allMatch(Words::isShort);
  }

  private static boolean isShort(String word) {
    return word.codePointCount(0, word.length()) < INDEXED;
  }

  /**
   * In the language of FTS5: each word as a string, in which nothing has a meaning. In place of a
   * word that is too short for the index stands whatever the index has that begins with it; every
   * text has something behind its end, so that this finds the word wherever it stands.
   *
   * @return empty if nothing can be found
   */
  String expression(Session session) throws SQLException {
    List<String> parts = new ArrayList<>();
    for (String word : all) {
      List<String> strings = isShort(word) ? beginningWith(session, word) : List.of(word);
      if (strings.isEmpty()) {
        return "";
      }
      parts.add(strings.stream().map(Words::quoted).collect(Collectors.joining(" OR ", "(", ")")));
    }
    return String.join(" AND ", parts);
  }

  private static List<String> beginningWith(Session session, String word) throws SQLException {
    // The index has small letters.
    String beginning = word.toLowerCase(Locale.ROOT);
    List<String> found = new ArrayList<>();
    try (ResultSet rows =
        session.query(
            "SELECT term FROM message_term WHERE term >= ?1 AND term < ?2 LIMIT ?3",
            beginning,
            beginning + Character.toString(Character.MAX_CODE_POINT),
            MAX_BEGINNINGS)) {
      while (rows.next()) {
        String term = rows.getString(1);
        if (term.indexOf(0) < 0) { // where an expression would end
          found.add(term);
        }
      }
    }
    return found;
  }

  private static String quoted(String word) {
    return '"' + word.replace("\"", "\"\"") + '"';
  }

  /** Whether all of the words stand there. */
  boolean areIn(String text) {
    return all.stream().allMatch(word -> place(text, word) >= 0);
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
