package dev.sluice.spi.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What keeps one stream's stages to one thread at a time, without a thread and without a lock: who
 * finds the lane free runs what he has, and whoever comes meanwhile leaves his task for the one who
 * is in it. Nobody ever waits here. Thread-safe.
 *
 * <p>Events, the ends of attempts and what alarms decide go through the lane, in order. Cancelling
 * does not: it must work while the lane is held up. Users' code runs after the lane is left.
 *
 * <p>To enter costs one compare-and-set and allocates nothing, so that a source enters once for all
 * events of a read.
 */
public final class Lane {
  private static final VarHandle STATE;
  private static final VarHandle WITHIN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Lane.class, "state", Left.class);
      WITHIN = lookup.findVarHandle(Lane.class, "within", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** Somebody is in the lane, and nothing is left for him. */
  private static final Left TAKEN = new Left(() -> {}, null);

  private final Owner owner;

  /** What the stream's owner hands past its policies to what answers: those who listen to it. */
  private final @Nullable Object luggage;

  private final @Nullable FrameRecorder frames;
  private final @Nullable Executor home;

  /** Null while the lane is free; else the tasks that were left, the newest first. */
  @SuppressWarnings("unused") // through STATE
  private volatile @Nullable Left state;

  /**
   * The thread that is in the lane, 0 if none is; set and cleared by itself, so that only its own
   * look tells it anything. By its number, since a reference to a thread costs the collector
   * something each time that it is written; through {@link #WITHIN}, so that half a number is never
   * seen.
   */
  @SuppressWarnings("unused")
  private long within;

  /** Whether the owner wants to be called once the lane is left; known to who is in it. */
  private boolean wantsCall;

  /** Where who is in the lane reads in rounds; known to himself. */
  private @Nullable Executor afterRound;

  /** A task that was left. */
  private static final class Left {
    final Runnable task;
    final @Nullable Left before;

    Left(Runnable task, @Nullable Left before) {
      this.task = task;
      this.before = before;
    }
  }

  /** The stream whose lane it is. */
  public interface Owner {
    /** A task threw: the stream ends, and no other one. Does not throw. */
    void onDefect(Throwable thrown);

    /**
     * The lane is left after {@link Lane#callAfterwards}.
     *
     * @param elsewhere whether this thread only carries out what a timer decided, and has no
     *     business with users' code
     * @param afterRound runs on a virtual thread, once the round of reads is over in which the lane
     *     was entered; null where there are no rounds
     */
    void onLeft(boolean elsewhere, @Nullable Executor afterRound);
  }

  /** A lane of this stream's. */
  public Lane(Owner owner) {
    this(owner, null);
  }

  /**
   * A lane that carries something of its owner's.
   *
   * @param luggage see {@link #luggage}
   */
  public Lane(Owner owner, @Nullable Object luggage) {
    this(owner, luggage, null);
  }

  /**
   * A lane of a stream that is kept.
   *
   * @param luggage see {@link #luggage}
   * @param recorder who keeps it; null if nobody does
   */
  public Lane(Owner owner, @Nullable Object luggage, @Nullable StreamRecorder recorder) {
    this.owner = owner;
    this.luggage = luggage;
    this.frames = recorder == null ? null : recorder.frames();
    this.home = recorder == null ? null : recorder.home();
  }

  /** Who hears the frames of the stream's answers; null if nobody does. */
  public @Nullable FrameRecorder frames() {
    return frames;
  }

  /** Where the stream would best be read, see {@link StreamRecorder#home}; null if anywhere. */
  public @Nullable Executor home() {
    return home;
  }

  /** What the owner hands past all policies to its own end of the stream; of no use to others. */
  public @Nullable Object luggage() {
    return luggage;
  }

  /** The lane of these events' sink, or a new one that ends the stream when something is thrown. */
  public static Lane of(StreamSink sink, Owner otherwise) {
    Lane given = sink.lane();
    return given == null ? new Lane(otherwise) : given;
  }

  /** Takes the lane if it is free; whoever has taken it leaves it by {@link #leave()}. */
  public boolean enter() {
    return enter(null);
  }

  /**
   * The same for whoever reads this stream in rounds, together with others.
   *
   * @param rounds runs what it is given when the round is over, on a virtual thread that may be
   *     blocked; null where there are no rounds
   */
  public boolean enter(@Nullable Executor rounds) {
    if (STATE.compareAndSet(this, (Left) null, TAKEN)) {
      WITHIN.setOpaque(this, Thread.currentThread().threadId());
      afterRound = rounds;
      return true;
    }
    return false;
  }

  /** Whether the calling thread is in the lane. */
  public boolean isMine() {
    return (long) WITHIN.getOpaque(this) == Thread.currentThread().threadId();
  }

  /**
   * Runs what was left here meanwhile, then leaves, then lets the owner do what must not be here.
   */
  public void leave() {
    leave(false);
  }

  /**
   * Runs a task in the lane: now if it is free, else by whoever is in it, after what he is about.
   * What the task throws ends the stream.
   */
  public void run(Runnable task) {
    run(task, null);
  }

  /** The same for whoever reads this stream in rounds, see {@link #enter(Executor)}. */
  public void run(Runnable task, @Nullable Executor rounds) {
    if (enterOrLeave(task, rounds)) {
      guarded(task);
      leave(false);
    }
  }

  /**
   * As {@link #run}, for the thread that keeps the time: what else is to be done in the lane after
   * this short task is done elsewhere.
   */
  public void runBriefly(Runnable task, Executor elsewhere) {
    if (enterOrLeave(task, null)) {
      guarded(task);
      boolean called = wantsCall;
      WITHIN.setOpaque(this, 0L);
      if (called || !STATE.compareAndSet(this, TAKEN, (Left) null)) {
        elsewhere.execute(this::carryOn);
      }
    }
  }

  private void carryOn() {
    WITHIN.setOpaque(this, Thread.currentThread().threadId());
    leave(true);
  }

  /** To call the owner once the lane is left; whoever calls this is in it. */
  public void callAfterwards() {
    wantsCall = true;
  }

  /** Tells the owner of something that was thrown in the lane; whoever calls this is in it. */
  public void defect(Throwable thrown) {
    owner.onDefect(thrown);
  }

  /** Takes the lane, or leaves a task for whoever has it; true if it was taken. */
  boolean enterOrLeave(Runnable task, @Nullable Executor rounds) {
    while (true) {
      Left there = (Left) STATE.getVolatile(this);
      if (there == null) {
        if (enter(rounds)) {
          return true;
        }
      } else if (STATE.compareAndSet(this, there, new Left(task, there))) {
        return false;
      }
    }
  }

  private void leave(boolean elsewhere) {
    while (true) {
      boolean called = wantsCall;
      Executor rounds = afterRound;
      wantsCall = false;
      WITHIN.setOpaque(this, 0L);
      if (STATE.compareAndSet(this, TAKEN, (Left) null)) {
        if (called) {
          owner.onLeft(elsewhere, rounds);
        }
        return;
      }
      WITHIN.setOpaque(this, Thread.currentThread().threadId());
      wantsCall = called;
      runAll((Left) STATE.getAndSet(this, TAKEN));
    }
  }

  /** Runs the tasks in the order in which they were left. */
  private void runAll(Left newest) {
    Left oldest = null;
    for (Left next = newest; next != null && next != TAKEN; next = next.before) {
      oldest = new Left(next.task, oldest);
    }
    for (Left next = oldest; next != null; next = next.before) {
      guarded(next.task);
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable thrown) {
      owner.onDefect(thrown);
    }
  }
}
