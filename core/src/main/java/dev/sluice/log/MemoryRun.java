package dev.sluice.log;

import dev.sluice.log.RunStore.Batch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One run in memory. Its blocks stand behind each other in arrays, each block behind a header of
 * {@value #HEADER_BYTES} bytes, and none across two arrays; what is unused of an array is zero. Not
 * thread-safe.
 */
final class MemoryRun {
  /** A rough measure of the objects that are there once for a run. */
  private static final int OWN_BYTES = 512;

  private static final int MIN_ARRAY_BYTES = 1 << 10;
  private static final int MAX_ARRAY_BYTES = 64 << 10;

  /** An array's own header, and its place in the list. */
  private static final int ARRAY_BYTES = 24;

  // The header of a block.
  private static final int EPOCH_AT = 0;
  private static final int POSITION_AT = 8;
  private static final int COUNT_AT = 16;
  private static final int LENGTH_AT = 20;
  private static final int HEADER_BYTES = 24;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final RunStart start;
  private final List<byte[]> arrays = new ArrayList<>();

  /** How much of the last array is used. */
  private int used;

  private long epoch;
  private Offset last = Offset.START;
  private long bytes;
  private long held;
  private Optional<RunState.Ended> ended = Optional.empty();

  MemoryRun(RunStart start, long epoch) {
    this.start = start.withoutHeaders();
    this.epoch = epoch;
    this.held = OWN_BYTES + RequestWeight.of(this.start);
  }

  /** What was there at some time; all before that stays as it is. */
  record Mark(int arrays, int used, Offset last, long bytes, long held) {
    /** Of a run that was not there. */
    static final Mark NOTHING = new Mark(-1, 0, Offset.START, 0, 0);
  }

  RunStart start() {
    return start;
  }

  long epoch() {
    return epoch;
  }

  void epoch(long other) {
    epoch = other;
  }

  boolean isOver() {
    return ended.isPresent();
  }

  /** How many bytes it takes. */
  long held() {
    return held;
  }

  RunState state() {
    return new RunState(start, epoch, last, bytes, ended);
  }

  /** Whether this is what its writer may add now. */
  boolean isNext(Batch batch) {
    return batch.start().isEmpty() && batch.epoch() == epoch && batch.after().equals(last);
  }

  /**
   * How many bytes more it takes with this.
   *
   * @param room how many it could get
   */
  long needs(Batch batch, long room) {
    return batch.block().map(block -> needs(block.bytes().length, room)).orElse(0L);
  }

  private long needs(int length, long room) {
    return fits(length) ? 0 : ARRAY_BYTES + (long) arrayFor(length, room);
  }

  private boolean fits(int length) {
    return !arrays.isEmpty() && HEADER_BYTES + (long) length <= arrays.getLast().length - used;
  }

  /**
   * As much as there is already, so that a short run takes little and a long one few arrays; no
   * more than is needed, once room is short.
   */
  private int arrayFor(int length, long room) {
    long usual = Math.clamp(bytes, MIN_ARRAY_BYTES, MAX_ARRAY_BYTES);
    long least = HEADER_BYTES + (long) length;
    return Math.toIntExact(Math.max(least, Math.min(usual, room - ARRAY_BYTES)));
  }

  /**
   * @param room how many bytes it could get
   */
  void add(Batch batch, long room) {
    batch.block().ifPresent(block -> add(block, room));
    ended = batch.ended();
    last = batch.last();
  }

  private void add(Block block, long room) {
    int length = block.bytes().length;
    held += needs(length, room);
    if (!fits(length)) {
      arrays.add(new byte[arrayFor(length, room)]);
      used = 0;
    }
    byte[] array = arrays.getLast();
    LONG.set(array, used + EPOCH_AT, block.epoch());
    LONG.set(array, used + POSITION_AT, block.position());
    INT.set(array, used + COUNT_AT, block.count());
    INT.set(array, used + LENGTH_AT, length);
    System.arraycopy(block.bytes(), 0, array, used + HEADER_BYTES, length);
    used += HEADER_BYTES + length;
    bytes += length;
  }

  Mark mark() {
    return new Mark(arrays.size(), used, last, bytes, held);
  }

  /** Goes back; only if it had not ended then. */
  void reset(Mark mark) {
    arrays.subList(mark.arrays, arrays.size()).clear();
    used = mark.used;
    if (!arrays.isEmpty()) {
      Arrays.fill(arrays.getLast(), used, arrays.getLast().length, (byte) 0);
    }
    last = mark.last;
    bytes = mark.bytes;
    held = mark.held;
    ended = Optional.empty();
  }

  List<Block> read(long position, int maxBytes) {
    List<Block> blocks = new ArrayList<>();
    long left = maxBytes;
    for (int i = arrayOf(position); i < arrays.size(); i++) {
      byte[] array = arrays.get(i);
      for (int at = 0; isBlock(array, at); at += HEADER_BYTES + lengthOf(array, at)) {
        if (positionOf(array, at) + countOf(array, at) <= position) {
          continue;
        }
        left -= lengthOf(array, at);
        if (left < 0 && !blocks.isEmpty()) {
          return blocks;
        }
        blocks.add(block(array, at));
      }
    }
    return blocks;
  }

  /** The last array whose first block does not stand behind this position. */
  private int arrayOf(long position) {
    int low = 0;
    int high = arrays.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (positionOf(arrays.get(middle), 0) <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private static boolean isBlock(byte[] array, int at) {
    return at + HEADER_BYTES <= array.length && countOf(array, at) > 0;
  }

  private static Block block(byte[] array, int at) {
    int from = at + HEADER_BYTES;
    return new Block(
        (long) LONG.get(array, at + EPOCH_AT),
        positionOf(array, at),
        countOf(array, at),
        Arrays.copyOfRange(array, from, from + lengthOf(array, at)));
  }

  private static long positionOf(byte[] array, int at) {
    return (long) LONG.get(array, at + POSITION_AT);
  }

  private static int countOf(byte[] array, int at) {
    return (int) INT.get(array, at + COUNT_AT);
  }

  private static int lengthOf(byte[] array, int at) {
    return (int) INT.get(array, at + LENGTH_AT);
  }
}
