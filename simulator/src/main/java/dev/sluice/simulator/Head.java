package dev.sluice.simulator;

import java.util.List;
import java.util.Set;

/**
 * What a script says about the status line and the headers of a response.
 *
 * @param status the status code
 * @param fields the scripted header fields, in order; each replaces a default of its name
 * @param without lower-case names of defaults that are left out
 * @param framing how the end of the body is marked
 * @param declaredLength the Content-Length that is claimed, or {@link #COMPUTED}
 * @param delayNanos how long the headers keep the client waiting, or {@link #NEVER}
 */
record Head(
    int status,
    List<Field> fields,
    Set<String> without,
    Framing framing,
    long declaredLength,
    long delayNanos) {

  static final long COMPUTED = -1;
  static final long NEVER = Long.MAX_VALUE;
  static final Head PLAIN_OK = new Head(200, List.of(), Set.of(), Framing.UNSAID, COMPUTED, 0);

  /** How the client learns where the body ends (RFC 9112, section 6). */
  enum Framing {
    /** Chunked for a stream, a length for a plain body. */
    UNSAID,
    CHUNKED,
    LENGTH,
    CLOSE
  }

  record Field(String name, String value) {}

  boolean says(String name) {
    return without.contains(name)
        || fields.stream().anyMatch(field -> field.name().equalsIgnoreCase(name));
  }
}
