package dev.sluice.llamacpp.binding;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/**
 * The tokens of one {@link LlamaContext#decode}, each with its sequence and position. Belongs to
 * one context and its thread.
 */
public final class TokenBatch {
  private final LlamaContext context;
  private final int capacity;
  private final MemorySegment tokens;
  private final MemorySegment positions;
  private final MemorySegment sequences;
  private final MemorySegment outputs;
  private final MemorySegment struct;
  private final BitSet rowsWithLogits = new BitSet();
  private int size;

  TokenBatch(LlamaContext context, Arena arena, int capacity) {
    this.context = context;
    this.capacity = capacity;
    tokens = arena.allocate(JAVA_INT, capacity);
    positions = arena.allocate(JAVA_INT, capacity);
    sequences = arena.allocate(JAVA_INT, capacity);
    outputs = arena.allocate(JAVA_BYTE, capacity);
    MemorySegment sequenceCounts = arena.allocate(JAVA_INT, capacity);
    MemorySegment sequencePointers = arena.allocate(ADDRESS, capacity);
    for (int i = 0; i < capacity; i++) {
      sequenceCounts.setAtIndex(JAVA_INT, i, 1);
      sequencePointers.setAtIndex(
          ADDRESS, i, sequences.asSlice((long) i * Integer.BYTES, Integer.BYTES));
    }
    struct = arena.allocate(StructLayouts.BATCH);
    StructLayouts.setAddress(StructLayouts.BATCH, struct, "token", tokens);
    StructLayouts.setAddress(StructLayouts.BATCH, struct, "pos", positions);
    StructLayouts.setAddress(StructLayouts.BATCH, struct, "n_seq_id", sequenceCounts);
    StructLayouts.setAddress(StructLayouts.BATCH, struct, "seq_id", sequencePointers);
    StructLayouts.setAddress(StructLayouts.BATCH, struct, "logits", outputs);
  }

  /** Removes all tokens. */
  public void clear() {
    size = 0;
    rowsWithLogits.clear();
  }

  /** The number of tokens. */
  public int size() {
    return size;
  }

  /**
   * Adds a token.
   *
   * @param logits whether what follows the token is wanted, see {@link LlamaContext#logits}
   * @return its row
   * @throws IllegalStateException if the batch is full; llama.cpp ends the process on a larger one
   */
  public int add(int token, int position, int sequence, boolean logits) {
    if (size == capacity) {
      throw new IllegalStateException("the batch is full: " + capacity + " tokens");
    }
    tokens.setAtIndex(JAVA_INT, size, token);
    positions.setAtIndex(JAVA_INT, size, position);
    sequences.setAtIndex(JAVA_INT, size, sequence);
    outputs.set(JAVA_BYTE, size, (byte) (logits ? 1 : 0));
    rowsWithLogits.set(size, logits);
    return size++;
  }

  boolean belongsTo(LlamaContext other) {
    return context == other;
  }

  int token(int row) {
    return tokens.getAtIndex(JAVA_INT, row);
  }

  int position(int row) {
    return positions.getAtIndex(JAVA_INT, row);
  }

  int sequence(int row) {
    return sequences.getAtIndex(JAVA_INT, row);
  }

  BitSet rowsWithLogits() {
    return rowsWithLogits;
  }

  MemorySegment struct() {
    StructLayouts.setInt(StructLayouts.BATCH, struct, "n_tokens", size);
    return struct;
  }
}
