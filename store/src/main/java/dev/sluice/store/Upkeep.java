package dev.sluice.store;

import dev.sluice.log.RunLogException;
import dev.sluice.log.RunLogException.Kind;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Does what has to be done in the background, on a thread of its own: some after opening and then
 * each hour, and one thing whenever it is called for.
 */
final class Upkeep implements AutoCloseable {
  private static final Duration EACH = Duration.ofHours(1);

  private final Clock clock;
  private final Consumer<RunLogException> onTrouble;
  private @Nullable Thread thread; // guarded by this
  private volatile boolean called;
  private volatile boolean closed;

  /** Nothing is done before it is started. */
  Upkeep(Clock clock, Consumer<RunLogException> onTrouble) {
    this.clock = clock;
    this.onTrouble = onTrouble;
  }

  /**
   * Begins.
   *
   * @param tasks to be done each hour, in their order
   * @param whenCalled to be done after {@link #call}
   */
  synchronized void start(List<Runnable> tasks, Runnable whenCalled) {
    Thread started = new Thread(() -> work(tasks, whenCalled), "sluice-store-upkeep");
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  /** Whether it is to stop. */
  boolean isClosed() {
    return closed;
  }

  /** Has its task done soon; several calls may be one. */
  synchronized void call() {
    called = true;
    LockSupport.unpark(thread);
  }

  private void work(List<Runnable> tasks, Runnable whenCalled) {
    while (!closed) {
      tasks.forEach(this::run);
      long next = clock.nanos() + EACH.toNanos();
      // It may wake up early for no reason.
      for (long left = EACH.toNanos(); !closed && left > 0; left = next - clock.nanos()) {
        if (!called) {
          clock.rest(left);
        }
        if (called) {
          called = false;
          run(whenCalled);
        }
      }
    }
  }

  private void run(Runnable task) {
    try {
      if (!closed) {
        task.run();
      }
    } catch (RunLogException e) {
      if (!closed && e.kind() != Kind.LOCKED) { // whatever holds it, there is a next time
        onTrouble.accept(e);
      }
    }
  }

  /** Ends with what it is doing, soon. */
  @Override
  public synchronized void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
