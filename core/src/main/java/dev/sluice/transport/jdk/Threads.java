package dev.sluice.transport.jdk;

/** Makes the threads of this transport, beside those of the JDK's client. */
final class Threads {
  private Threads() {}

  /** Runs a task on a virtual thread that inherits nothing of whoever happens to start it. */
  static void startVirtual(Runnable task) {
    Thread.ofVirtual().name("sluice-jdk").inheritInheritableThreadLocals(false).start(task);
  }
}
