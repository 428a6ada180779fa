package dev.sluice.log;

import java.util.List;

/** Finds out whether a place is still in a run, by whom the entries before it were written. */
final class Places {
  private Places() {}

  /**
   * The last kept place that is not behind this one: itself, if it is kept.
   *
   * @param last behind the last entry that counts
   */
  static Offset lastKept(RunStore store, String run, Offset asked, Offset last) {
    long high = Math.min(asked.position(), last.position());
    if (high > 0) {
      Offset there = at(store, run, high, last);
      if (there.compareTo(asked) <= 0) {
        return there;
      }
    }
    // Writers' epochs grow along a run: halve it.
    long low = 0;
    while (high - low > 1) {
      long middle = (low + high) >>> 1;
      if (at(store, run, middle, last).compareTo(asked) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return at(store, run, low, last);
  }

  private static Offset at(RunStore store, String run, long position, Offset last) {
    if (position == 0) {
      return Offset.START;
    }
    if (position == last.position()) {
      return last;
    }
    List<Block> blocks = store.read(run, position - 1, 1);
    if (blocks.isEmpty()) {
      throw Orphans.gone(run);
    }
    return new Offset(blocks.getFirst().epoch(), position);
  }
}
