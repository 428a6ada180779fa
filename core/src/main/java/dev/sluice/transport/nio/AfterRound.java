package dev.sluice.transport.nio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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
final class AfterRound {
  /** How long a batch may take before the loop deals out what is left of it. */
  private static final long PATIENCE_NANOS = 1_000_000;

  private final Thread loop;
  private final Threads threads;
  private final List<Runnable> given = new ArrayList<>();
  private final List<Owner> owners = new ArrayList<>();
  private final Deque<Batch> unfinished = new ArrayDeque<>();

  AfterRound(Thread loop, Threads threads) {
    this.loop = loop;
    this.threads = threads;
  }

  /** On another thread than the loop's there is no round, and the task has a thread at once. */
  void execute(Owner owner, Runnable task) {
    if (Thread.currentThread().equals(loop)) {
      given.add(task);
      owners.add(owner);
    } else {
      onThreadOfItsOwn(owner, task);
    }
  }

  /** The round is over. */
  void end(long nowNanos) {
    if (given.isEmpty()) {
      return;
    }
    Batch batch =
        new Batch(given.toArray(Runnable[]::new), owners.toArray(Owner[]::new), threads, nowNanos);
    given.clear();
    owners.clear();
    if (batch.tasks.length > 1) {
      unfinished.add(batch);
    }
    try {
      threads.start("sluice-view", batch);
    } catch (Throwable noThread) {
      batch.refuse(noThread);
    }
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

  private void onThreadOfItsOwn(Owner owner, Runnable task) {
    onThreadOfItsOwn(threads, owner, task);
  }

  private static void onThreadOfItsOwn(Threads threads, Owner owner, Runnable task) {
    try {
      threads.start("sluice-view", () -> Batch.runOne(owner, task));
    } catch (Throwable noThread) {
      owner.onDefect(noThread);
    }
  }

  /** What one round gave. */
  private static final class Batch implements Runnable {
    private final Runnable[] tasks;
    private final Owner[] owners;
    private final Threads threads;
    private final long sinceNanos;
    private final AtomicInteger next = new AtomicInteger();

    Batch(Runnable[] tasks, Owner[] owners, Threads threads, long sinceNanos) {
      this.tasks = tasks;
      this.owners = owners;
      this.threads = threads;
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
        runOne(owners[i], tasks[i]);
      }
    }

    /** One stream's reader leaves nothing behind for the next one's. */
    private static void runOne(Owner owner, Runnable task) {
      try {
        task.run();
      } catch (Throwable defect) {
        owner.onDefect(defect);
      }
      Thread.interrupted();
    }

    void dealOut() {
      for (int i = next.getAndIncrement(); i < tasks.length; i = next.getAndIncrement()) {
        onThreadOfItsOwn(threads, owners[i], tasks[i]);
      }
    }

    /** No thread can be had for the whole: whose tasks they are hear of it. */
    void refuse(Throwable why) {
      for (int i = next.getAndIncrement(); i < tasks.length; i = next.getAndIncrement()) {
        owners[i].onDefect(why);
      }
    }
  }
}
