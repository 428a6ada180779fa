package dev.sluice.server.run;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A home that is one thread, as an event loop is. */
final class LoopHome implements Home, AutoCloseable {
  private final ExecutorService executor;
  private volatile long thread;

  LoopHome(String name) {
    executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = Thread.ofPlatform().daemon().name(name).unstarted(task);
              thread = made.threadId();
              return made;
            });
    run(() -> {});
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  @Override
  public boolean isHere() {
    return Thread.currentThread().threadId() == thread;
  }

  /** Runs a task there and waits for it. */
  void run(Runnable task) {
    try {
      executor.submit(task).get();
    } catch (Exception thrown) {
      throw new AssertionError(thrown);
    }
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
