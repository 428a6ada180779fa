package dev.sluice.spi.stream;

/** Makes the threads of this room. */
final class Threads {
  private Threads() {}

  /** Runs a task on a virtual thread of its own, which inherits nothing of the one that calls. */
  static void start(Runnable task) {
    Thread.ofVirtual().inheritInheritableThreadLocals(false).name("sluice-timer").start(task);
  }
}
