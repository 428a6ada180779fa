package dev.sluice.log;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The threads of a log that was given no others. */
final class Threads {
  /** One writes, and one looks what other processes have written. */
  private static final int DISK_THREADS = 2;

  private static final int LINGER_SECONDS = 2;

  private Threads() {}

  /**
   * For what waits for a disk: platform threads, since a database in native code holds on to the
   * carrier of a virtual one. They come with the first task and go when there is none for a while.
   * No more tasks than there are threads ever wait, and two more while the log closes.
   */
  static Executor disk() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            DISK_THREADS,
            DISK_THREADS,
            LINGER_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .name("sluice-log")
                    .unstarted(task));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** For readers that are woken and whoever is told something: users' code, which may wait. */
  static void virtual(Runnable task) {
    Thread.ofVirtual().inheritInheritableThreadLocals(false).name("sluice-log-call").start(task);
  }

  /**
   * Runs a task there, or elsewhere if no more are taken: nothing that is due is dropped, and
   * nothing is done twice, whatever the executor does or says.
   */
  static void hand(Executor executor, Runnable task) {
    AtomicBoolean begun = new AtomicBoolean();
    Runnable contained =
        () -> {
          if (begun.compareAndSet(false, true)) {
            contain(task);
          }
        };
    try {
      executor.execute(contained);
    } catch (RuntimeException | Error refused) {
      handElsewhere(contained);
    }
  }

  private static void handElsewhere(Runnable contained) {
    try {
      virtual(contained);
    } catch (RuntimeException | Error refused) {
      contained.run();
    }
  }

  /** Runs a task; nothing is thrown from here. */
  static void contain(Runnable task) {
    try {
      task.run();
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  /** Says so as an uncaught exception, if somebody hears that, and goes on. */
  static void report(Throwable thrown) {
    Thread here = Thread.currentThread();
    try {
      here.getUncaughtExceptionHandler().uncaughtException(here, thrown);
    } catch (Throwable deaf) {
      // A handler that throws has said all that it can say.
    }
  }
}
