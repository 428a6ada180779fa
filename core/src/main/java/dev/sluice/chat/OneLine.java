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

  /** What a message is about, unless it says so itself. */
  static String about(String field, String message) {
    return field.isEmpty() || message.contains(field) ? "" : " (" + of(field) + ")";
  }
}
