package dev.sluice.transport.nio;

/**
 * Makes the threads of the transport. They are shared by all who use it, so they take over nothing
 * from whoever happened to be the first: no {@link InheritableThreadLocal}, and as context class
 * loader the system's.
 */
@FunctionalInterface
interface Threads {
  Threads VIRTUAL =
      (name, task) ->
          Thread.ofVirtual().inheritInheritableThreadLocals(false).name(name).start(task);

  /** Starts a virtual thread, which may block. */
  void start(String name, Runnable task);

  /** A daemon that is not yet started. */
  static Thread platform(String name, Runnable task) {
    return Thread.ofPlatform()
        .daemon()
        .inheritInheritableThreadLocals(false)
        .name(name)
        .unstarted(task);
  }
}
