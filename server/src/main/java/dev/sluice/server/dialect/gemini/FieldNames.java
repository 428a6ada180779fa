package dev.sluice.server.dialect.gemini;

/** The names of fields, which may be written in two ways: {@code topP} and {@code top_p}. */
final class FieldNames {
  private FieldNames() {}

  /** The one that Google's reference has; a name that begins with an underscore stays as it is. */
  static String usual(String name) {
    if (name.indexOf('_') < 1) {
      return name;
    }
    StringBuilder usual = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean joins = c == '_' && i + 1 < name.length() && isLetter(name.charAt(i + 1));
      if (joins) {
        i++;
        usual.append(Character.toUpperCase(name.charAt(i)));
      } else {
        usual.append(c);
      }
    }
    return usual.toString();
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }
}
