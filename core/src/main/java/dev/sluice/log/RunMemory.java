package dev.sluice.log;

import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Keeps runs in memory, for programs that want them no longer than their process lives, and for
 * tests. Thread-safe; nothing here waits for a disk.
 *
 * <p>It holds so many bytes at the most, entries and requests and what finding them takes counted.
 * When they are used up, runs that have ended go, those that ended first before the others; once
 * only runs are left that go on, {@link #keep} throws {@link RunLogException.Kind#FULL} and keeps
 * none of its batches. Entries stand in arrays that belong to their run, so that many of them are
 * few objects.
 */
public final class RunMemory implements RunStore {
  /** How much it holds unless it is told otherwise. */
  public static final long DEFAULT_MAX_BYTES = 64L << 20;

  private final MemoryShelf shelf;
  private final long epoch;

  // Guarded by the shelf's lock.

  /** The first is that under which it begins runs, the others it got by claims. */
  private final NavigableSet<Long> epochs = new TreeSet<>();

  private boolean lapsed;
  private boolean closed;

  /** Holds {@value #DEFAULT_MAX_BYTES} bytes at the most. */
  public RunMemory() {
    this(DEFAULT_MAX_BYTES);
  }

  /**
   * Holds so much at the most.
   *
   * @throws IllegalArgumentException if that is nothing
   */
  public RunMemory(long maxBytes) {
    this(new MemoryShelf(maxBytes));
  }

  private RunMemory(MemoryShelf shelf) {
    this.shelf = shelf;
    synchronized (shelf) {
      this.epoch = shelf.open();
    }
    epochs.add(epoch);
  }

  /** Another writer at the same runs, as another process would be for a store on a disk. */
  RunMemory another() {
    return new RunMemory(shelf);
  }

  /**
   * From now on others take this writer for gone, though it goes on: like one that stood still for
   * so long that its lease ran out.
   */
  void lapse() {
    synchronized (shelf) {
      lapsed = true;
      shelf.leave(epochs);
    }
  }

  /** Whether this is one of its epochs. */
  boolean isOwn(long other) {
    synchronized (shelf) {
      return epochs.contains(other);
    }
  }

  /** How many bytes are held now, over all writers. */
  long held() {
    synchronized (shelf) {
      return shelf.held();
    }
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public List<Verdict> keep(List<Batch> batches) {
    synchronized (shelf) {
      checkOpen();
      return shelf.keep(epochs, batches);
    }
  }

  @Override
  public Optional<RunState> state(String run) {
    synchronized (shelf) {
      checkOpen();
      return shelf.state(run);
    }
  }

  @Override
  public Optional<String> find(RunLabel label) {
    synchronized (shelf) {
      checkOpen();
      return shelf.find(label);
    }
  }

  @Override
  public List<Block> read(String run, long position, int maxBytes) {
    synchronized (shelf) {
      checkOpen();
      return shelf.read(run, position, maxBytes);
    }
  }

  @Override
  public Claim claim(String run) {
    synchronized (shelf) {
      checkOpen();
      return shelf.claim(epochs, !lapsed, run);
    }
  }

  @Override
  public boolean delete(String run) {
    synchronized (shelf) {
      checkOpen();
      return shelf.delete(run);
    }
  }

  @Override
  public List<String> orphans() {
    synchronized (shelf) {
      checkOpen();
      return shelf.orphans();
    }
  }

  @Override
  public void close() {
    synchronized (shelf) {
      closed = true;
      shelf.leave(epochs);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new RunLogException(RunLogException.Kind.CLOSED, "these runs in memory are closed");
    }
  }
}
