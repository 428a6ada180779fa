package dev.sluice.server.run;

import java.util.concurrent.RejectedExecutionException;

/** The threads that wait for disks, and what becomes of what others' code throws. */
final class Threads {
  private Threads() {}

  /** Runs a task that may wait. */
  static void virtual(Runnable task) {
    Thread.ofVirtual().inheritInheritableThreadLocals(false).name("sluice-run").start(task);
  }

  /** Runs a task at a client's home, which may be closed already: then nobody waits for it. */
  static void at(Home home, Runnable task) {
    try {
      home.execute(task);
    } catch (RejectedExecutionException closed) {
      // The process ends, and its clients' connections have.
    }
  }

  /** Runs a task behind what its home, where this is called, is telling. */
  static void behind(Home home, Runnable task) {
    try {
      home.behind(task);
    } catch (RejectedExecutionException closed) {
      // As above.
    }
  }

  /** Runs somebody else's code; nothing is thrown from here. */
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
