package dev.sluice.transport.nio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs what a round of reads gave readers to do, once the round is over: all of it on one virtual
 * thread, because to start or wake one for each stream costs more than most readers do with a
 * chunk.
 *
 * <p>A reader may block that thread. So that nobody waits for another stream's reader, what it has
 * not come to by the time of the loop's next look is dealt out, a virtual thread each.
 *
 * <p>Belongs to its loop's thread, but for {@link #execute}.
 */
final class AfterRound implements Executor {
  /** How long a batch may take before the loop deals out what is left of it. */
  private static final long PATIENCE_NANOS = 1_000_000;

  private final Thread loop;
  private final List<Runnable> given = new ArrayList<>();
  private final Deque<Batch> unfinished = new ArrayDeque<>();

  AfterRound(Thread loop) {
    this.loop = loop;
  }

  /** On another thread than the loop's there is no round, and the task has a thread at once. */
  @Override
  public void execute(Runnable task) {
    if (Thread.currentThread().equals(loop)) {
      given.add(task);
    } else {
      onThreadOfItsOwn(task);
    }
  }

  /** The round is over. */
  void end(long nowNanos) {
    if (given.isEmpty()) {
      return;
    }
    Batch batch = new Batch(given.toArray(Runnable[]::new), nowNanos);
    given.clear();
    if (batch.tasks.length > 1) {
      unfinished.add(batch);
    }
    onThreadOfItsOwn(batch);
  }

  /**
   * Looks for readers that others wait for.
   *
   * @return whether to look again soon
   */
  boolean dealOut(long nowNanos) {
    while (!unfinished.isEmpty()) {
      Batch oldest = unfinished.getFirst();
      if (!oldest.isFinished() && !oldest.isHeldUp(nowNanos)) {
        return true;
      }
      unfinished.removeFirst();
      oldest.dealOut();
    }
    return false;
  }

  /** There will be no more looks. */
  void dealOutAll() {
    unfinished.forEach(Batch::dealOut);
    unfinished.clear();
  }

  private static void onThreadOfItsOwn(Runnable task) {
    Thread.ofVirtual().name("sluice-view").start(task);
  }

  /** What one round gave. */
  private static final class Batch implements Runnable {
    private final Runnable[] tasks;
    private final long sinceNanos;
    private final AtomicInteger next = new AtomicInteger();

    Batch(Runnable[] tasks, long sinceNanos) {
      this.tasks = tasks;
      this.sinceNanos = sinceNanos;
    }

    boolean isFinished() {
      return next.get() >= tasks.length;
    }

    /** One that has not begun waits for a processor, of which more threads would make no more. */
    boolean isHeldUp(long nowNanos) {
      return next.get() > 0 && nowNanos - sinceNanos >= PATIENCE_NANOS;
    }

    @Override
    public void run() {
      for (int i = next.getAndIncrement(); i < tasks.length; i = next.getAndIncrement()) {
        runOne(tasks[i]);
      }
    }

    /** One stream's reader leaves nothing behind for the next one's. */
    private static void runOne(Runnable task) {
      Thread here = Thread.currentThread();
      try {
        task.run();
      } catch (RuntimeException | Error defect) {
        here.getUncaughtExceptionHandler().uncaughtException(here, defect);
      }
      Thread.interrupted();
    }

    void dealOut() {
      for (int i = next.getAndIncrement(); i < tasks.length; i = next.getAndIncrement()) {
        onThreadOfItsOwn(tasks[i]);
      }
    }
  }
}
