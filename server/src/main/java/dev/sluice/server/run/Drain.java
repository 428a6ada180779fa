package dev.sluice.server.run;

import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The end of all runs, and of what is asked beside them: waits for them, and hands over those that
 * take too long. Thread-safe.
 */
final class Drain {
  /** So long the log may take to keep what it was told. */
  private static final Duration KEEPING = Duration.ofSeconds(5);

  private final Clock clock;
  private final IntSupplier places;
  private final Supplier<Collection<Run>> runs;
  private final Set<Question> questions = ConcurrentHashMap.newKeySet();
  private final Queue<CompletableFuture<?>> kept = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile boolean begun;
  private volatile boolean late;

  /**
   * @param places how many places are taken: by what goes on, and what is about to begin
   * @param runs those that go on
   */
  Drain(Clock clock, IntSupplier places, Supplier<Collection<Run>> runs) {
    this.clock = clock;
    this.places = places;
    this.runs = runs;
  }

  /** Whether nothing more is begun; to be asked by whoever has taken a place. */
  boolean hasBegun() {
    return begun;
  }

  /** Begins it; who asks again may have less patience, and never more. */
  CompletableFuture<Void> begin(Duration patience) {
    boolean first;
    synchronized (this) {
      first = !begun;
      begun = true;
    }
    if (first) {
      List.copyOf(runs.get()).forEach(run -> kept.add(run.kept()));
      var _ = ended.thenRun(this::awaitKept);
    }
    Clock.Alarm alarm =
        clock.alarm(patience, () -> Threads.virtual(this::handOver), Threads::report);
    var _ = ended.thenRun(alarm::cancel);
    gone();
    return done.copy();
  }

  /** All have ended here; what they told is on its way to the disk. */
  private void awaitKept() {
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
    synchronized (this) {
      if (late) {
        return;
      }
      late = true;
    }
    List.copyOf(runs.get()).forEach(Run::handOver);
    List.copyOf(questions).forEach(Question::handOver);
    gone();
    // A place may be taken by what hangs in the log before it has become a run.
    Clock.Alarm alarm =
        clock.alarm(KEEPING, () -> Threads.virtual(() -> ended.complete(null)), Threads::report);
    var _ = ended.thenRun(alarm::cancel);
  }

  /** A run goes on that had its place before this began. */
  void began(Run run) {
    if (begun) {
      kept.add(run.kept());
    }
    if (late) {
      run.handOver();
    }
  }

  /** So does a question. */
  void began(Question question) {
    questions.add(question);
    if (late) {
      question.handOver();
    }
  }

  void ended(Question question) {
    questions.remove(question);
  }

  /** One place less is taken. */
  void gone() {
    if (begun && places.getAsInt() == 0) {
      ended.complete(null);
    }
  }
}
