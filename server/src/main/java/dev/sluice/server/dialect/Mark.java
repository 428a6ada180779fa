package dev.sluice.server.dialect;

import dev.sluice.log.Offset;

/**
 * Up to where a client has a run: what its {@code id:} lines say. Immutable.
 *
 * @param at the place behind the entry of which it has had something last; {@link Offset#START} if
 *     it has had nothing
 * @param part so many of the events that this entry is told by in its dialect, if more follow; 0 if
 *     it has had all of them
 * @param dialect whose events those are; empty if it has had all of them
 */
public record Mark(Offset at, int part, String dialect) {
  /** Of a client that has had nothing. */
  public static final Mark START = new Mark(Offset.START, 0, "");

  private static final int MAX_DIGITS = 9;

  /** Between a part and the name of its dialect. */
  static final char BY = '@';

  public Mark {
    if (part < 0 || (part > 0 && at.position() == 0) || (part == 0) != dialect.isEmpty()) {
      throw new IllegalArgumentException("there is no such place: " + at + "." + part);
    }
  }

  /** Behind all of an entry. */
  public static Mark behind(Offset at) {
    return new Mark(at, 0, "");
  }

  /**
   * What {@link #toString} says.
   *
   * @throws IllegalArgumentException if it is no place
   */
  public static Mark parse(String text) {
    int dot = text.indexOf('.', text.indexOf('.') + 1);
    if (dot < 0) {
      return behind(Offset.parse(text));
    }
    int name = text.indexOf(BY, dot);
    String part = text.substring(dot + 1, Math.max(name, dot + 1));
    if (part.isEmpty()
        || part.length() > MAX_DIGITS
        || part.charAt(0) == '0'
        || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException(
          "a place in a run is \"epoch.position\", or has a part and whose that is");
    }
    return new Mark(
        Offset.parse(text.substring(0, dot)), Integer.parseInt(part), text.substring(name + 1));
  }

  /** Whether the client has nothing. */
  public boolean isStart() {
    return at.position() == 0;
  }

  /** Whether it has had all of the entry before this place. */
  public boolean isBehind(Offset entry) {
    int order = isStart() ? 1 : entry.compareTo(at);
    return order < 0 || (order == 0 && part == 0);
  }

  /** {@code epoch.position}, or {@code epoch.position.part@dialect}. */
  @Override
  public String toString() {
    return part == 0 ? at.toString() : at + "." + part + BY + dialect;
  }
}
