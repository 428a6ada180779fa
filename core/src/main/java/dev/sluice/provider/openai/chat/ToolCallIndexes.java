package dev.sluice.provider.openai.chat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which call of the answer a delta belongs to. The format says it by the index; but some servers
 * give all calls of an answer the index 0, or none at all, and only ids tell them apart.
 *
 * <p>So a call also begins where an index is taken by another id, if a name comes with the new one:
 * other servers give each fragment of one call an id of its own. No step takes longer with more
 * calls. Not thread-safe.
 */
final class ToolCallIndexes {
  /** A bound on the index, which the provider chooses and memory is set aside for. */
  static final int MAX = 4096;

  /**
   * A call that has begun.
   *
   * @param index the index that readers get
   * @param latest the largest such index of the calls under the same provider's index up to here
   * @param before the call under the same provider's index that began before it
   * @param sameId the one of them that has the same id
   * @param next the index behind all calls up to here
   */
  private record Begun(
      long said,
      String id,
      int index,
      int latest,
      @Nullable Begun before,
      @Nullable Begun sameId,
      int next) {}

  /** The calls under one index of the provider's. */
  private static final class Said {
    @Nullable Begun last;
    final Map<String, Begun> byId = new HashMap<>(2);
  }

  private final List<Begun> calls = new ArrayList<>(2);
  private final Map<Long, Said> bySaid = new HashMap<>(2);
  private final BitSet taken = new BitSet();

  /** The index that readers know the delta's call by; negative if it begins a call. */
  int find(long said, String id, String name) {
    Said under = bySaid.get(said);
    Begun last = under == null ? null : under.last;
    if (under == null || last == null) {
      return -1;
    }
    if (id.isEmpty()) {
      return last.index;
    }
    Begun known = under.byId.get(id);
    if (known != null) {
      return known.index;
    }
    return name.isEmpty() ? last.latest : -1;
  }

  /**
   * Begins a call, under its provider's index where that is free; negative if there are too many.
   */
  int begin(long said, String id) {
    if (said < 0 || said >= MAX) {
      return -1;
    }
    int next = calls.isEmpty() ? 0 : calls.getLast().next;
    int index = taken.get((int) said) ? next : (int) said;
    if (index >= MAX) {
      return -1;
    }
    Said under = bySaid.computeIfAbsent(said, number -> new Said());
    Begun before = under.last;
    int latest = before == null ? index : Math.max(before.latest, index);
    Begun begun =
        new Begun(said, id, index, latest, before, under.byId.get(id), Math.max(next, index + 1));
    calls.add(begun);
    taken.set(index);
    under.last = begun;
    under.byId.put(id, begun);
    return index;
  }

  /** How many calls have begun: what {@link #forgetAfter} goes back to. */
  int begun() {
    return calls.size();
  }

  /** Takes back that the calls after the first so many have begun. */
  void forgetAfter(int count) {
    while (calls.size() > count) {
      Begun last = calls.removeLast();
      taken.clear(last.index);
      Said under = bySaid.get(last.said);
      if (under != null) {
        under.last = last.before;
        if (last.sameId == null) {
          under.byId.remove(last.id);
        } else {
          under.byId.put(last.id, last.sameId);
        }
      }
    }
  }
}
