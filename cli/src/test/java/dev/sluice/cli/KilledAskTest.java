package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Entry;
import dev.sluice.log.Offset;
import dev.sluice.log.RunReader;
import dev.sluice.simulator.Simulator;
import dev.sluice.store.KeptRun;
import dev.sluice.store.Page;
import dev.sluice.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that stream answers are killed at random moments, several at once. What had been kept
 * by then is there, once, and nothing else is; each run ends; the database opens.
 *
 * <p>{@code -Dsluice.kills=200} kills so many instead of a few, and prints how much of what their
 * standard outputs had shown was not kept.
 */
@Timeout(3600)
@DisabledOnOs(OS.WINDOWS)
final class KilledAskTest {
  private static final int KILLS = Integer.getInteger("sluice.kills", 6);
  private static final int AT_ONCE = 3;
  private static final int WORDS = 20_000;

  /** Between two words, in milliseconds. */
  private static final int PACE_MILLIS = 2;

  /** Far more than the delay of a group, so that a busy machine breaks no promise of ours. */
  private static final int MAX_LOST_WORDS = 2_000 / PACE_MILLIS;

  private final long seed = Long.getLong("sluice.seed", 16);
  private final Random random = new Random(seed);
  private final Simulator provider = Simulator.start(script());
  private final Map<String, List<Seen>> seen = new ConcurrentHashMap<>();
  private final List<Integer> lost = new ArrayList<>();

  /** Of those, who was killed before his store was open, and long after his answer had begun. */
  private int unbegun;

  @TempDir Path data;

  @AfterEach
  void close() {
    provider.close();
  }

  /** What a follower in this process has been shown of a run of another one. */
  private record Seen(Offset offset, Entry.Kind kind, List<Byte> bytes) {}

  private static String script() {
    StringBuilder words = new StringBuilder("role\npace " + 1000 / PACE_MILLIS + "/s\nwords \"");
    for (int i = 0; i < WORDS; i++) {
      words.append(i == 0 ? "" : " ").append('w').append(i);
    }
    return words.append("\"\nfinish stop\ndone").toString();
  }

  @Test
  void whatWasKeptOfAKilledAnswerIsThereOnceAndTheRunEnds() throws Exception {
    Set<String> judged = new HashSet<>();
    // It settles nobody by itself: the runs of those that live are not touched, and the rest waits.
    try (Store store = Store.builder(data).settlesOrphans(false).open()) {
      for (int killed = 0; killed < KILLS; killed += AT_ONCE) {
        round(store, judged);
      }
    }
    try (Store again = Store.open(data)) {
      assertThat(runs(again)).allMatch(run -> run.ending().isPresent());
    }
    lost.sort(null);
    if (System.getProperty("sluice.kills") != null) {
      System.out.println(
          "killed "
              + lost.size()
              + "; shown and not kept, in ms: median "
              + lost.get(lost.size() / 2) * PACE_MILLIS
              + ", most "
              + lost.getLast() * PACE_MILLIS
              + ", over 50: "
              + lost.stream().filter(words -> words * PACE_MILLIS > 50).count()
              + ", of them before anything was kept: "
              + unbegun);
    }
  }

  private void round(Store store, Set<String> judged) throws Exception {
    List<CliProcess> asking = new ArrayList<>();
    List<Thread> followers = new ArrayList<>();
    try {
      for (int i = 0; i < AT_ONCE; i++) {
        asking.add(
            CliProcess.start(
                Map.of(
                    "OPENAI_BASE_URL", provider.baseUrl().toString(),
                    "SLUICE_MODEL", "openai/m",
                    "SLUICE_DATA", data.toString()),
                "in",
                "ask",
                "Count"));
      }
      asking.getFirst().out().await("w");
      for (KeptRun run : runs(store)) {
        if (!judged.contains(run.id())) {
          followers.add(Thread.ofVirtual().start(() -> follow(store, run.id())));
        }
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(600));
      for (CliProcess one : asking) {
        one.signal("KILL");
        TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
      }
      List<String> shown = new ArrayList<>();
      for (CliProcess one : asking) {
        assertThat(one.exitCode()).isEqualTo(137);
        shown.add(one.out().text());
      }
      assertThat(store.runs().settleOrphans()).doesNotHaveDuplicates();
      for (Thread follower : followers) {
        follower.join(20_000);
        assertThat(follower.isAlive()).as("a follower hears no end; seed " + seed).isFalse();
      }
      judge(store, judged, shown);
    } finally {
      asking.forEach(CliProcess::close);
    }
  }

  private void follow(Store store, String run) {
    List<Seen> all = seen.computeIfAbsent(run, id -> new ArrayList<>());
    try (RunReader reader = store.runs().read(run, Offset.START)) {
      while (reader.next()) {
        all.add(here(reader));
      }
    }
  }

  private static Seen here(RunReader reader) {
    List<Byte> bytes = new ArrayList<>(reader.length());
    for (int i = 0; i < reader.length(); i++) {
      bytes.add(reader.bytes()[reader.from() + i]);
    }
    return new Seen(reader.offset(), reader.kind(), bytes);
  }

  private void judge(Store store, Set<String> judged, List<String> shown) {
    List<Integer> keptWords = new ArrayList<>();
    for (KeptRun run : runs(store)) {
      if (!judged.add(run.id())) {
        continue;
      }
      assertThat(run.ending()).as("seed %s, run %s", seed, run.id()).contains("interrupted");
      List<Seen> kept = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      try (RunReader reader = store.runs().read(run.id(), Offset.START)) {
        while (reader.next()) {
          kept.add(here(reader));
          if (reader.kind() == Entry.Kind.EVENT
              && reader.event() instanceof StreamEvent.TextDelta delta) {
            text.append(delta.text());
          }
        }
      }
      assertThat(kept.stream().filter(entry -> entry.kind() == Entry.Kind.END)).hasSize(1);
      assertThat(kept.getLast().kind()).isEqualTo(Entry.Kind.END);
      // What was committed, and so seen from outside, is what is there now.
      assertThat(kept).as("seed %s", seed).containsAll(seen.getOrDefault(run.id(), List.of()));
      keptWords.add(words(text.toString()));
    }
    // Which run was whose is not known outside: the longest belongs to the longest.
    List<Integer> shownWords = new ArrayList<>(shown.stream().map(KilledAskTest::words).toList());
    shownWords.sort(null);
    while (keptWords.size() < shownWords.size()) {
      keptWords.add(0); // Killed before it had begun to be kept.
    }
    keptWords.sort(null);
    for (int i = 0; i < shownWords.size(); i++) {
      int missing = Math.max(0, shownWords.get(i) - keptWords.get(i));
      assertThat(missing).as("words not kept; seed %s", seed).isLessThan(MAX_LOST_WORDS);
      lost.add(missing);
      unbegun += keptWords.get(i) == 0 && missing * PACE_MILLIS > 50 ? 1 : 0;
    }
  }

  /** How many words it has, which come in their order, each once. */
  private static int words(String text) {
    if (text.isBlank()) {
      return 0;
    }
    String[] words = text.strip().split(" ", -1);
    for (int i = 0; i < words.length; i++) {
      assertThat(words[i]).isEqualTo("w" + i);
    }
    return words.length;
  }

  private static List<KeptRun> runs(Store store) {
    List<KeptRun> all = new ArrayList<>();
    Page page = Page.first(Page.MAX);
    while (true) {
      List<KeptRun> some = store.kept().list(page);
      all.addAll(some);
      if (some.size() < Page.MAX) {
        return all;
      }
      page = page.behind(some.getLast().id());
    }
  }
}
