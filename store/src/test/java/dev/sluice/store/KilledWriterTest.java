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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that keep several runs at once are killed at random moments, two at each database;
 * {@code -Dsluice.kills=N} kills that many, and there the time that is missing is bounded, too: a
 * build shares its machine with others. A third process, this, follows them meanwhile.
 */
final class KilledWriterTest {
  /** What may be missing of the deltas of a process that nothing holds up. */
  private static final long MAX_MISSING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** How far back a process that was held up itself is forgiven. */
  private static final long BACK_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  @TempDir private Path temporary;

  @Test
  @Timeout(3600)
  void ofAKilledWriterNothingThatWasKeptIsLostOrDoubledAndEachRunEnds() throws Exception {
    int kills = Integer.getInteger("sluice.kills", 4);
    long seed = Long.getLong("sluice.seed", 14);
    Missing missing = new Missing(0, 0);
    for (int i = 0; i < kills; i += 2) {
      missing = missing.and(round(temporary.resolve("data-" + i), seed + i));
    }
    if (kills > 4) {
      System.out.printf(
          "%d kills: at most %.1f ms of deltas missing, %.1f ms without what the machine held up%n",
          kills, missing.nanos / 1e6, missing.without / 1e6);
    }
  }

  /** The longest time of deltas missing, and the same without what the machine held up. */
  private record Missing(long nanos, long without) {
    Missing and(Missing other) {
      return new Missing(Math.max(nanos, other.nanos), Math.max(without, other.without));
    }
  }

  private Missing round(Path folder, long seed) throws Exception {
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
      List<String> said = first.kill();
      followers.follow();
      Told told = Told.of(said);
      List<String> ended = store.runs().settleOrphans();
      assertThat(ended).as("seed %d", seed).isSubsetOf(told.runs());
      Missing missing = assertWhole(store, told, followers, seed);
      followUntilDue(followers, random.nextInt(300));
      said = second.kill();
      followers.follow();
      store.runs().settleOrphans();
      missing = missing.and(assertWhole(store, Told.of(said), followers, seed));
      assertThat(integrity(store)).isEqualTo("ok");
      assertThat(store.runStore().orphans()).isEmpty();
      return missing;
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

  private static String integrity(Store store) {
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
  private static Missing assertWhole(Store store, Told told, Followers followers, long seed)
      throws Exception {
    Missing missing = new Missing(0, 0);
    for (String run : told.runs()) {
      TreeMap<Integer, Long> events = told.events.getOrDefault(run, new TreeMap<>());
      if (store.runs().state(run).isEmpty()) {
        // Not even its start was kept: it had only just begun.
        assertThat(told.kept).doesNotContain(run);
        missing = missing.and(told.assertRecent(run, 0, seed));
        continue;
      }
      int kept = assertSequence(store, run);
      RunState.Ended ended = store.runs().state(run).orElseThrow().ended().orElseThrow();
      if (told.kept.contains(run)) {
        assertThat(ended.kind()).isEqualTo("completed");
      }
      assertThat(kept)
          .as("nothing that another process has seen is lost, seed %d", seed)
          .isGreaterThanOrEqualTo(followers.seen(run));
      if (ended.kind().equals("completed")) {
        assertThat(kept).isGreaterThanOrEqualTo(events.size());
      } else {
        assertThat(ended.kind()).isEqualTo("interrupted");
        missing = missing.and(told.assertRecent(run, kept, seed));
      }
    }
    return missing;
  }

  /** Reads a run: each event once, in their order, and then one ending. How many events. */
  private static int assertSequence(Store store, String run) {
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

  /** What a child has said. */
  private record Told(
      Map<String, TreeMap<Integer, Long>> events,
      Set<String> kept,
      List<Long> times,
      List<Long> commits) {
    static Told of(List<String> lines) {
      Map<String, TreeMap<Integer, Long>> events = new LinkedHashMap<>();
      Set<String> kept = new HashSet<>();
      List<Long> times = new ArrayList<>();
      List<Long> commits = new ArrayList<>();
      for (String line : lines) {
        String[] words = line.split(" ");
        switch (words[0]) {
          case "began" -> events.put(words[1], new TreeMap<>());
          case "event" -> {
            long nanos = Long.parseLong(words[3]);
            events
                .computeIfAbsent(words[1], run -> new TreeMap<>())
                .put(Integer.parseInt(words[2]), nanos);
            times.add(nanos);
          }
          case "kept" -> kept.add(words[1]);
          case "keeping", "done" -> commits.add(Long.parseLong(words[1]));
          default -> throw new AssertionError(line);
        }
      }
      times.sort(null);
      return new Told(events, kept, times, commits);
    }

    Set<String> runs() {
      return events.keySet();
    }

    /** What is missing was appended a moment ago; how long ago the first of it. */
    Missing assertRecent(String run, int from, long seed) {
      var first = events.getOrDefault(run, new TreeMap<>()).ceilingEntry(from);
      if (first == null) {
        return new Missing(0, 0);
      }
      long last = times.getLast();
      long missing = last - first.getValue();
      if (System.getProperty("sluice.kills") != null) {
        assertThat(missing)
            .as("nanoseconds of deltas missing in %s, seed %d", run, seed)
            .isLessThanOrEqualTo(MAX_MISSING_NANOS + heldUp(last));
      }
      return new Missing(missing, Math.max(0, missing - heldUp(last)));
    }

    /**
     * The longest time at the end in which none of its threads got to append anything, and the
     * longest that a commit took: neither the machine nor its disk is on trial.
     */
    private long heldUp(long last) {
      long gap = 0;
      for (int i = times.size() - 1; i > 0 && last - times.get(i) < BACK_NANOS; i--) {
        gap = Math.max(gap, times.get(i) - times.get(i - 1));
      }
      long commit = 0;
      for (int i = 0; i < commits.size(); i += 2) {
        long done = i + 1 < commits.size() ? commits.get(i + 1) : last;
        commit = last - done < BACK_NANOS ? Math.max(commit, done - commits.get(i)) : commit;
      }
      return gap + commit;
    }
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
