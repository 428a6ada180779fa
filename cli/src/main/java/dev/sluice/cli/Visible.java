package dev.sluice.cli;

import java.util.regex.Pattern;

/**
 * Makes text from elsewhere safe for a terminal: a model or a server must not move the cursor, set
 * the window's title or write to the clipboard.
 */
final class Visible {
  private static final char CONTROL_PICTURES = '\u2400';
  private static final char DELETE_PICTURE = '\u2421';

  private static final Pattern LEAVES_ITS_LINE =
      Pattern.compile("[\n\t\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]");

  private static final Pattern LOUD_IN_JSON =
      Pattern.compile("[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]");

  private static final Pattern TURNS_TEXT_ROUND =
      Pattern.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]");

  private Visible() {}

  /** The text with its control characters, other than line end and tab, as pictures of them. */
  static String of(String text) {
    int at = 0;
    while (at < text.length() && !isControl(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return text;
    }
    StringBuilder visible = new StringBuilder(text.length()).append(text, 0, at);
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      visible.append(isControl(c) ? picture(c) : c);
    }
    return visible.toString();
  }

  /**
   * The same for what has to stay in its line, such as a name in a list: line ends too, and what
   * turns the direction of the text round it.
   */
  static String inOneLine(String text) {
    return of(LEAVES_ITS_LINE.matcher(text).replaceAll("\ufffd"));
  }

  /**
   * The same for text that was kept: also without what turns its direction round, which could make
   * it look like another one. Its lines stay.
   */
  static String kept(String text) {
    return of(TURNS_TEXT_ROUND.matcher(text).replaceAll("\ufffd"));
  }

  /**
   * JSON in which nothing means anything to a terminal: it says the same, since what is escaped can
   * only stand within its strings.
   */
  static String inJson(String json) {
    return LOUD_IN_JSON
        .matcher(json)
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }

  private static boolean isControl(char c) {
    return (c < ' ' && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
  }

  private static char picture(char c) {
    return switch (c) {
      case 0x7f -> DELETE_PICTURE;
      default -> c < ' ' ? (char) (CONTROL_PICTURES + c) : '\ufffd';
    };
  }
}
