package dev.sluice.log;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A run that is written here: its last entries, how far it is kept, and who waits for more.
 * Thread-safe; calls nobody under its lock, and tells its callers what there is to do after it.
 */
// Long because one lock guards all of it, and whoever changes a part has to see the rest.
final class LiveRun {
  /** About what is written of a run at a time, in bytes; with so much it waits for no more. */
  static final int MAX_BLOCK = 64 * 1024;

  final RunStart start;
  final long epoch;

  /** Where it begins to be written here; its entries up to there are kept. */
  final Offset base;

  final CompletableFuture<Kept> future = new CompletableFuture<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Tails tails;
  private final Tail tail;

  // Guarded by the lock, and the volatile ones written with it.
  private volatile long appended;
  private Offset kept;
  private long keptBytes;

  /** What the tails of all runs count of this one. */
  private long counted;

  /** Of a start that is not kept yet. */
  private long startWeight;

  private boolean startKept;
  private RunState.@Nullable Ended ended;
  private boolean over;
  private @Nullable RunLogException why;
  private @Nullable RunLogException untold;
  private boolean elsewhere;

  /** Why nothing is added any more, though what was is still to be kept. */
  private volatile @Nullable RunLogException deaf;

  private boolean taken;
  private boolean told;
  private boolean hurried;
  private long pending;
  private volatile boolean left;
  private Map<RunReader, Runnable> waiting = new LinkedHashMap<>(2);
  private boolean ringing;

  /** What a call leaves to do for its caller, who holds no lock. */
  record Todo(
      boolean write,
      boolean urgent,
      boolean ring,
      boolean leave,
      @Nullable RunLogException trouble) {
    private static final Todo NOTHING = new Todo(false, false, false, false, null);
  }

  /** Where a reader finds the entry behind its place. */
  enum Place {
    /** In memory. */
    HERE,
    /** Nowhere yet. */
    AHEAD,
    /** In the store. */
    KEPT,
    /** Nowhere: it was never kept, and there was no room for it any longer. */
    LOST,
    /** This run is written here no longer: what there is of it is in the store. */
    GONE
  }

  /**
   * An answer to a reader.
   *
   * @param chunk if it is in memory
   * @param until how many entries are in the store
   */
  record Found(Place place, Tail.@Nullable Chunk chunk, long until) {}

  /** A run that begins. */
  LiveRun(RunStart start, long epoch, Tails tails) {
    this(start, epoch, Offset.START, 0, RequestWeight.of(start), tails);
  }

  /** A run that goes on. */
  LiveRun(RunStart start, long epoch, Offset base, long bytes, Tails tails) {
    this(start, epoch, base, bytes, 0, tails);
    this.startKept = true;
  }

  private LiveRun(
      RunStart start, long epoch, Offset base, long bytes, long startWeight, Tails tails) {
    this.start = start;
    this.epoch = epoch;
    this.base = base;
    this.tails = tails;
    this.tail = new Tail(epoch, base.position());
    this.appended = base.position();
    this.kept = base;
    this.keptBytes = bytes;
    this.startWeight = startWeight;
  }

  String id() {
    return start.id();
  }

  /** Behind the last entry. */
  Offset last() {
    long position = appended;
    return position == base.position() ? base : new Offset(epoch, position);
  }

  Offset kept() {
    lock.lock();
    try {
      return kept;
    } finally {
      lock.unlock();
    }
  }

  /** Why no more of it is kept; null while it is. */
  @Nullable RunLogException why() {
    lock.lock();
    try {
      return why != null ? why : deaf;
    } finally {
      lock.unlock();
    }
  }

  boolean hasLeft() {
    return left;
  }

  /** Bytes in memory for it, for tests. */
  long size() {
    lock.lock();
    try {
      return tail.size();
    } finally {
      lock.unlock();
    }
  }

  RunState state() {
    lock.lock();
    try {
      return new RunState(start, epoch, last(), keptBytes + pending, Optional.ofNullable(ended));
    } finally {
      lock.unlock();
    }
  }

  // Writing.

