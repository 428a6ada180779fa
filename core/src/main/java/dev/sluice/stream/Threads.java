package dev.sluice.stream;

import java.util.concurrent.Executor;

/** The threads that run users' code when they name no others. */
final class Threads {
  /**
   * A virtual thread for each task. It inherits nothing of the thread that happens to start it:
   * that thread may serve somebody else.
   */
  static final Executor VIRTUAL = Threads::startVirtual;

  private Threads() {}

  private static void startVirtual(Runnable task) {
    Thread.ofVirtual().inheritInheritableThreadLocals(false).name("sluice-view").start(task);
  }

  /**
   * Something was thrown by somebody who can be told in no other way: says so as an uncaught
   * exception, and goes on.
   */
  static void report(Throwable thrown) {
    Thread here = Thread.currentThread();
    try {
      here.getUncaughtExceptionHandler().uncaughtException(here, thrown);
    } catch (Throwable deaf) {
      // A handler that throws has said all that it can say.
    }
  }
}
