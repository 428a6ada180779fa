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
 * <p>One thread does it all as long as nothing holds it up. When no task has begun for {@value
 * #PATIENCE_MILLIS} ms while some wait, another thread goes on with those, and so on up to {@value
 * #MAX_THREADS}. A thread without work ends after {@value #LINGER_MILLIS} ms.
 */
final class Aside {
  private static final int MAX_THREADS = 64;
  private static final int PATIENCE_MILLIS = 10;
  private static final int LINGER_MILLIS = 2_000;

  private static final ThreadLocal<@Nullable Boolean> HERE = new ThreadLocal<>();

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
      starts = looking == 0 && threads < MAX_THREADS;
      if (starts) {
        threads++;
        looking++;
      } else {
        work.signal();
      }
    } finally {
      lock.unlock();
    }
    if (starts) {
      start();
    }
  }

  /** A thread that is counted already begins to look for work. */
  private void start() {
    try {
      Tasks.daemon("sluice-aside", this::work).start();
    } catch (Throwable noThread) {
      startVirtual(noThread);
    }
  }

  /** The system has no thread left: better on one that others may hold up than not at all. */
  private void startVirtual(Throwable noThread) {
    try {
      Tasks.launch(this::work, Tasks::report);
    } catch (Throwable noneEither) {
      lock.lock();
      try {
        threads--;
        looking--;
      } finally {
        lock.unlock();
      }
      // The task stays, and whoever comes next or ends his own goes on with it.
      noThread.addSuppressed(noneEither);
      Tasks.report(noThread);
    }
  }

  /** Whether the calling thread is one of these. */
  static boolean isHere() {
    return HERE.get() != null;
  }

  private void work() {
    HERE.set(true);
    for (Task task; (task = next()) != null; ) {
      lookOn();
      Tasks.run(task.work, task.owner);
      done();
    }
  }

  /** Sees to it that somebody looks for what still waits, while the calling thread is at a task. */
  private void lookOn() {
    boolean starts;
    lock.lock();
    try {
      starts = !waiting.isEmpty() && looking == 0 && threads < MAX_THREADS;
      if (starts) {
        threads++;
        looking++;
      }
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
