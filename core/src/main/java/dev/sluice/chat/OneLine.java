package dev.sluice.chat;

/** Makes what others have written fit for a line that a person reads. */
final class OneLine {
  private OneLine() {}

  /** This text with a blank for each run of blanks, line ends and control characters. */
  static String of(String text) {
    StringBuilder line = new StringBuilder(text.length());
    boolean blank = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean gap = c <= ' ' || Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
      if (!gap) {
        if (blank && !line.isEmpty()) {
          line.append(' ');
        }
        line.append(c);
      }
      blank = gap;
    }
    return line.toString();
  }

  /** A text of one line and what goes on after it, without the full stop that would part them. */
  static String joined(String text, String more) {
    String line = of(text);
    boolean isSentence = line.endsWith(".") && !line.endsWith("..");
    return (isSentence && !more.isEmpty() ? line.substring(0, line.length() - 1) : line) + more;
  }

  /** A text that goes on with a hint, either of which may be empty. */
  static String hinted(String text, String hint) {
    return text.isEmpty() || hint.isEmpty() ? text + hint : joined(text, "; " + hint);
  }

  /** What a message is about, unless it says so itself. */
  static String about(String field, String message) {
    return field.isEmpty() || message.contains(field) ? "" : " (" + of(field) + ")";
  }
}
