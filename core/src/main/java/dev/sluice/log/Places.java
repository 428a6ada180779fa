package dev.sluice.log;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import java.util.List;

/** Finds out whether a place is still in a run, by whom the entries before it were written. */
final class Places {
  /** As the ending's cause calls itself. */
  private static final String INTERRUPTED =
      new Cause.Interrupted(new Failure.ProcessEnded("")).kind();

  private Places() {}

  /**
   * The last kept place that is not behind this one: itself, if it is kept.
   *
   * <p>A run of which entries were lost while its writer's process lived may have been ended under
   * the same epoch: its ending then stands at a place at which somebody may have seen another
   * entry. So the place behind such an ending counts as lost, and whoever comes with it gets the
   * ending.
   */
  static Offset lastKept(RunStore store, RunState state, Offset asked) {
    String run = state.start().id();
    Offset last = state.last();
    boolean settled =
        state.ended().filter(ended -> ended.kind().equals(INTERRUPTED)).isPresent()
            && last.epoch() == asked.epoch()
            && last.position() <= asked.position();
    if (settled) {
      Offset before = at(store, run, last.position() - 1, last);
      if (before.epoch() == last.epoch() || before.position() == 0) {
        return before;
      }
    }
    return lastKept(store, run, asked, last);
  }

  /**
   * The same among the entries up to this place.
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
