package dev.sluice.transport.http;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a head, or of trailers, line by line: RFC 9110, section 5, and RFC 9112, section 5.
 * What the grammar does not know is refused and never repaired, since another reader of the same
 * bytes might repair it otherwise. Not thread-safe.
 */
final class Fields {
  /** The most fields of one head, and of trailers; providers send some twenty. */
  static final int MAX_FIELDS = 256;

  /** Fields whose lines are one list (RFC 9110, section 5.3), and of which every part matters. */
  private static final Set<String> LISTS =
      Set.of("connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding");

  private Map<String, String> fields = new HashMap<>();
  private int count;

  /** The last field: the next line may go on with it. */
  private @Nullable String name;

  private String value = "";
  private @Nullable StringBuilder folded;

  /** Takes one line, without its end. */
  void line(byte[] bytes, int from, int end) throws ProtocolException {
    String line = text(bytes, from, end, "a header");
    if (isBlank(line.charAt(0))) {
      fold(line);
      return;
    }
    flush();
    int colon = line.indexOf(':');
    if (colon <= 0) {
      throw new ProtocolException("a header has no name");
    }
    for (int i = 0; i < colon; i++) {
      if (!isTokenCharacter(line.charAt(i))) {
        throw new ProtocolException("the name of a header holds a character that no name has");
      }
    }
    if (++count > MAX_FIELDS) {
      throw new ProtocolException("there are more than " + MAX_FIELDS + " headers");
    }
    name = line.substring(0, colon).toLowerCase(Locale.ROOT);
    value = trimmed(line, colon + 1);
  }

  /** A line that goes on with the field before: a space stands for its beginning (section 5.2). */
  private void fold(String line) throws ProtocolException {
    if (name == null) {
      throw new ProtocolException("a folded line has no header before it");
    }
    folded = folded == null ? new StringBuilder(value) : folded;
    folded.append(' ').append(trimmed(line, 0));
  }

  private void flush() {
    String last = name;
    if (last == null) {
      return;
    }
    String whole = folded == null ? value : trimmed(folded.toString(), 0);
    name = null;
    folded = null;
    if (LISTS.contains(last)) {
      fields.merge(last, whole, (first, next) -> first + ", " + next);
    } else {
      fields.putIfAbsent(last, whole);
    }
  }

  /** The fields up to here, lower-case name to value; what comes next begins anew. */
  Map<String, String> take() {
    flush();
    Map<String, String> taken = fields;
    fields = new HashMap<>();
    count = 0;
    return taken;
  }

  /** A line of a head as text, without what may stand in none (RFC 9110, section 5.5). */
  static String text(byte[] bytes, int from, int end, String what) throws ProtocolException {
    for (int i = from; i < end; i++) {
      byte b = bytes[i];
      if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7F) {
        throw new ProtocolException(what + " holds a control character");
      }
    }
    return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
  }

  /** Without spaces and tabs around it; nothing else is blank in HTTP. */
  static String trimmed(String text, int from) {
    int start = from;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** Whether it may stand in a token: RFC 9110, section 5.6.2. */
  static boolean isTokenCharacter(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }
}
