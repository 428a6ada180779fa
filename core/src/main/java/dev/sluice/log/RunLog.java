package dev.sluice.log;

import dev.sluice.time.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps runs while they are written, and lets any number of readers follow them, then and later.
 * Thread-safe.
 *
 * <pre>{@code
 * try (RunLog log = RunLog.inMemory()) {
 *   RunStart start = new RunStart(ids.next(), model.name(), request, clock.now());
 *   RunWriter writer = log.begin(start);
 *   ChatStream stream = model.stream(request, writer);
 *   ...
 *   RunReader reader = log.read(writer.run(), Offset.START);
 *   Replay replay = Replay.of(start);
 *   while (reader.next()) {
 *     replay.add(reader, event -> show(event));
 *   }
 * }
 * }</pre>
 *
 * <p>with {@code clock} as {@code Clock.system()} and {@code ids} as {@code RunIds.of(clock)}. The
 * writer ends the run when the stream ends; it is not to be closed before.
 *
 * <p>What is written is seen by readers here at once and kept in groups: the start and the ending
 * of a run right away, the rest within the {@linkplain Builder#groupDelay delay}. Only what is kept
 * outlives the process; a place that was lost with one leads to {@link RunReader#rewound}, and
 * never to another text.
 *
 * <p>A run in memory takes what its last entries take, up to {@link Builder#tailBytes} and a part
 * of 8 KiB, and what waits to be kept. Both are bounded for all runs together, by {@link
 * Builder#tailsBytes} and {@link Builder#pendingBytes}.
 */
public final class RunLog implements AutoCloseable {
  private static final Duration MEMORY_GROUP_DELAY = Duration.ofSeconds(2);
  private static final long MEMORY_PENDING_BYTES = 64L << 20;

  private final Runs runs;

  private RunLog(Builder settings) {
    Executor disk = settings.writing == null ? Threads.disk() : settings.writing;
    Executor otherwise = settings.writing == null ? Threads::virtual : settings.writing;
    this.runs = new Runs(settings, disk, settings.calling == null ? otherwise : settings.calling);
  }

  /** A log that keeps runs in memory, {@link RunMemory#DEFAULT_MAX_BYTES} at the most. */
  public static RunLog inMemory() {
    return inMemory(RunMemory.DEFAULT_MAX_BYTES);
  }

  /**
   * A log that keeps runs in memory, so many bytes at the most.
   *
   * @throws IllegalArgumentException if that is nothing
   */
  public static RunLog inMemory(long maxBytes) {
    Builder settings = builder(new RunMemory(maxBytes)).pendingBytes(MEMORY_PENDING_BYTES);
    // Nothing is safer for being there sooner, and each time costs two threads their sleep; a run
    // that has much to be kept does not wait.
    settings.groupDelay = MEMORY_GROUP_DELAY;
    return settings.build();
  }

  /** A log of runs in a store, which it closes when it is closed. */
  public static Builder builder(RunStore store) {
    return new Builder(store);
  }

  /**
   * Begins a run. Returns at once: that it has begun is kept in the background, and if that can't
   * be done, {@link RunWriter#kept} says so.
   *
   * @throws IllegalArgumentException if a run of this id is being written, or the id is empty,
   *     longer than {@link RunStart#MAX_ID}, or has half a pair of surrogates, which no store could
   *     tell from another one
   * @throws RunLogException CLOSED if the log is closed
   */
  public RunWriter begin(RunStart start) {
    if (start.id().isEmpty() || start.id().length() > RunStart.MAX_ID) {
      throw new IllegalArgumentException(
          "a run's id has 1 to " + RunStart.MAX_ID + " characters, and not " + start.id().length());
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(start.id())) {
      throw new IllegalArgumentException("a run's id has half a pair of surrogates");
    }
    return new RunWriter(runs, runs.begin(start));
  }

  /**
   * A reader of what follows a place in a run. If the place is not in the run any more, it {@link
   * RunReader#rewound says so}, and reads on behind the last kept one before it.
   *
   * @param from {@link Offset#START} for all of it, {@link #last} for what comes from now on
   * @throws RunLogException GONE if there is no such run, or no more; or what the store says
   */
  public RunReader read(String run, Offset from) {
    Objects.requireNonNull(from, "from");
    if (runs.progress(run).isEmpty()) {
      throw Orphans.gone(run);
    }
    return new RunReader(runs, run, from);
  }

  /**
   * What is known of a run; of one that is written here with what is not kept yet. Empty if there
   * is none of this id, or no more.
   *
   * @throws RunLogException what the store says
   */
  public Optional<RunState> state(String run) {
    return runs.state(run);
  }

  /**
   * The id of the run of this label that was begun last, one that has just begun here included; it
   * may have ended. Empty if there is none, or no more. Two that look for the same at once may both
   * find none: who begins but one has them come one after the other.
   *
   * @throws RunLogException what the store says
   */
  public Optional<String> find(RunLabel label) {
    return runs.find(Objects.requireNonNull(label, "label"));
  }

  /**
   * Forgets a run that has ended: its entries, and what was asked. Whoever reads it then is told
   * that it is gone. Waits for the store.
   *
   * @return whether there was one of this id
   * @throws RunLogException BUSY if it is being written, here or elsewhere, or what the store says
   */
  public boolean delete(String run) {
    return runs.delete(run);
  }

  /** Behind the last entry of a run, to read from now on; empty if there is none of this id. */
  public Optional<Offset> last(String run) {
    return runs.progress(run).map(RunStore.Progress::last);
  }

  /**
   * Goes on with a run that has no ending and whose writer is gone, behind its last kept entry.
   *
   * @throws RunLogException BUSY if somebody writes it, OVER if it has ended, GONE if there is
   *     none, or what the store says
   */
  public RunWriter takeOver(String run) {
    RunState state = runs.orphans.takeOver(run);
    try {
      return new RunWriter(runs, runs.goOn(state));
    } catch (RunLogException closed) {
      runs.release(run, Optional.of(Runs.Hold.WHOLE));
      throw closed;
    }
  }

  /**
   * Ends every run that has no ending and whose writer is gone: as interrupted, with what it had
   * used so far. Waits for the store. What hinders it for one of them is told to {@link
   * Builder#onTrouble}.
   *
   * @return the ids of those that are ended by this
   * @throws RunLogException if the store can't say which ones there are
   */
  public List<String> settleOrphans() {
    return runs.orphans.settleAll();
  }

  /**
   * Begins to close: what was added is kept, runs that have no ending stay without one, so that a
   * later process goes on with them or ends them, and the store is closed. Completes when that is
   * done, or after 5 s if the store does not answer; never fails.
   */
  public CompletableFuture<Void> closing() {
    return runs.close();
  }

  /** As {@link #closing}, and waits for it, unless the thread is interrupted. */
  @Override
  public void close() {
    try {
      closing().get();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException never) {
      throw new IllegalStateException("a defect: closing fails", never);
    }
  }

  Runs runs() {
    return runs;
  }

  /** Gathers what a log needs. Not thread-safe. */
  public static final class Builder {
    private static final Duration MAX_DELAY = Duration.ofMillis(50);

    final RunStore store;
    Clock clock = Clock.system();
    Duration groupDelay = Duration.ofMillis(20);
    int tailBytes = 64 * 1024;
    long tailsBytes = 64L * 1024 * 1024;
    long pendingBytes = 16L * 1024 * 1024;
    @Nullable Executor writing;
    @Nullable Executor calling;
    Consumer<? super RunLogException> troubles = trouble -> {};
    Consumer<? super RunState> settled = state -> {};
    Function<? super RunStart, ? extends Replay.Formats> formats =
        start -> format -> Optional.empty();

    private Builder(RunStore store) {
      this.store = Objects.requireNonNull(store, "store");
    }

    /** By whose time it goes; otherwise the machine's. */
    public Builder clock(Clock value) {
      clock = Objects.requireNonNull(value, "clock");
      return this;
    }

    /**
     * How long entries may wait for others to be kept with; 20 ms if nothing is said.
     *
     * @throws IllegalArgumentException if it is negative, or more than 50 ms
     */
    public Builder groupDelay(Duration value) {
      if (value.isNegative() || value.compareTo(MAX_DELAY) > 0) {
        throw new IllegalArgumentException("a delay of 0 to 50 ms, and not " + value);
      }
      groupDelay = value;
      return this;
    }

    /**
     * How many bytes of a run's last entries stay in memory for followers; 64 KiB if nothing is
     * said. A follower that is further behind reads from the store.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder tailBytes(int value) {
      if (value < 0) {
        throw new IllegalArgumentException("tailBytes " + value);
      }
      tailBytes = value;
      return this;
    }

    /**
     * How many bytes of their last entries all runs together are to have in memory; 64 MiB if
     * nothing is said. While they have more, a run that is added to holds on to its share of it, or
     * 4 KiB if that is more, and to what waits to be kept. A follower that is further behind reads
     * from the store; of a run that is no longer kept, it hears that what follows is lost.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder tailsBytes(long value) {
      if (value < 0) {
        throw new IllegalArgumentException("tailsBytes " + value);
      }
      tailsBytes = value;
      return this;
    }

    /**
     * How many bytes of all runs together may wait to be kept; 16 MiB if nothing is said. When
     * there are more, runs that have more than their share of it stop being kept; twice as many
     * there never are.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder pendingBytes(long value) {
      if (value <= 0 || value > Long.MAX_VALUE / 8) {
        throw new IllegalArgumentException("pendingBytes " + value);
      }
      pendingBytes = value;
      return this;
    }

    /**
     * What writes to the store and looks what others have written, one task for each at a time, and
     * runs {@linkplain #calling what is called} as well unless that is named; otherwise up to two
     * threads of the log's own.
     */
    public Builder writing(Executor value) {
      writing = Objects.requireNonNull(value, "writing");
      return this;
    }

    /** What runs readers' tasks and all else that is told; otherwise virtual threads. */
    public Builder calling(Executor value) {
      calling = Objects.requireNonNull(value, "calling");
      return this;
    }

    /** Who is told, once for each run, that no more of it can be kept, and why. */
    public Builder onTrouble(Consumer<? super RunLogException> value) {
      troubles = Objects.requireNonNull(value, "onTrouble");
      return this;
    }

    /** Who is told of each run that this log has ended as interrupted. */
    public Builder onSettled(Consumer<? super RunState> value) {
      settled = Objects.requireNonNull(value, "onSettled");
      return this;
    }

    /**
     * What reads the frames of a run that was kept as its provider's own ones, so that one that is
     * ended as interrupted says what it had used; nothing unless this is told. With {@code models}
     * that are {@code dev.sluice.models.Models}:
     *
     * <pre>{@code
     * start -> format ->
     *     models.frames(format, start.model(), start.request()).map(kept -> kept::frame)
     * }</pre>
     */
    public Builder formats(Function<? super RunStart, ? extends Replay.Formats> value) {
      formats = Objects.requireNonNull(value, "formats");
      return this;
    }

    /** The log. */
    public RunLog build() {
      return new RunLog(this);
    }
  }
}
