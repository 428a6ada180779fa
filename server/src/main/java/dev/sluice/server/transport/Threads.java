package dev.sluice.server.transport;

/** Makes the threads of this transport, beside the event loops. */
final class Threads {
  private Threads() {}

  /** Runs a task that may wait on a virtual thread which inherits nothing of its starter. */
  static void startVirtual(Runnable task) {
    Thread.ofVirtual().name("sluice-connect").inheritInheritableThreadLocals(false).start(task);
  }
}