  /** Has its start kept, if there is room for it to wait. */
  Todo begin(Pending budget) {
    lock.lock();
    try {
      RunLogException refusal = budget.begin(startWeight);
      if (refusal != null) {
        startWeight = 0;
        stop(refusal, budget);
      } else {
        told = true;
      }
      return todo(refusal == null, true, false);
    } finally {
      lock.unlock();
    }
  }

  /** The start waits no longer. With the lock. */
  private void letStartGo(Pending budget) {
    budget.begun(startWeight);
    startWeight = 0;
  }

  /**
   * Adds an entry, unless it is over.
   *
   * @param end present if it is the ending
   * @param budget counts what is not kept yet
   */
  Todo append(
      byte[] head,
      byte[] body,
      int from,
      int length,
      RunState.@Nullable Ended end,
      Pending budget) {
    lock.lock();
    try {
      if (over || deaf != null || left) {
        return Todo.NOTHING;
      }
      int size = head.length + length;
      tail.append(head, body, from, length, tails.share());
      appended = tail.appended();
      if (why == null) {
        RunLogException refusal = budget.add(pending, size);
        if (refusal != null) {
          stop(refusal, budget);
        }
      }
      if (end != null) {
        ended = end;
        over = true;
      }
      trim();
      boolean ring = ring();
      if (why != null) {
        return todo(false, false, ring);
      }
      pending += size;
      boolean urgent = over || (pending >= MAX_BLOCK && !hurried);
      hurried |= urgent;
      boolean write = !told || urgent;
      told = true;
      return todo(write, urgent, ring);
    } finally {
      lock.unlock();
    }
  }

  /** Nobody adds to it any more, and it has no ending. */
  Todo abandon() {
    lock.lock();
    try {
      if (over || left) {
        return Todo.NOTHING;
      }
      over = true;
      told = true;
      return todo(why == null, true, false);
    } finally {
      lock.unlock();
    }
  }

  /** An entry could not be added: nothing that would follow it counts. */
  Todo deafen(RunLogException trouble) {
    lock.lock();
    try {
      if (over || left || deaf != null) {
        return Todo.NOTHING;
      }
      deaf = trouble;
      if (why == null) {
        untold = trouble;
      }
      return todo(false, false, ring());
    } finally {
      lock.unlock();
    }
  }

  /** Holds on to no more than it may, and says so. With the lock. */
  private void trim() {
    tail.release(why != null, tails.share());
    count();
  }

  /** With the lock. */
  private void count() {
    long size = left ? 0 : tail.size();
    if (size != counted) {
      tails.changed(size - counted);
      counted = size;
    }
  }

  /** With the lock. */
  private Todo todo(boolean write, boolean urgent, boolean ring) {
    RunLogException trouble = untold;
    untold = null;
    boolean leaves = leaves();
    return write || ring || leaves || trouble != null
        ? new Todo(write, urgent, ring, leaves, trouble)
        : Todo.NOTHING;
  }

  // Keeping; by one thread at a time.

  /** What is to be kept next; null if there is nothing. */
  RunStore.@Nullable Batch take() {
    lock.lock();
    try {
      told = false;
      hurried = false;
      if (taken || left || why != null) {
        return null;
      }
      Block block = tail.take(MAX_BLOCK);
      if (block == null && startKept) {
        return null;
      }
      boolean all = block == null || block.position() + block.count() == tail.appended();
      taken = true;
      return new RunStore.Batch(
          start.id(),
          startKept ? Optional.empty() : Optional.of(start),
          epoch,
          kept,
          Optional.ofNullable(block),
          all ? Optional.ofNullable(ended) : Optional.empty());
    } finally {
      lock.unlock();
    }
  }

  /** What was taken is kept. */
  Todo kept(RunStore.Batch batch, Pending budget) {
    lock.lock();
    try {
      taken = false;
      if (why != null || left) {
        // Stopped meanwhile, and it's kept all the same.
        batch.block().ifPresent(block -> keptBytes += block.bytes().length);
        kept = batch.last();
        startKept = true;
        return todo(false, false, false);
      }
      startKept = true;
      letStartGo(budget);
      kept = batch.last();
      batch
          .block()
          .ifPresent(
              block -> {
                keptBytes += block.bytes().length;
                pending -= block.bytes().length;
                budget.remove(block.bytes().length);
                tail.kept(block);
                trim();
              });
      boolean more = kept.position() < tail.appended();
      boolean write = more && !told;
      told |= more;
      return todo(write, over || pending >= MAX_BLOCK, false);
    } finally {
      lock.unlock();
    }
  }

