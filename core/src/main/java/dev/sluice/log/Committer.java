package dev.sluice.log;

import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Hands what is to be kept of all runs to the store, group by group: one task at a time, on the
 * executor. A start and an ending are written at once, and all that waits before them, so that it
 * does not wait for the disk as they do; other entries wait a little for more. Thread-safe.
 *
 * <p>What comes while a group is written waits for that, or for its delay, whichever is longer, and
 * not for one after the other. While there is something each time, the alarm goes on by itself, so
 * that a group waits for its delay at the most.
 *
 * <p>Between two groups no thread is held: a delay is the clock's alarm, also where the store is
 * locked and is asked again.
 */
final class Committer {
  /** Of a group: so much is copied at a time, and a run's block more. */
  private static final long MAX_GROUP_BYTES = 4 * 1024 * 1024;

  private static final int MAX_GROUP_RUNS = 1024;

  private static final Duration RETRY = Duration.ofMillis(50);
  private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

  private final RunStore store;
  private final Clock clock;
  private final Executor executor;
  private final Duration delay;
  private final Owner owner;

  private final Object lock = new Object();

  // Guarded by the lock.
  private Deque<LiveRun> waiting = new ArrayDeque<>();
  private boolean urgent;
  private boolean writing;
  private boolean alarmed;

  /** When the first of those that wait came. */
  private long waitingSinceNanos;

  private @Nullable Runnable atEnd;

  // Of the task that writes.
  private List<Taken> inHand = List.of();

  /** To be written after what is in hand. */
  private List<Taken> durable = List.of();

  private long lockedSinceNanos;

  /** Of whom what is written. */
  private record Taken(LiveRun run, RunStore.Batch batch) {}

  /** Whom the runs belong to; called without a lock. */
  interface Owner {
    /** This is kept. */
    void kept(LiveRun run, RunStore.Batch batch);

    /**
     * This is not, and will not be.
     *
     * @param elsewhere whether the run has another writer, or none may write it
     */
    void refused(LiveRun run, RunLogException why, boolean elsewhere);
  }

  Committer(RunStore store, Clock clock, Executor executor, Duration delay, Owner owner) {
    this.store = store;
    this.clock = clock;
    this.executor = executor;
    this.delay = delay;
    this.owner = owner;
  }

  /**
   * A run has something to be kept. It says so once, until it is asked for it.
   *
   * @param now whether it waits for no others
   */
  void write(LiveRun run, boolean now) {
    boolean starts;
    boolean sets;
    synchronized (lock) {
      if (waiting.isEmpty()) {
        waitingSinceNanos = clock.nanos();
      }
      waiting.add(run);
      urgent |= now;
      starts = starts();
      sets = !starts && setsAlarm();
    }
    go(starts, sets ? delay : null);
  }

  /** Writes all that waits, and then runs this, on the executor, once and for all. */
  void close(Runnable finish) {
    boolean starts;
    synchronized (lock) {
      atEnd = finish;
      starts = !writing;
      writing = true;
    }
    go(starts, null);
  }

  /** Whether the calling thread is to begin to write. With the lock. */
  private boolean starts() {
    boolean starts = urgent && !writing;
    writing |= starts;
    return starts;
  }

  /** Whether it is to set the alarm. With the lock. */
  private boolean setsAlarm() {
    boolean sets = !writing && !alarmed && !waiting.isEmpty();
    alarmed |= sets;
    return sets;
  }

  private void go(boolean starts, @Nullable Duration alarm) {
    if (starts) {
      Threads.hand(executor, this::drain);
    } else if (alarm != null) {
      clock.alarm(alarm, this::due, Threads::report);
    }
  }

  /**
   * Where there is something now there mostly is after a delay more: the next alarm is set here, on
   * the clock's own thread, which does not have to be woken for it as it is by whoever adds the
   * first entry of a group.
   */
  private void due() {
    boolean starts;
    synchronized (lock) {
      starts = !writing && !waiting.isEmpty();
      writing |= starts;
      alarmed = starts;
    }
    go(starts, null);
    if (starts) {
      goOnWithAlarm();
    }
  }

