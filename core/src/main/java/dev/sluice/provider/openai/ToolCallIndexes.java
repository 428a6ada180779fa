package dev.sluice.provider.openai;

import java.util.ArrayList;
import java.util.List;

/**
 * Which call of the answer a delta belongs to. The format says it by the index; but some servers
 * give all calls of an answer the index 0, or none at all, and only ids tell them apart.
 *
 * <p>So a call also begins where an index is taken by another id, if a name comes with the new one:
 * other servers give each fragment of one call an id of its own. Not thread-safe.
 */
final class ToolCallIndexes {
  /** A bound on the index, which the provider chooses and memory is set aside for. */
  static final int MOST = 4096;

  /** A call that has begun: the provider's index, its id, and the index that readers get. */
  private record Begun(long said, String id, int index) {}

  private final List<Begun> calls = new ArrayList<>(2);

  /** The index that readers know the delta's call by; negative if it begins a call. */
  int find(long said, String id, String name) {
    int latest = -1;
    for (int i = calls.size() - 1; i >= 0; i--) {
      Begun call = calls.get(i);
      if (call.said == said) {
        if (id.isEmpty() || id.equals(call.id)) {
          return call.index;
        }
        latest = Math.max(latest, call.index);
      }
    }
    return name.isEmpty() ? latest : -1;
  }

  /**
   * Begins a call, under its provider's index where that is free; negative if there are too many.
   */
  int begin(long said, String id) {
    if (said < 0 || said >= MOST) {
      return -1;
    }
    int index = (int) said;
    int next = 0;
    boolean taken = false;
    for (Begun call : calls) {
      taken |= call.index == index;
      next = Math.max(next, call.index + 1);
    }
    index = taken ? next : index;
    if (index >= MOST) {
      return -1;
    }
    calls.add(new Begun(said, id, index));
    return index;
  }

  /** Takes back that a call has begun. */
  void forget(int index) {
    calls.removeIf(call -> call.index == index);
  }
}
