package dev.sluice.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks what other processes have written, for all readers here at once: every 50 ms how far a run
 * is, and once a second whether its writer is gone, and then ends it. Thread-safe. It is one task,
 * which comes and goes with those who wait; between two looks no thread is held.
 */
final class Watcher {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final long CLAIM_NANOS = Duration.ofSeconds(1).toNanos();

  private final Runs runs;
  private final Object lock = new Object();

  // Guarded by the lock.
  private final Map<String, Watched> watched = new HashMap<>();
  private boolean looking;
  private boolean closed;

  /** A run that somebody waits for; guarded by the lock. */
  private static final class Watched {
    final Map<RunReader, Waiting> readers = new LinkedHashMap<>(2);

    /** Whether it was left here, and is to be ended. */
    boolean minded;

    /** When its writer was looked for. */
    long sinceNanos;
  }

  /**
   * A reader that waits.
   *
   * @param known what it knew of the run when it found no more of it
   */
  private record Waiting(RunStore.Progress known, Runnable task) {}

  Watcher(Runs runs) {
    this.runs = runs;
  }

  /** Has a reader called once more of a run is in the store than it knew. */
  void watch(String run, RunStore.Progress known, RunReader reader, Runnable task) {
    boolean starts;
    boolean calls;
    synchronized (lock) {
      calls = closed;
      if (!closed) {
        of(run).readers.put(reader, new Waiting(known, task));
      }
      starts = starts();
    }
    if (calls) {
      runs.call(task);
    }
    go(starts);
  }

  /** Ends a run that its writer here has left, if nobody goes on with it. */
  void mind(String run) {
    boolean starts;
    synchronized (lock) {
      if (!closed) {
        of(run).minded = true;
      }
      starts = starts();
    }
    go(starts);
  }

  private Watched of(String run) {
    return watched.computeIfAbsent(
        run,
        id -> {
          Watched fresh = new Watched();
          fresh.sinceNanos = runs.clock.nanos();
          return fresh;
        });
  }

  void forget(String run, RunReader reader) {
    synchronized (lock) {
      Watched one = watched.get(run);
      if (one != null) {
        one.readers.remove(reader);
        drop(run, one);
      }
    }
  }

  /** With the lock. */
  private void drop(String run, Watched one) {
    if (one.readers.isEmpty() && !one.minded) {
      watched.remove(run);
    }
  }

  /** Something has happened to a run here: whoever waits for it looks at once. */
  void wake(String run) {
    List<Runnable> called = List.of();
    synchronized (lock) {
      Watched one = watched.get(run);
      if (one != null) {
        called = one.readers.values().stream().map(Waiting::task).toList();
        one.readers.clear();
        drop(run, one);
      }
    }
    call(called);
  }

  void close() {
    List<Runnable> called = new ArrayList<>();
    synchronized (lock) {
      closed = true;
      watched
          .values()
          .forEach(one -> one.readers.values().forEach(waiting -> called.add(waiting.task)));
      watched.clear();
    }
    call(called);
  }

  private void call(List<Runnable> called) {
    if (!called.isEmpty()) {
      runs.call(() -> called.forEach(Threads::contain));
    }
  }

  /** With the lock. */
  private boolean starts() {
    boolean starts = !looking && !watched.isEmpty();
    looking |= starts;
    return starts;
  }

  private void go(boolean starts) {
    if (starts) {
      runs.clock.alarm(LOOK, () -> Threads.hand(runs.disk, this::look), Threads::report);
    }
  }

  private void look() {
    List<String> all;
    synchronized (lock) {
      all = List.copyOf(watched.keySet());
    }
    try {
      for (String run : all) {
        Threads.contain(() -> look(run)); // What is wrong with one is no matter of the others.
      }
    } finally {
      boolean goesOn;
      synchronized (lock) {
        looking = false;
        goesOn = starts();
      }
      go(goesOn);
    }
  }

  private void look(String run) {
    if (runs.live(run) != null) {
      unmind(run);
      wake(run);
      return;
    }
    Optional<RunStore.Progress> state;
    try {
      state = hasReaders(run) ? runs.store.progress(run) : Optional.empty();
    } catch (RuntimeException trouble) {
      wake(run); // Each reader finds out by itself.
      return;
    }
    wakeBut(run, state.orElse(null));
    if (isDue(run)) {
      unmind(run); // It is minded again if it could not be ended for now.
      if (runs.orphans.settle(run)) {
        wake(run);
      }
    }
  }

  private boolean hasReaders(String run) {
    synchronized (lock) {
      Watched one = watched.get(run);
      return one != null && !one.readers.isEmpty();
    }
  }

  /** Wakes those who know another state than this. */
  private void wakeBut(String run, RunStore.@Nullable Progress state) {
    List<Runnable> called = new ArrayList<>();
    synchronized (lock) {
      Watched one = watched.get(run);
      if (one != null) {
        one.readers
            .values()
            .removeIf(
                waiting -> {
                  boolean isNew = state == null || !state.equals(waiting.known);
                  return isNew && called.add(waiting.task);
                });
        drop(run, one);
      }
    }
    call(called);
  }

  private boolean isDue(String run) {
    long now = runs.clock.nanos();
    synchronized (lock) {
      Watched one = watched.get(run);
      if (one == null || now - one.sinceNanos < CLAIM_NANOS) {
        return false;
      }
      one.sinceNanos = now;
      return true;
    }
  }

  private void unmind(String run) {
    synchronized (lock) {
      Watched one = watched.get(run);
      if (one != null) {
        one.minded = false;
        drop(run, one);
      }
    }
  }
}
