package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Entry;
import dev.sluice.log.Offset;
import dev.sluice.log.RunReader;
import dev.sluice.log.RunState;
import dev.sluice.time.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that keep several runs at once are killed at random moments, two at each database. A
 * third process, this, follows them meanwhile.
 *
 * <p>What may be missing is bounded by the log's own steps, whatever the machine does; the time of
 * it is bounded grossly, for a build shares its machine with others. {@code -Dsluice.kills=N} kills
 * that many, and prints what was missing and how long events were in memory alone.
 */
final class KilledWriterTest {
  /**
   * Of deltas missing: above it the log would have given up on a database that others lock. What is
   * aimed at is 50 ms, which {@link Missing} measures.
   */
  private static final long GROSS_NANOS = TimeUnit.SECONDS.toNanos(10);

  @TempDir private Path temporary;

  @Test
  @Timeout(3600)
  void ofAKilledWriterNothingThatWasKeptIsLostOrDoubledAndEachRunEnds() throws Exception {
    int kills = Integer.getInteger("sluice.kills", 4);
    long seed = Long.getLong("sluice.seed", 14);
    Missing missing = new Missing();
    for (int i = 0; i < kills; i += 2) {
      round(temporary.resolve("data-" + i), seed + i, missing);
    }
    if (kills > 4) {
      System.out.print(missing);
    }
  }

  private void round(Path folder, long seed, Missing missing) throws Exception {
    Random random = new Random(seed);
    String cache = temporary.resolve("cache").toString();
    try (Child first = child(folder, cache, seed);
        Child second = child(folder, cache, seed + 1000);
        Store store =
            Store.builder(folder).nativeFolder(Path.of(cache)).settlesOrphans(false).open()) {
      Followers followers = new Followers(store);
      first.await("kept");
      second.await("kept");
      followUntilDue(followers, random.nextInt(700));
      assertThat(store.runs().settleOrphans()).as("both live, seed %d", seed).isEmpty();
      ToldByChild told = ToldByChild.of(first.kill());
      followers.follow();
      assertThat(store.runs().settleOrphans()).as("seed %d", seed).isSubsetOf(told.runs());
      missing.add(assertWhole(store, told, followers, seed), told);
      followUntilDue(followers, random.nextInt(300));
      told = ToldByChild.of(second.kill());
      followers.follow();
      store.runs().settleOrphans();
      missing.add(assertWhole(store, told, followers, seed), told);
      assertThat(integrity(store)).isEqualTo("ok");
      assertThat(store.runStore().orphans()).isEmpty();
    }
  }

  private static Child child(Path folder, String cache, long seed) throws Exception {
    return Child.start(StreamingChild.class, folder.toString(), cache, Long.toString(seed));
  }

  private static void followUntilDue(Followers followers, int millis) {
    long due = Clock.system().nanos() + Duration.ofMillis(millis).toNanos();
    while (Clock.system().nanos() < due) {
      followers.follow();
      Clock.system().rest(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  static String integrity(Store store) {
    return store
        .database()
        .read(
            session -> {
              try (var rows = session.query("PRAGMA integrity_check")) {
                return rows.next() ? rows.getString(1) : "";
              }
            });
  }

  /** Compares what is kept with what was told, and gives how long before the end it breaks off. */
  private static long assertWhole(Store store, ToldByChild told, Followers followers, long seed) {
    long missing = 0;
    assertThat(told.troubles()).as("seed %d", seed).isEmpty();
    for (String run : told.runs()) {
      String what = "run %s, seed %d".formatted(run, seed);
      Optional<RunState> state = store.runs().state(run);
      if (state.isEmpty()) {
        // Not even its start was kept: it had only just begun.
        assertThat(told.isKept(run)).as(what).isFalse();
        assertThat(told.committed(run)).as(what).isZero();
        missing = Math.max(missing, told.assertRecent(run, 0, what));
        continue;
      }
      int kept = assertSequence(store, run);
      String ending = state.get().ended().orElseThrow().kind();
      assertThat(kept)
          .as("nothing that another process has seen is lost: %s", what)
          .isGreaterThanOrEqualTo(followers.seen(run));
      assertThat(kept + 1)
          .as("nothing that was committed is lost: %s", what)
          .isGreaterThanOrEqualTo(told.committed(run));
      if (ending.equals("completed")) {
        assertThat(kept).as(what).isGreaterThanOrEqualTo(told.events(run).size());
      } else {
        assertThat(ending).as(what).isEqualTo("interrupted");
        assertThat(told.isKept(run)).as(what).isFalse();
        assertThat(kept).as(what).isGreaterThanOrEqualTo(told.committed(run));
        missing = Math.max(missing, told.assertRecent(run, kept, what));
      }
    }
    assertThat(missing).as("nanoseconds, seed %d", seed).isLessThan(GROSS_NANOS);
    return missing;
  }

  /** Reads a run: each event once, in their order, and then one ending. How many events. */
  static int assertSequence(Store store, String run) {
    int next = 0;
    try (RunReader reader = store.runs().read(run, Offset.START)) {
      while (reader.next()) {
        if (reader.kind() == Entry.Kind.END) {
          break;
        }
        assertThat(reader.event())
            .isEqualTo(new StreamEvent.TextDelta(0, StreamingChild.text(next)));
        next++;
      }
      assertThat(reader.isOver()).isTrue();
      assertThat(reader.rewound()).isEmpty();
    }
    return next;
  }

  /** Follows what others write, as far as it is kept. */
  private static final class Followers {
    private final Store store;
    private final Map<String, RunReader> readers = new HashMap<>();
    private final Map<String, Integer> seen = new HashMap<>();

    Followers(Store store) {
      this.store = store;
    }

    void follow() {
      for (KeptRun run : store.kept().list(Page.first(20))) {
        RunReader reader =
            readers.computeIfAbsent(run.id(), id -> store.runs().read(id, Offset.START));
        while (reader.poll()) {
          if (reader.kind() == Entry.Kind.EVENT) {
            seen.merge(run.id(), 1, Integer::sum);
          }
        }
      }
    }

    int seen(String run) {
      return seen.getOrDefault(run, 0);
    }
  }
}
