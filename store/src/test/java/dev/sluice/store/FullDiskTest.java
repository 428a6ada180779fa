package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Entry;
import dev.sluice.log.Kept;
import dev.sluice.log.Offset;
import dev.sluice.log.RunLogException;
import dev.sluice.log.RunLogException.Kind;
import dev.sluice.log.RunReader;
import dev.sluice.log.RunStart;
import dev.sluice.log.RunWriter;
import dev.sluice.models.Models;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatStream;
import dev.sluice.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk fills while answers stream: once by a bound on the pages of the database, and once in
 * truth, on a small file system in memory, where processes are killed on it. That takes a Linux and
 * the right to mount one; elsewhere it is skipped.
 */
final class FullDiskTest {
  private static final int WORDS = 1500;

  @TempDir private Path temporary;

  @Test
  void anAnswerStreamsOnAndWhatCameBeforeTheDiskWasFullIsThere() throws Exception {
    String answer =
        IntStream.range(0, WORDS).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
    ConcurrentLinkedQueue<RunLogException> told = new ConcurrentLinkedQueue<>();
    Path folder = temporary.resolve("data");
    Kept kept;
    String whole;
    try (Simulator simulator =
            Simulator.start("role\npace 1500/s\nwords \"" + answer + "\"\nfinish stop\ndone\nend");
        Models models =
            Models.of(Map.of("OPENAI_BASE_URL", simulator.baseUrl().toString()), said -> {});
        Store store = Store.builder(folder).onTrouble(told::add).open();
        RunWriter writer = store.runs().begin(start("one"))) {
      store
          .database()
          .maintain(
              session ->
                  session.number(
                      "PRAGMA max_page_count = " + (session.number("PRAGMA page_count") + 8)));
      try (ChatStream stream =
          models.model("openai/any").stream(ChatRequest.of("Count."), writer)) {
        Ending ending = stream.ending().get(60, TimeUnit.SECONDS);
        assertThat(ending).isInstanceOf(Ending.Completed.class);
        whole = ending.reply().text();
      }
      kept = writer.kept().get(60, TimeUnit.SECONDS);
    }
    assertThat(whole).isEqualTo(answer);
    assertThat(kept)
        .isInstanceOfSatisfying(
            Kept.Lacking.class, lacking -> assertThat(lacking.why().kind()).isEqualTo(Kind.FULL));
    assertThat(told).singleElement().returns(Kind.FULL, RunLogException::kind);
    long last = ((Kept.Lacking) kept).last().position();
    assertThat(last).as("some of it was kept, and not all").isBetween(1L, WORDS - 1L);
    try (Store store = Store.builder(folder).settlesOrphans(false).open()) {
      assertThat(store.runs().settleOrphans()).containsExactly("one");
      StringBuilder text = new StringBuilder();
      int entries = 0;
      try (RunReader reader = store.runs().read("one", Offset.START)) {
        for (; reader.next() && reader.kind() == Entry.Kind.EVENT; entries++) {
          if (reader.event() instanceof StreamEvent.TextDelta delta) {
            text.append(delta.text());
          }
        }
        assertThat(reader.ending().kind()).isEqualTo("interrupted");
      }
      assertThat((long) entries).isEqualTo(last);
      assertThat(answer).startsWith(text.toString());
    }
  }

  @Test
  void ofWritersThatAreKilledOnAFullDiskEverythingCommittedIsThereOnceThereIsRoom()
      throws Exception {
    Path disk = Files.createDirectories(temporary.resolve("disk"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=3m,mode=0700", "tmpfs", disk.toString()));
    try {
      Random random = new Random(Long.getLong("sluice.seed", 14));
      for (int i = 0; i < Integer.getInteger("sluice.kills", 2); i++) {
        killWhenFull(disk, random);
      }
    } finally {
      run("umount", "--lazy", disk.toString()); // a process on it may be ending still
    }
  }

  private void killWhenFull(Path disk, Random random) throws Exception {
    assertThat(run("mount", "-o", "remount,size=3m", disk.toString())).isTrue();
    Path folder = disk.resolve("data");
    String cache = temporary.resolve("cache").toString();
    ToldByChild told;
    try (Child child =
        Child.start(
            StreamingChild.class, folder.toString(), cache, Long.toString(random.nextLong()))) {
      child.await("kept");
      // Nearly full, so that the log's own growth fills it at some moment soon.
      Files.write(
          disk.resolve("ballast"), new byte[free(disk) - 100_000 - random.nextInt(300_000)]);
      child.await("lacking");
      Clock.system().rest(TimeUnit.MILLISECONDS.toNanos(random.nextInt(300)));
      told = ToldByChild.of(child.kill());
    }
    assertThat(told.troubles()).isNotEmpty().allMatch(trouble -> trouble.contains("no room"));
    Files.delete(disk.resolve("ballast"));
    assertThat(run("mount", "-o", "remount,size=64m", disk.toString())).isTrue();
    try (Store store =
        Store.builder(folder).nativeFolder(Path.of(cache)).settlesOrphans(false).open()) {
      store.runs().settleOrphans();
      assertThat(KilledWriterTest.integrity(store)).isEqualTo("ok");
      for (String run : told.runs()) {
        if (store.runs().state(run).isEmpty()) {
          assertThat(told.committed(run)).as(run).isZero();
          assertThat(told.isKept(run)).as(run).isFalse();
          continue;
        }
        int kept = KilledWriterTest.assertSequence(store, run);
        String ending = store.runs().state(run).orElseThrow().ended().orElseThrow().kind();
        boolean isWhole = ending.equals("completed");
        assertThat(kept + (isWhole ? 1 : 0)).as(run).isGreaterThanOrEqualTo(told.committed(run));
        assertThat(isWhole || !told.isKept(run)).as(run).isTrue();
      }
      for (KeptRun run : store.kept().list(Page.first(1000))) {
        store.kept().delete(run.id());
      }
    }
    for (String file : List.of("sluice.db", "sluice.db-wal", "sluice.db-shm")) {
      Files.deleteIfExists(folder.resolve(file));
    }
  }

  @Test
  void aStoreThatIsOpenedOnAFullDiskSaysSo() throws Exception {
    Path disk = Files.createDirectories(temporary.resolve("disk"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=3m,mode=0700", "tmpfs", disk.toString()));
    try {
      Store.open(disk.resolve("data")).close();
      Files.write(disk.resolve("ballast"), new byte[free(disk)]);
      assertThatThrownBy(() -> Store.open(disk.resolve("data")).close())
          .isInstanceOfSatisfying(
              RunLogException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FULL))
          .hasMessageContaining("free some");
      Files.delete(disk.resolve("ballast"));
      Store.open(disk.resolve("data")).close();
    } finally {
      run("umount", "--lazy", disk.toString()); // a process on it may be ending still
    }
  }

  private static int free(Path disk) throws IOException {
    return Math.toIntExact(Files.getFileStore(disk).getUsableSpace());
  }

  private static RunStart start(String id) {
    return new RunStart(id, "openai/any", ChatRequest.of("Count."), Clock.system().now());
  }

  /** Whether this command is there and succeeds. */
  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
