package dev.sluice.time;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads for what the thread that keeps the time has decided and must not do itself,
 * because users' code may be among it. Thread-safe.
 *
 * <p>One thread does it all as long as nothing holds it up; while others wait, a second one watches
 * it. When no task has begun for {@value #PATIENCE_MILLIS} ms while some wait, another thread goes
 * on with those, and so on up to {@value #MAX_THREADS}. A thread without work ends after {@value
 * #LINGER_MILLIS} ms.
 */
final class Aside {
  private static final int MAX_THREADS = 64;
  private static final int PATIENCE_MILLIS = 10;
  private static final int LINGER_MILLIS = 2_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();

  /** Never signalled: to let others get on with what waits. */
  private final Condition patience = lock.newCondition();

  private final Deque<Task> waiting = new ArrayDeque<>();
  private int threads;

  /** Threads that look for work, be it that others do it. */
  private int looking;

  /** Threads that are at a task. */
  private int busy;

  /** How many tasks were ever begun. */
  private long begun;

  private record Task(Runnable work, Consumer<? super Throwable> owner) {}

  void execute(Runnable task, Consumer<? super Throwable> owner) {
    boolean starts;
    lock.lock();
    try {
      waiting.add(new Task(task, owner));
      starts = countsOneMore();
      if (!starts) {
        work.signal();
      }
    } finally {
      lock.unlock();
    }
    if (starts) {
      start();
    }
  }

  /** Whether nobody looks for what waits, so that a thread is to be started; it is counted then. */
  private boolean countsOneMore() {
    boolean starts = looking == 0 && threads < MAX_THREADS && !waiting.isEmpty();
    if (starts) {
      threads++;
      looking++;
    }
    return starts;
  }

  /** Starts the thread that was counted; if none can be had, the next task tries again. */
  private void start() {
    try {
      Tasks.daemon("sluice-aside", this::work).start();
    } catch (Throwable noThread) {
      lock.lock();
      try {
        threads--;
        looking--;
      } finally {
        lock.unlock();
      }
      throw noThread;
    }
  }

  private void work() {
    for (Task task; (task = next()) != null; ) {
      Tasks.run(this::watch, Tasks::report);
      Tasks.run(task.work, task.owner);
      done();
    }
  }

  /** Sees to it that somebody looks for what waits, however long the calling thread is busy. */
  private void watch() {
    boolean starts;
    lock.lock();
    try {
      starts = countsOneMore();
    } finally {
      lock.unlock();
    }
    if (starts) {
      start();
    }
  }

  private void done() {
    lock.lock();
    try {
      busy--;
      looking++;
    } finally {
      lock.unlock();
    }
  }

  /** The next task for the calling thread, or null if it is to end. */
  private @Nullable Task next() {
    lock.lock();
    try {
      while (!waiting.isEmpty() || pause(work, LINGER_MILLIS)) {
        long before = begun;
        if (busy > 0) {
          pause(patience, PATIENCE_MILLIS);
        }
        if (before == begun && !waiting.isEmpty()) {
          begun++;
          busy++;
          looking--;
          return waiting.removeFirst();
        }
      }
      threads--;
      looking--;
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Waits; whether there is work after it. Its caller looks again whatever woke it. */
  @SuppressWarnings("WaitNotInLoop")
  private boolean pause(Condition condition, int millis) {
    try {
      boolean signalled = condition.await(millis, TimeUnit.MILLISECONDS);
      return signalled || !waiting.isEmpty();
    } catch (InterruptedException ignored) {
      // Nobody has a reason to interrupt these threads; the flag is cleared by this.
      return true;
    }
  }
}
