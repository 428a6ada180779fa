package dev.sluice.store;

import dev.sluice.log.Block;
import dev.sluice.log.RunLogException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Walks what one group has of several runs of an epoch, in the form in which it is one row: a
 * checksum (CRC32C, four bytes, the highest first) of what follows, where that ends (four bytes
 * likewise), and then for each block the number of its run's row, its position, how many entries it
 * has, how many bytes, and these. The numbers are varints: seven bits a byte, the lowest first, and
 * the highest bit of a byte tells that another one follows. Behind the end there is anything. Not
 * thread-safe.
 *
 * <p>Bytes that are no tick are a {@link RunLogException} that is CORRUPT, and nothing else.
 */
final class Tick {
  /** A longer one was not written by us. */
  static final int MAX_BYTES = 4 << 20;

  private static final int SUM_BYTES = 4;
  private static final int HEAD_BYTES = 8;
  private static final int SEVEN_BITS = 0x7f;
  private static final int MORE = 0x80;
  private static final int MAX_SHIFT = 56;

  private final long epoch;
  private final byte[] bytes;
  private final int end;
  private int at = HEAD_BYTES;
  private long run;
  private long position;
  private int count;
  private int length;

  /**
   * A block of a run.
   *
   * @param run the number of its row
   */
  record Part(long run, Block block) {}

  /** Before the first block. */
  Tick(long epoch, byte[] bytes) {
    this.epoch = epoch;
    this.bytes = bytes;
    this.end = bytes.length < HEAD_BYTES ? 0 : ByteBuffer.wrap(bytes).getInt(SUM_BYTES);
    if (end < HEAD_BYTES
        || end > bytes.length
        || ByteBuffer.wrap(bytes).getInt() != sum(bytes, end)) {
      throw damaged("its checksum is another one");
    }
  }

  /** How many bytes these need. */
  static int size(List<Part> parts) {
    int size = HEAD_BYTES;
    for (Part part : parts) {
      Block block = part.block;
      int length = block.bytes().length;
      size += digits(part.run) + digits(block.position()) + digits(block.count());
      size += digits(length) + length;
    }
    return size;
  }

  /**
   * The form of these, which are of one epoch.
   *
   * @param capacity how many bytes it is to have, at least as many as they need
   */
  static byte[] encode(List<Part> parts, int capacity) {
    byte[] form = new byte[capacity];
    int at = HEAD_BYTES;
    for (Part part : parts) {
      Block block = part.block;
      at = put(form, at, part.run);
      at = put(form, at, block.position());
      at = put(form, at, block.count());
      at = put(form, at, block.bytes().length);
      System.arraycopy(block.bytes(), 0, form, at, block.bytes().length);
      at += block.bytes().length;
    }
    return summed(form, at);
  }

  /** Has the head of these bytes say that they end there, and what their checksum is. */
  static byte[] summed(byte[] form, int end) {
    ByteBuffer.wrap(form).putInt(SUM_BYTES, end).putInt(0, sum(form, end));
    return form;
  }

  private static int sum(byte[] form, int end) {
    CRC32C sum = new CRC32C();
    sum.update(form, SUM_BYTES, end - SUM_BYTES);
    return (int) sum.getValue();
  }

  private static int digits(long value) {
    int digits = 1;
    for (long rest = value; rest > SEVEN_BITS; rest >>>= 7) {
      digits++;
    }
    return digits;
  }

  private static int put(byte[] form, int from, long value) {
    int at = from;
    long rest = value;
    for (; rest > SEVEN_BITS; rest >>>= 7) {
      form[at++] = (byte) ((rest & SEVEN_BITS) | MORE);
    }
    form[at++] = (byte) rest;
    return at;
  }

  /** Moves to the next block; whether there is one. */
  boolean next() {
    at += length;
    length = 0;
    if (at == end) {
      return false;
    }
    run = number(Long.MAX_VALUE);
    position = number(Long.MAX_VALUE / 2);
    count = (int) number(Integer.MAX_VALUE);
    length = (int) number(end);
    if (count < 1 || length > end - at) {
      length = 0;
      throw damaged("a block ends too early, or has no entries");
    }
    return true;
  }

  private long number(long max) {
    long value = 0;
    for (int shift = 0; shift <= MAX_SHIFT && at < end; shift += 7) {
      int next = bytes[at++];
      value |= (long) (next & SEVEN_BITS) << shift;
      if ((next & MORE) == 0) {
        if (value > max) {
          break;
        }
        return value;
      }
    }
    throw damaged("a number ends too early, or is too great");
  }

  private RunLogException damaged(String what) {
    return new RunLogException(
        RunLogException.Kind.CORRUPT,
        "what the writer "
            + epoch
            + " has kept of its runs last is damaged: "
            + what
            + " (byte "
            + at
            + " of "
            + bytes.length
            + "); it is given up once that writer is gone and the runs are ended");
  }

  /** The number of the run's row. */
  long run() {
    return run;
  }

  /** A copy of the block. */
  Block block() {
    byte[] copy = new byte[length];
    System.arraycopy(bytes, at, copy, 0, length);
    return new Block(epoch, position, count, copy);
  }

  /** How many entries the run has with this block. */
  long end() {
    return position + count;
  }
}
