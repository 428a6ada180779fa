package dev.sluice.log;

import java.util.Comparator;

/**
 * A place in a run, behind one of its entries: opaque, to be compared and handed back. Immutable.
 *
 * <p>It says who wrote the entry before it. A place that a reader saw and that was lost with its
 * writer's process is told apart from the place that a later writer has filled, so that it never
 * leads to another text.
 *
 * @param epoch of the writer of the entry before this place; 0 at the start of a run
 * @param position how many entries stand before it
 */
public record Offset(long epoch, long position) implements Comparable<Offset> {
  /** Before the first entry. */
  public static final Offset START = new Offset(0, 0);

  private static final int MAX_DIGITS = Long.toString(Long.MAX_VALUE).length();

  private static final Comparator<Offset> ORDER =
      Comparator.comparingLong(Offset::epoch).thenComparingLong(Offset::position);

  public Offset {
    if (epoch < 0 || position < 0 || (epoch == 0) != (position == 0)) {
      throw new IllegalArgumentException("there is no such place: " + epoch + "." + position);
    }
  }

  /**
   * The place that {@link #toString} says.
   *
   * @throws IllegalArgumentException if it says none
   */
  public static Offset parse(String text) {
    int dot = text.indexOf('.');
    if (dot > 0 && isNumber(text, 0, dot) && isNumber(text, dot + 1, text.length())) {
      try {
        return new Offset(
            Long.parseLong(text, 0, dot, 10), Long.parseLong(text, dot + 1, text.length(), 10));
      } catch (NumberFormatException tooLarge) {
        throw new IllegalArgumentException("a place that no run has", tooLarge);
      }
    }
    throw new IllegalArgumentException("a place in a run is written as \"epoch.position\"");
  }

  /** In ASCII digits alone, and no more than a long may have: a sign would be another spelling. */
  private static boolean isNumber(String text, int from, int to) {
    if (from == to || to - from > MAX_DIGITS || (text.charAt(from) == '0' && to - from > 1)) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(Offset other) {
    return ORDER.compare(this, other);
  }

  /** {@code epoch.position}, in decimal digits. */
  @Override
  public String toString() {
    return epoch + "." + position;
  }
}
