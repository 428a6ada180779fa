package dev.sluice.server.run;

import dev.sluice.log.RunLabel;
import dev.sluice.log.RunLog;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunState;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Begins one run for all requests of one owner with the same key. Thread-safe; waits for the log,
 * and for whoever does the same with the same key.
 */
final class Idempotency {
  private final RunLog log;
  private final Clock clock;
  private final Duration age;
  private final Predicate<String> joinable;

  /** Keys that somebody looks for now; complete when he has done with it. */
  private final Map<RunLabel, CompletableFuture<Void>> sought = new ConcurrentHashMap<>();

  /**
   * @param age so long a key is remembered
   * @param joinable which runs are joined; for others a new one is begun
   */
  Idempotency(RunLog log, Clock clock, Duration age, Predicate<String> joinable) {
    this.log = log;
    this.clock = clock;
    this.age = age;
    this.joinable = joinable;
  }

  /**
   * Refuses a key that can't be kept.
   *
   * @throws RefusedException 400
   */
  static void check(Order.Idempotency asked) {
    int length = asked.key().length();
    if (length == 0 || length > RunStart.MAX_LABEL) {
      throw new RefusedException(Problems.longKey(RunStart.MAX_LABEL));
    }
  }

  /**
   * Begins a run, unless there is one.
   *
   * @param begin begins it
   * @param join is given the one that there is
   * @throws RefusedException 409 if that was asked otherwise, and what the others throw
   */
  void once(Order order, Supplier<String> begin, Consumer<RunState> join) {
    Order.Idempotency asked = order.idempotency().orElseThrow();
    RunLabel label = Labels.key(order.owner(), asked.key());
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> other;
    while ((other = sought.putIfAbsent(label, mine)) != null) {
      other.join();
    }
    Optional<RunState> found;
    try {
      found = find(label);
      if (found.isEmpty()) {
        String _ = begin.get();
        return;
      }
    } finally {
      sought.remove(label, mine);
      mine.complete(null);
    }
    if (!Labels.body(found.get().start()).equals(Optional.of(asked.body()))) {
      throw new RefusedException(Problems.otherBody());
    }
    join.accept(found.get());
  }

  private Optional<RunState> find(RunLabel label) {
    return log.find(label)
        .filter(joinable)
        .flatMap(log::state)
        .filter(state -> state.start().at().plus(age).isAfter(clock.now()));
  }
}
