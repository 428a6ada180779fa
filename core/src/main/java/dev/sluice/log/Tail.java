package dev.sluice.log;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The last entries of a run that is being written, as bytes in a few arrays: those that are not
 * kept yet, and of the others as many as fit, for followers. Nothing is held for an entry by
 * itself, so that the collector has nothing to trace. Not thread-safe: the run's lock guards it.
 */
final class Tail {
  /** The first array of a run: many answers are short. */
  private static final int FIRST_BYTES = 512;

  /** An array is no longer, unless it holds a single entry that is. */
  static final int MAX_CHUNK = 8 * 1024;

  /** Nor is it shorter for want of room, once a run is longer than that. */
  private static final int SMALL_CHUNK = 2 * 1024;

  private final long epoch;
  private final Deque<Chunk> chunks = new ArrayDeque<>(2);

  /** How many entries stand before the first one that is held. */
  private long first;

  /** How many entries of the run there are. */
  private long appended;

  /** How many of them are kept. */
  private long kept;

  /** Where in its chunk the first one begins that is not, unless the chunk begins with it. */
  private int keptAt;

  /** The same of what is on its way to the store. */
  private int takenAt;

  /** What the arrays have, together. */
  private long size;

  /** A part of it, which may outlive it as long as a reader is there. Its entries never change. */
  static final class Chunk {
    final byte[] bytes;

    /** How many entries of the run stand before its first one. */
    final long first;

    /** How many entries it has. With the lock. */
    private int count;

    /** How many bytes are written; what stands before them may be read without the lock. */
    private volatile int used;

    private Chunk(int capacity, long first) {
      this.bytes = new byte[capacity];
      this.first = first;
    }

    int used() {
      return used;
    }

    /** How many entries of the run stand before those of the part after this one. With the lock. */
    private long behind() {
      return first + count;
    }
  }

  /**
   * An empty one.
   *
   * @param position how many entries the run has already
   */
  Tail(long epoch, long position) {
    this.epoch = epoch;
    this.first = position;
    this.appended = position;
    this.kept = position;
  }

  long first() {
    return first;
  }

  long appended() {
    return appended;
  }

  /** What the arrays have, together. */
  long size() {
    return size;
  }

  /**
   * Adds an entry.
   *
   * @param maxBytes how much of what is kept it may hold on to now
   */
  void append(byte[] head, byte[] body, int from, int length, int maxBytes) {
    int needed = head.length + length;
    Chunk last = chunks.peekLast();
    if (last == null || last.bytes.length - last.used < needed) {
      int usual = last == null ? FIRST_BYTES : Math.min(longest(maxBytes), 2 * last.bytes.length);
      last = new Chunk(Math.max(usual, needed), appended);
      chunks.addLast(last);
      size += last.bytes.length;
    }
    int at = last.used;
    System.arraycopy(head, 0, last.bytes, at, head.length);
    System.arraycopy(body, from, last.bytes, at + head.length, length);
    appended++;
    last.count++;
    last.used = at + needed;
  }

  /** Where there is little room it is had in parts, too: they go one by one. */
  private static int longest(int maxBytes) {
    return Math.max(SMALL_CHUNK, Math.min(MAX_CHUNK, maxBytes / 2));
  }

  /** The part that holds the entry behind this position; null if that is not held. */
  @Nullable Chunk find(long position) {
    if (position < first || position >= appended) {
      return null;
    }
    // From the end: nearly all who ask are there.
    for (Iterator<Chunk> back = chunks.descendingIterator(); back.hasNext(); ) {
      Chunk chunk = back.next();
      if (chunk.first <= position) {
        return chunk;
      }
    }
    return null;
  }

  /**
   * A copy of what is not kept yet, from its beginning on.
   *
   * @param most how many bytes at the most; one part comes however long it is
   * @return null if everything is kept
   */
  @Nullable Block take(int most) {
    if (kept == appended) {
      return null;
    }
    int bytes = 0;
    long until = kept;
    for (Chunk chunk : chunks) {
      long next = chunk.behind();
      if (next <= kept) {
        continue;
      }
      int more = chunk.used - startIn(chunk);
      if (bytes > 0 && bytes + more > most) {
        break;
      }
      bytes += more;
      until = next;
      takenAt = chunk.used;
    }
    return new Block(epoch, kept, (int) (until - kept), copy(until, bytes));
  }

  private byte[] copy(long until, int length) {
    byte[] copy = new byte[length];
    int at = 0;
    for (Chunk chunk : chunks) {
      if (chunk.behind() > kept && chunk.first < until) {
        int start = startIn(chunk);
        int count = chunk.used - start;
        System.arraycopy(chunk.bytes, start, copy, at, count);
        at += count;
      }
    }
    return copy;
  }

  /** Where in a chunk that has some the first entry begins that is not kept. */
  private int startIn(Chunk chunk) {
    return chunk.first >= kept ? 0 : keptAt;
  }

  /** What was taken is kept. */
  void kept(Block taken) {
    kept = taken.position() + taken.count();
    keptAt = takenAt;
  }

  /**
   * Lets go of what is more than it may hold on to.
   *
   * @param all also of what is not kept, which never will be
   */
  void release(boolean all, int maxBytes) {
    while (size > maxBytes && !chunks.isEmpty()) {
      Chunk head = chunks.getFirst();
      long next = head.behind();
      if (all ? chunks.size() == 1 : next > kept || !isSpare(head)) {
        return;
      }
      chunks.removeFirst();
      size -= head.bytes.length;
      first = next;
    }
  }

  /** The last part is filled on, unless a single entry has made it long. */
  private boolean isSpare(Chunk chunk) {
    return chunks.size() > 1 || chunk.bytes.length > MAX_CHUNK;
  }

  /** Lets go of everything. */
  void clear() {
    chunks.clear();
    size = 0;
    first = appended;
  }
}
