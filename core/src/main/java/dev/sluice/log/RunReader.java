package dev.sluice.log;

import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Follows a run, from a place in it up to its ending, as it is written or long after. For one
 * thread at a time.
 *
 * <pre>{@code
 * try (RunReader reader = log.read(run, Offset.START)) {
 *   while (reader.next()) {
 *     send(reader.offset(), reader.bytes(), reader.from(), reader.length());
 *   }
 * }
 * }</pre>
 *
 * <p>A {@link Replay} makes events and the reply of its entries.
 *
 * <p>An entry that is written in this process is seen at once, before it is kept; a reader that has
 * fallen behind reads from the store, and slows nobody. It holds no more than a part of the run: of
 * one that is written here at most {@value Tail#MAX_CHUNK} bytes besides what the run itself holds,
 * or a single entry that is longer; of what it reads from the store about {@value #READ_BYTES}, or
 * a single block that is longer.
 *
 * <p>Its methods throw {@link RunLogException} for what can't be read: GONE if the run has been
 * deleted, CLOSED if the log or this is closed, and what the store says. Afterwards they may be
 * called again.
 */
public final class RunReader implements Entry, AutoCloseable {
  /** What is read from the store at once. */
  static final int READ_BYTES = 64 * 1024;

  private final Runs runs;
  private final String run;
  private final EntryCursor cursor = new EntryCursor();

  // Behind the entry that it stands at.
  private long epoch;
  private long position;

  /** Whether this place is known to be in the run. */
  private boolean proven;

  private volatile @Nullable LiveRun live;
  private Tail.@Nullable Chunk chunk;
  private List<Block> blocks = List.of();
  private int nextBlock;

  /** What is read from the store counts up to here. */
  private long until;

  /** What the store knew when nothing more was in it. */
  private RunStore.@Nullable Progress known;

  private Optional<Rewound> rewound = Optional.empty();
  private boolean atEntry;
  private boolean over;
  private volatile boolean closed;

  /** Whom {@link #next} has wait, so that closing ends it. */
  private volatile @Nullable CountDownLatch awaited;

  RunReader(Runs runs, String run, Offset from) {
    this.runs = runs;
    this.run = run;
    this.epoch = from.epoch();
    this.position = from.position();
    this.proven = position == 0;
  }

  /** The run's id. */
  public String run() {
    return run;
  }

  /**
   * Moves to the next entry, if there is one now. Waits for a disk only behind what the run's
   * writer holds in memory.
   *
   * @return whether it has moved; if not, it stands at no entry, and there is nothing yet or, if
   *     {@link #isOver}, ever
   */
  public boolean poll() {
    if (closed) {
      throw new RunLogException(RunLogException.Kind.CLOSED, "the reader is closed");
    }
    atEntry = false;
    while (!over) {
      if (step()) {
        return true;
      }
      if (!findMore()) {
        return false;
      }
    }
    return false;
  }

  private boolean step() {
    if (chunk != null) {
      cursor.extend(chunk.used());
    }
    while (cursor.position() < until && cursor.next()) {
      if (cursor.position() > position) {
        Offset behind = cursor.offset();
        epoch = behind.epoch();
        position = behind.position();
        over = cursor.kind() == Kind.END;
        atEntry = true;
        return true;
      }
    }
    return false;
  }

  /** Whether there is more to step through; also true if it has just found out that it is over. */
  private boolean findMore() {
    known = null;
    if (position < until && nextBlock < blocks.size()) {
      begin(blocks.get(nextBlock++));
      return true;
    }
    chunk = null;
    blocks = List.of();
    until = 0;
    LiveRun here = live == null ? runs.live(run) : live;
    if (here != null) {
      Boolean found = findLive(here);
      if (found != null) {
        return found;
      }
    }
    live = null;
    return findKept();
  }

  private void begin(Block block) {
    if (block.position() > position) {
      throw new RunLogException(
          RunLogException.Kind.CORRUPT,
          "entries of the run " + run + " are missing behind the first " + position);
    }
    cursor.restart(block.bytes(), block.epoch(), block.position(), block.count());
  }

  /** As {@link #findMore}; null if the run is not, or no longer, that one's. */
  private @Nullable Boolean findLive(LiveRun here) {
    if (epoch > here.epoch) {
      return null; // Somebody has taken it over, though its writer here does not know it yet.
    }
    boolean isIts = epoch == here.epoch && position > here.base.position();
    if (!isIts && !proven) {
      prove(Places.lastKept(runs.store, run, offset(), here.base));
    }
    if (!isIts && position > here.base.position()) {
      return null; // Another writer's entries are behind its: it will be told.
    }
    if (isIts && !proven && position > here.last().position() && !here.hasLeft()) {
      live = here;
      return false; // It says what nobody has written yet.
    }
    LiveRun.Found found = here.find(position);
    return switch (found.place()) {
      case HERE -> {
        chunk = Objects.requireNonNull(found.chunk());
        cursor.restart(chunk.bytes, here.epoch, chunk.first, -1);
        until = Long.MAX_VALUE;
        live = here;
        proven = true;
        yield true;
      }
      case AHEAD -> {
        live = here;
        proven = true;
        yield false;
      }
      case KEPT -> {
        live = here.hasLeft() ? null : here;
        proven = true;
        read(found.until());
        yield true;
      }
      case LOST -> {
        live = here;
        RunLogException why = here.why();
        throw new RunLogException(
            why == null ? RunLogException.Kind.UNUSABLE : why.kind(),
            "what follows in the run "
                + run
                + " is lost"
                + (why == null ? "" : ": " + why.getMessage()));
      }
      case GONE -> {
        // What was seen of it may have been lost with it.
        proven &= !isIts || position <= here.kept().position();
        yield null;
      }
    };
  }

  private boolean findKept() {
    runs.requireOpen();
    for (int look = 0; ; look++) {
      boolean goesOn = runs.isHeldOrLive(run);
      RunStore.Progress state = runs.store.progress(run).orElseThrow(() -> Orphans.gone(run));
      boolean isOwn = runs.isOwn(state.epoch());
      boolean ended = state.isOver();
      if (!proven) {
        boolean mayCome = epoch == state.epoch() && position > state.last().position();
        if (mayCome && !ended && (!isOwn || goesOn)) {
          known = state;
          return false;
        }
        prove(Places.lastKept(runs.store, run, offset(), state.last()));
      }
      if (position < state.last().position()) {
        read(Long.MAX_VALUE);
        return true;
      }
      if (ended) {
        over = true;
        return true;
      }
      if (!isOwn || goesOn) {
        known = state;
        return false;
      }
      if (look > 0) {
        throw new RunLogException(
            RunLogException.Kind.UNUSABLE,
            "no more of the run " + run + " was kept; it is ended as interrupted later");
      }
      // Its writer here may have ended it between the two questions: ask again.
    }
  }

  private void read(long limit) {
    blocks = runs.store.read(run, position, READ_BYTES);
    if (blocks.isEmpty()) {
      throw runs.store.progress(run).isEmpty()
          ? Orphans.gone(run)
          : new RunLogException(
              RunLogException.Kind.CORRUPT,
              "entries of the run " + run + " are missing behind the first " + position);
    }
    until = limit;
    nextBlock = 1;
    begin(blocks.getFirst());
  }

  /** The place is in the run, or another one counts in its stead. */
  private void prove(Offset kept) {
    Offset asked = offset();
    if (!kept.equals(asked)) {
      rewound = Optional.of(new Rewound(asked, kept));
      epoch = kept.epoch();
      position = kept.position();
    }
    proven = true;
  }

  /**
   * Moves to the next entry, and waits for it as long as it takes. An interrupt ends the waiting:
   * the thread's flag stays set, and the next call that would wait returns at once. So does closing
   * this, by whatever thread, with CLOSED.
   *
   * @return whether it has moved; if not, it {@link #isOver}, or the thread was interrupted
   */
  public boolean next() {
    while (true) {
      if (poll()) {
        return true;
      }
      if (over) {
        return false;
      }
      CountDownLatch more = new CountDownLatch(1);
      awaited = more; // Before it is asked for: who closes this sees it, or is seen.
      whenMore(more::countDown);
      try {
        more.await();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  /** Whether it stands at the ending or behind it, so that nothing can follow. */
  public boolean isOver() {
    return over;
  }

  /**
   * Has a task called, once, when {@link #poll} has something to say: at once if that is so now,
   * and now and then though there is nothing yet. It runs on the log's executor and may use this
   * reader, if nobody else does by then. A reader has one such task: another one takes the place of
   * it.
   */
  public void whenMore(Runnable task) {
    Objects.requireNonNull(task, "task");
    LiveRun here = live;
    if (over || closed || runs.isClosed()) {
      runs.call(task);
    } else if (here != null) {
      if (!here.await(this, position, task)) {
        runs.call(task);
      }
    } else if (known != null) {
      runs.watcher.watch(run, known, this, task);
    } else {
      runs.call(task);
    }
    if (closed) {
      close(); // Somebody has done it meanwhile, and may not have seen the task.
    }
  }

  /**
   * What was lost, if the place that was asked for, or that it had come to, is not in the run any
   * more: the last such loss. What it reads follows the last kept place.
   */
  public Optional<Rewound> rewound() {
    return rewound;
  }

  /** The place behind the entry that it stands at, or where it has come to. */
  @Override
  public Offset offset() {
    return position == 0 ? Offset.START : new Offset(epoch, position);
  }

  private EntryCursor here() {
    if (!atEntry) {
      throw new IllegalStateException("the reader stands at no entry");
    }
    return cursor;
  }

  @Override
  public Kind kind() {
    return here().kind();
  }

  @Override
  public byte[] bytes() {
    return here().bytes();
  }

  @Override
  public int from() {
    return here().from();
  }

  @Override
  public int length() {
    return here().length();
  }

  @Override
  public String format() {
    return here().format();
  }

  @Override
  public String type() {
    return here().type();
  }

  @Override
  public StreamEvent event() {
    return here().event();
  }

  @Override
  public Ending ending() {
    return here().ending();
  }

  /**
   * Lets go of the run; its task is not called any more, unless it is being called. Any thread may
   * close it, also while another one waits in {@link #next}.
   */
  @Override
  public void close() {
    closed = true;
    forget();
    CountDownLatch waiting = awaited;
    if (waiting != null) {
      waiting.countDown();
    }
  }

  private void forget() {
    LiveRun here = live;
    if (here != null) {
      here.forget(this);
    }
    runs.watcher.forget(run, this);
  }
}