  /**
   * What was taken is not kept, and nothing will be.
   *
   * @param isElsewhere whether another one writes it, or nobody may: who follows it here goes there
   */
  Todo refused(RunLogException trouble, boolean isElsewhere, Pending budget) {
    lock.lock();
    try {
      taken = false;
      if (why == null) {
        stop(trouble, budget);
      }
      if (!isElsewhere) {
        return todo(false, false, false);
      }
      elsewhere = true;
      over = true;
      tail.clear();
      boolean leaves = !left;
      left = true;
      count();
      RunLogException told = untold;
      untold = null;
      return new Todo(false, false, ring(), leaves, told);
    } finally {
      lock.unlock();
    }
  }

  /** With the lock. */
  private void stop(RunLogException trouble, Pending budget) {
    why = trouble;
    untold = trouble;
    letStartGo(budget);
    budget.remove(pending);
    pending = 0;
    trim();
  }

  /** Whether nothing is left to be done for it here, now. With the lock. */
  private boolean leaves() {
    return over
        && !left
        && !taken
        && (why != null || (startKept && kept.position() == tail.appended()));
  }

  /** It is among the live ones no longer; who waits for more of it finds that out. */
  Todo leave() {
    lock.lock();
    try {
      left = true;
      count();
      return todo(false, false, ring());
    } finally {
      lock.unlock();
    }
  }

  /** How it ends for its writer, once it has left. */
  Kept outcome() {
    lock.lock();
    try {
      RunLogException lacks = why != null ? why : deaf;
      if (lacks != null) {
        return new Kept.Lacking(kept, lacks);
      }
      return ended != null
          ? new Kept.Whole(kept)
          : new Kept.Lacking(
              kept,
              new RunLogException(
                  RunLogException.Kind.CLOSED,
                  "the run " + start.id() + " was left without an ending"));
    } finally {
      lock.unlock();
    }
  }

  /** As what it is held once it has left; empty if there is nothing to be done for it here. */
  Optional<Runs.Hold> heldAs() {
    lock.lock();
    try {
      if (elsewhere || (why == null && ended != null)) {
        return Optional.empty();
      }
      return Optional.of(why == null ? Runs.Hold.WHOLE : Runs.Hold.LOSSY);
    } finally {
      lock.unlock();
    }
  }

  // Reading.

  /** Whether {@link #find} would say something else than that there's nothing yet. */
  boolean hasNews(long position) {
    return position < appended || left || deaf != null;
  }

  Found find(long position) {
    lock.lock();
    try {
      Tail.Chunk chunk = tail.find(position);
      if (chunk != null) {
        return new Found(Place.HERE, chunk, 0);
      }
      if (position < kept.position()) {
        return new Found(Place.KEPT, null, kept.position());
      }
      if (left) {
        return new Found(Place.GONE, null, 0);
      }
      boolean lost = position < tail.first() || deaf != null;
      return new Found(lost ? Place.LOST : Place.AHEAD, null, 0);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has a reader called once there is more.
   *
   * @return false if there is now
   */
  boolean await(RunReader reader, long position, Runnable task) {
    lock.lock();
    try {
      if (hasNews(position)) {
        return false;
      }
      waiting.put(reader, task);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void forget(RunReader reader) {
    lock.lock();
    try {
      waiting.remove(reader);
    } finally {
      lock.unlock();
    }
  }

  /** Whether somebody waits and has not been called yet. With the lock. */
  private boolean ring() {
    if (ringing || waiting.isEmpty()) {
      return false;
    }
    ringing = true;
    return true;
  }

  /** Who is to be called now. */
  List<Runnable> called() {
    lock.lock();
    try {
      ringing = false;
      List<Runnable> called = new ArrayList<>(waiting.values());
      waiting = new LinkedHashMap<>(2);
      return called;
    } finally {
      lock.unlock();
    }
  }
}