  private void goOnWithAlarm() {
    try {
      clock.alarm(delay, this::due, Threads::report);
    } catch (RuntimeException | Error noAlarm) {
      synchronized (lock) {
        alarmed = false; // Whoever adds something next sets it.
      }
      throw noAlarm;
    }
  }

  private void drain() {
    while (true) {
      if (inHand.isEmpty()) {
        if (durable.isEmpty()) {
          take();
        }
        if (inHand.isEmpty()) {
          inHand = durable;
          durable = List.of();
        }
        lockedSinceNanos = clock.nanos();
      }
      if (!inHand.isEmpty() && !writeGroup()) {
        clock.alarm(RETRY, () -> Threads.hand(executor, this::drain), Threads::report);
        return;
      }
      inHand = List.of();
      if (durable.isEmpty() && rests()) {
        return;
      }
    }
  }

  /** Whether there is nothing to be written at once; then this task is over. */
  private boolean rests() {
    @Nullable Duration left;
    Runnable finish;
    synchronized (lock) {
      left = delay.minusNanos(clock.nanos() - waitingSinceNanos);
      boolean isDue = urgent || atEnd != null || !left.isPositive();
      if (!waiting.isEmpty() && isDue) {
        return false;
      }
      finish = atEnd;
      writing = finish != null; // Nobody writes after the end.
      left = setsAlarm() ? left : null;
    }
    if (finish != null) {
      Threads.contain(finish);
    }
    go(false, left);
    return true;
  }

  private void take() {
    List<Taken> group = new ArrayList<>();
    List<Taken> slow = new ArrayList<>();
    long bytes = 0;
    while (bytes < MAX_GROUP_BYTES && group.size() + slow.size() < MAX_GROUP_RUNS) {
      LiveRun run;
      synchronized (lock) {
        run = waiting.poll();
        if (run == null) {
          waiting = new ArrayDeque<>(); // A burst leaves a long array behind.
          urgent = false;
          break;
        }
      }
      RunStore.Batch batch = run.take();
      if (batch != null) {
        (batch.isDurable() ? slow : group).add(new Taken(run, batch));
        bytes += batch.block().map(block -> block.bytes().length).orElse(0);
      }
    }
    inHand = group;
    durable = slow;
  }

  /** Whether the group is done with, in whatever way; else it is to be tried again. */
  private boolean writeGroup() {
    RunLogException trouble = keep(inHand);
    if (trouble == null) {
      return true;
    }
    if (trouble.kind() == RunLogException.Kind.LOCKED
        && clock.nanos() - lockedSinceNanos < PATIENCE_NANOS) {
      return false;
    }
    boolean wasLocked = trouble.kind() == RunLogException.Kind.LOCKED;
    for (Taken taken : inHand) {
      // What one of them can't have kept is no reason to lose the others.
      RunLogException why = inHand.size() == 1 || wasLocked ? trouble : keep(List.of(taken));
      if (why != null) {
        owner.refused(taken.run, why, false);
      }
    }
    return true;
  }

  private @Nullable RunLogException keep(List<Taken> group) {
    List<RunStore.Verdict> verdicts;
    try {
      verdicts = store.keep(group.stream().map(Taken::batch).toList());
      if (verdicts.size() != group.size()) {
        throw new IllegalStateException("the store did not answer for each batch");
      }
    } catch (RunLogException trouble) {
      return trouble;
    } catch (Throwable defect) {
      return new RunLogException(
          RunLogException.Kind.UNUSABLE, "the store of runs failed: " + defect, defect);
    }
    for (int i = 0; i < group.size(); i++) {
      LiveRun run = group.get(i).run;
      switch (verdicts.get(i)) {
        case KEPT -> owner.kept(run, group.get(i).batch);
        case STALE ->
            owner.refused(
                run,
                new RunLogException(
                    RunLogException.Kind.BUSY,
                    "the run " + run.id() + " has another writer; no more of this one's is kept"),
                true);
        case GONE ->
            owner.refused(
                run,
                new RunLogException(
                    RunLogException.Kind.GONE,
                    "the run "
                        + run.id()
                        + " can't be added to any more: it has ended, or is gone"),
                true);
      }
    }
    return null;
  }
}
