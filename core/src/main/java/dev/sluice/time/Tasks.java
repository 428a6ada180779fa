package dev.sluice.time;

import java.util.function.Consumer;

/** Tasks that belong to somebody, who is told what they throw. */
final class Tasks {
  private Tasks() {}

  /** Runs a task; nothing is thrown from here. */
  static void run(Runnable task, Consumer<? super Throwable> owner) {
    try {
      task.run();
    } catch (Throwable thrown) {
      tell(owner, thrown);
    }
  }

  /** Starts a virtual thread that inherits nothing. */
  static void launch(Runnable task, Consumer<? super Throwable> owner) {
    Thread.ofVirtual()
        .inheritInheritableThreadLocals(false)
        .name("sluice-task")
        .start(() -> run(task, owner));
  }

  /** A platform thread that inherits nothing and keeps no program from ending. */
  static Thread daemon(String name, Runnable task) {
    return Thread.ofPlatform()
        .daemon()
        .inheritInheritableThreadLocals(false)
        .name(name)
        .unstarted(task);
  }

  /** An owner for what belongs to nobody in particular: the thread's handler, if that works. */
  static void report(Throwable thrown) {
    Thread here = Thread.currentThread();
    try {
      here.getUncaughtExceptionHandler().uncaughtException(here, thrown);
    } catch (Throwable deaf) {
      // A handler that throws has said all that it can say.
    }
  }

  private static void tell(Consumer<? super Throwable> owner, Throwable thrown) {
    try {
      owner.accept(thrown);
    } catch (Throwable deaf) {
      thrown.addSuppressed(deaf);
      report(thrown);
    }
  }
}
