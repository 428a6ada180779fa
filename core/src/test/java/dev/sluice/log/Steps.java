package dev.sluice.log;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Runs what it is given when a test says so, on the test's thread. */
final class Steps implements Executor {
  private final Deque<Runnable> tasks = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  int waiting() {
    return tasks.size();
  }

  void runAll() {
    for (Runnable task; (task = tasks.poll()) != null; ) {
      task.run();
    }
  }
}
