package dev.sluice.server.run;

import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The end of all runs: waits for them, and hands over those that take too long. Thread-safe. */
final class Drain {
  /** So long the log may take to keep what it was told. */
  private static final Duration KEEPING = Duration.ofSeconds(5);

  private final Clock clock;
  private final Supplier<Collection<Run>> going;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile boolean begun;
  private volatile boolean late;

  /**
   * @param going the runs that go on
   */
  Drain(Clock clock, Supplier<Collection<Run>> going) {
    this.clock = clock;
    this.going = going;
  }

  /** Whether no more runs are begun. */
  boolean hasBegun() {
    return begun;
  }

  CompletableFuture<Void> begin(Duration patience) {
    synchronized (this) {
      if (begun) {
        return done.copy();
      }
      begun = true;
    }
    List<CompletableFuture<?>> kept =
        List.copyOf(going.get()).stream().<CompletableFuture<?>>map(Run::kept).toList();
    Clock.Alarm alarm =
        clock.alarm(patience, () -> Threads.virtual(this::handOver), Threads::report);
    var _ =
        ended.thenRun(
            () -> {
              alarm.cancel();
              await(kept);
            });
    gone();
    return done.copy();
  }

  /** All have ended here; what they told is on its way to the disk. */
  private void await(List<CompletableFuture<?>> kept) {
    Clock.Alarm alarm =
        clock.alarm(KEEPING, () -> Threads.virtual(() -> done.complete(null)), Threads::report);
    var _ =
        CompletableFuture.allOf(kept.toArray(CompletableFuture<?>[]::new))
            .whenComplete(
                (_, _) -> {
                  alarm.cancel();
                  done.complete(null);
                });
  }

  private void handOver() {
    late = true;
    List.copyOf(going.get()).forEach(Run::handOver);
    gone();
  }

  /** A run began while this did. */
  void late(Run run) {
    if (late) {
      run.handOver();
    }
  }

  /** One run less goes on. */
  void gone() {
    if (begun && going.get().isEmpty()) {
      ended.complete(null);
    }
  }
}
