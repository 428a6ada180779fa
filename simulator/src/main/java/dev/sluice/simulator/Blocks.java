package dev.sluice.simulator;

import dev.sluice.simulator.Spoken.Kind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers the blocks of an answer, for formats in which one ends before the next begins. */
final class Blocks {
  private final Map<Integer, Integer> calls = new HashMap<>();
  private @Nullable Kind open;
  private int count;

  boolean isOpen(Kind kind) {
    return open == kind;
  }

  boolean isAnyOpen() {
    return open != null;
  }

  /** Begins a block that is not a call and gives its index. */
  int open(Kind kind) {
    open = kind;
    return count++;
  }

  /** Begins the block of a call and gives its index. */
  int openCall(int call) {
    calls.put(call, count);
    return open(Kind.TOOL);
  }

  /** The index of the block that is open, or was last. */
  int last() {
    return Math.max(0, count - 1);
  }

  /** The block of a call, open or not; of one that never began, the next block. */
  int ofCall(int call) {
    return calls.getOrDefault(call, count);
  }

  void close() {
    open = null;
  }
}
