package dev.sluice.store;

import dev.sluice.chat.Message;
import java.util.List;

/** Makes titles: one line each, and not a long one. */
final class Titles {
  /** Of a title that is made of a question, in code points. */
  static final int MADE = 80;

  /** Of one that somebody gave, in code points. */
  static final int GIVEN = 200;

  private Titles() {}

  /** A title that somebody gave. */
  static String given(String text) {
    return cut(oneLine(text), GIVEN);
  }

  /** The first words of what the user said first; empty if he has said none. */
  static String of(List<Message> said) {
    for (Message message : said) {
      if (message instanceof Message.User user) {
        String line = cut(oneLine(beginning(Wording.of(user))), MADE);
        if (!line.isEmpty()) {
          return line;
        }
      }
    }
    return "";
  }

  /** What stands on several lines, on one. Other control characters stay: they are data. */
  static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean blank = c == 0 || c == '\u0085' || Character.isWhitespace(c);
      if (!blank) {
        if (gap && !line.isEmpty()) {
          line.append(' ');
        }
        line.append(c);
      }
      gap = blank;
    }
    return line.toString();
  }

  private static String beginning(String text) {
    return text.substring(0, Math.min(text.length(), 16 * MADE));
  }

  /** At the end of a word, if there is one near. */
  private static String cut(String line, int max) {
    if (line.codePointCount(0, line.length()) <= max) {
      return line;
    }
    int end = line.offsetByCodePoints(0, max - 1);
    int word = line.lastIndexOf(' ', end);
    return line.substring(0, word > end / 2 ? word : end) + "…";
  }
}
