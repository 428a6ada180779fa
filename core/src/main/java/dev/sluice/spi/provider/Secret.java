package dev.sluice.spi.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key: never printed, and found and replaced in what others print, also where they escaped it for
 * a URL, for JSON or for HTML, or cut it off at the end.
 */
public final class Secret {
  /** Shorter ones are not looked for: they would be found in ordinary words. */
  private static final int SHORTEST_REDACTED = 6;

  private static final String MASK = "***";

  /** What {@link #match} says if the text differs; and if it ends before the key does. */
  private static final int OTHER = -1;

  private static final int CUT = -2;

  /** Headers and parts of an address whose values are secrets, by what their names hold. */
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "auth|key|token|secret|credential|signature|passw|cookie", Pattern.CASE_INSENSITIVE);

  /** Headers whose values are several secrets, each after its name. */
  private static final Pattern COOKIE = Pattern.compile("cookie", Pattern.CASE_INSENSITIVE);

  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** The key itself, for a header. */
  public String value() {
    return value;
  }

  /**
   * What of these headers, or of the parts of an address, is secret: the values of those that
   * authorise, each as a whole and without the scheme before it, and of cookies each one.
   */
  public static List<Secret> of(Map<String, String> headers) {
    List<Secret> secrets = new ArrayList<>(0);
    headers.forEach(
        (name, value) -> {
          if (SECRET_NAME.matcher(name).find()) {
            String bare = value.substring(value.lastIndexOf(' ') + 1);
            secrets.add(new Secret(value));
            if (bare.length() < value.length()) {
              secrets.add(new Secret(bare));
            }
            if (COOKIE.matcher(name).find()) {
              for (String cookie : value.split(";", -1)) {
                secrets.add(new Secret(cookie.substring(cookie.indexOf('=') + 1).strip()));
              }
            }
          }
        });
    return secrets;
  }

  /** Why this cannot be a key, without repeating it; empty if it can. */
  public Optional<String> fault() {
    if (value.isEmpty()) {
      return Optional.of("is empty: set it anew");
    }
    if (!value.chars().allMatch(c -> c > ' ' && c <= '~')) {
      return Optional.of(
          "holds a character that no key has, such as a space or a line end: set it anew");
    }
    return "\"'`".indexOf(value.charAt(0)) >= 0 || value.endsWith("\"") || value.endsWith("'")
        ? Optional.of(
            "stands in quotation marks, which are not part of a key: set it anew without them")
        : Optional.empty();
  }

  /** The text without this key in it, and without its beginning at the text's end. */
  public String redact(String text) {
    if (value.length() < SHORTEST_REDACTED) {
      return text;
    }
    StringBuilder clean = null;
    int copied = 0;
    for (int at = 0; at < text.length(); ) {
      int end = match(text, at);
      end = end == CUT ? text.length() : end;
      if (end == OTHER) {
        at++;
      } else {
        clean = clean == null ? new StringBuilder(text.length()) : clean;
        clean.append(text, copied, at).append(MASK);
        copied = end;
        at = end;
      }
    }
    return clean == null ? text : clean.append(text, copied, text.length()).toString();
  }

  /** Where the key ends that begins here. */
  private int match(String text, int from) {
    int at = from;
    for (int i = 0; i < value.length(); i++) {
      int next = at < text.length() ? matchOne(text, at, value.charAt(i)) : CUT;
      if (next == CUT && i < SHORTEST_REDACTED) {
        return OTHER;
      }
      if (next < 0) {
        return next;
      }
      at = next;
    }
    return at;
  }

  /** Where the character ends that stands here as itself or escaped. */
  private static int matchOne(String text, int at, char wanted) {
    char c = text.charAt(at);
    int escaped =
        switch (c) {
          case '%' -> number(text, at + 1, 2, 16, wanted);
          case '\\' -> afterBackslash(text, at + 1, wanted);
          case '&' -> entity(text, at + 1, wanted);
          default -> OTHER;
        };
    return escaped < 0 && c == wanted ? at + 1 : escaped;
  }

  private static int afterBackslash(String text, int at, char wanted) {
    if (at == text.length()) {
      return CUT;
    }
    char c = text.charAt(at);
    int numbered = c == 'u' ? number(text, at + 1, 4, 16, wanted) : OTHER;
    return numbered == OTHER && c == wanted ? at + 1 : numbered;
  }

  /** {@code #47;} or {@code #x2F;}. */
  private static int entity(String text, int at, char wanted) {
    boolean hex = text.startsWith("#x", at) || text.startsWith("#X", at);
    int from = at + (hex ? 2 : 1);
    // No farther than an entity is long: a text may be of nothing but beginnings of entities.
    int end = text.indexOf(';', at, Math.min(text.length(), from + 8));
    if (end < 0) {
      return text.length() - at < 8 ? CUT : OTHER;
    }
    boolean is =
        text.startsWith("#", at)
            && end > from
            && number(text, from, end - from, hex ? 16 : 10, wanted) == end;
    return is ? end + 1 : OTHER;
  }

  /** Where the digits end that stand here, if they are the number of the wanted character. */
  private static int number(String text, int from, int digits, int radix, char wanted) {
    int value = 0;
    for (int at = from; at < from + digits; at++) {
      if (at == text.length()) {
        return CUT;
      }
      int digit = Character.digit(text.charAt(at), radix);
      if (digit < 0) {
        return OTHER;
      }
      value = value * radix + digit;
    }
    return value == wanted ? from + digits : OTHER;
  }

  @Override
  public String toString() {
    return MASK;
  }
}
