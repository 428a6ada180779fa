package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.log.Block;
import dev.sluice.log.Offset;
import dev.sluice.log.RunState;
import dev.sluice.log.RunStore.Batch;
import dev.sluice.log.RunStore.Verdict;
import dev.sluice.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes between any two of SQLite's waits for the disk: what it had written since the last
 * one is there up to some sector, or beyond it as zeros, as garbage, or as any of its sectors and
 * not the others.
 *
 * <p>It shows what becomes of SQLite's log, which is all that is written between two moves of it
 * into the database. It does not show a disk that says it has written and has not, and not a cut
 * within such a move, which SQLite's own makers try: until it is through, the log has it all.
 */
final class PowerCutTest {
  private static final int SECTOR = 512;

  /** Where a Linux keeps files in memory: the images need no disk of their own. */
  private static final Path MEMORY = Path.of("/dev/shm");

  @TempDir private Path temporary;

  private final Random random = new Random(Long.getLong("sluice.seed", 19));
  private final Map<String, List<Block>> blocks = new LinkedHashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private int images;

  /**
   * What was acknowledged when the log had this length.
   *
   * @param kept how many blocks of each run
   * @param ended which of them had their ending
   */
  private record Step(
      long logBytes, boolean durable, Map<String, Integer> kept, List<String> ended) {}

  @Test
  void whateverIsLostOfTheLogEverythingDurableIsThereAndNothingIsMadeUp() throws IOException {
    Path file = temporary.resolve("before/runs.db");
    Files.createDirectories(file.resolveSibling(""));
    byte[] log;
    byte[] database;
    try (Database opened = Database.open(file, Database.PATIENCE)) {
      script(opened, file);
      log = Files.readAllBytes(log(file));
      database = Files.readAllBytes(file);
    }
    Step durable = steps.getFirst();
    for (int i = 1; i < steps.size(); i++) {
      Step next = steps.get(i);
      long from = durable.logBytes;
      for (long cut = steps.get(i - 1).logBytes; cut < next.logBytes; cut += SECTOR) {
        byte[] shorter = Arrays.copyOf(log, (int) cut);
        byte[] image =
            switch (images % 4) {
              case 0 -> shorter;
              case 1 -> Arrays.copyOf(shorter, length(next));
              case 2 -> garbled(log, cut, next);
              default -> inPart(log, from, next);
            };
        assertSurvives(database, image, durable);
      }
      durable = next.durable ? next : durable;
      assertSurvives(database, Arrays.copyOf(log, length(next)), next);
    }
    assertThat(images).isGreaterThan(500);
  }

  private static int length(Step step) {
    return (int) step.logBytes;
  }

  private byte[] garbled(byte[] log, long from, Step to) {
    byte[] image = Arrays.copyOf(log, length(to));
    for (int i = (int) from; i < image.length; i++) {
      image[i] = (byte) random.nextInt();
    }
    return image;
  }

  /** Each sector that was not waited for is there or not. */
  private byte[] inPart(byte[] log, long from, Step to) {
    byte[] image = Arrays.copyOf(log, length(to));
    for (int i = (int) from; i < image.length; i += SECTOR) {
      if (random.nextBoolean()) {
        Arrays.fill(image, i, Math.min(image.length, i + SECTOR), (byte) 0);
      }
    }
    return image;
  }

  private void script(Database database, Path file) throws IOException {
    Writers writers = new Writers(database, file.resolveSibling("writers"));
    SqliteRunStore store =
        new SqliteRunStore(database, writers, writers.enlist(Clock.system()), AtEnding.NOTHING);
    List<String> ended = new ArrayList<>();
    Map<String, Offset> last = new HashMap<>();
    for (int i = 0; i < 24; i++) {
      String run = "run-" + i % 4;
      List<Batch> batches = new ArrayList<>();
      if (i < 4) {
        batches.add(TestRuns.start(store.epoch(), run));
      } else if (i >= 20) {
        batches.add(TestRuns.end(store.epoch(), run, last.getOrDefault(run, Offset.START)));
        ended.add(run);
      } else {
        for (String one : List.of(run, "run-" + (i + 1) % 4)) {
          byte[] bytes = new byte[1 + random.nextInt(i % 5 == 0 ? 9000 : 300)];
          random.nextBytes(bytes);
          batches.add(
              TestRuns.more(
                  store.epoch(),
                  one,
                  last.getOrDefault(one, Offset.START),
                  1 + random.nextInt(5),
                  bytes));
        }
      }
      assertThat(store.keep(batches)).containsOnly(Verdict.KEPT);
      for (Batch batch : batches) {
        last.put(batch.run(), batch.last());
        List<Block> ofRun = blocks.computeIfAbsent(batch.run(), id -> new ArrayList<>());
        batch.block().ifPresent(ofRun::add);
      }
      Map<String, Integer> kept = new HashMap<>();
      blocks.forEach((id, ofRun) -> kept.put(id, ofRun.size()));
      boolean durable = batches.stream().anyMatch(Batch::isDurable);
      steps.add(new Step(Files.size(log(file)), durable, kept, List.copyOf(ended)));
    }
    store.close();
  }

  private static Path log(Path file) {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  private void assertSurvives(byte[] database, byte[] log, Step durable) throws IOException {
    images++;
    Path folder = Files.createTempDirectory(Files.isWritable(MEMORY) ? MEMORY : temporary, "cut");
    Path file = folder.resolve("runs.db");
    Files.write(file, database);
    Files.write(log(file), log);
    try (Database opened = Database.open(file, Database.PATIENCE)) {
      assertThat(integrity(opened)).isEqualTo("ok");
      Writers writers = new Writers(opened, folder.resolve("writers"));
      SqliteRunStore store =
          new SqliteRunStore(opened, writers, writers.enlist(Clock.system()), AtEnding.NOTHING);
      assertThat(store.epoch()).isPositive();
      blocks.forEach((run, written) -> assertSurvives(store, run, written, durable));
      store.close();
    }
    for (Path left : List.of(file, log(file), folder.resolve("writers"), folder)) {
      Files.deleteIfExists(left);
    }
  }

  private static void assertSurvives(
      SqliteRunStore store, String run, List<Block> written, Step durable) {
    List<Block> read = store.read(run, 0, Integer.MAX_VALUE);
    assertThat(read).hasSizeBetween(durable.kept.getOrDefault(run, 0), written.size());
    for (int i = 0; i < read.size(); i++) {
      assertThat(read.get(i).bytes()).isEqualTo(written.get(i).bytes());
      assertThat(read.get(i).position()).isEqualTo(written.get(i).position());
    }
    if (durable.kept.containsKey(run)) {
      RunState state = store.state(run).orElseThrow();
      assertThat(state.ended().isPresent() || !durable.ended.contains(run)).isTrue();
    }
  }

  private static String integrity(Database database) {
    return database.read(
        session -> {
          try (var rows = session.query("PRAGMA integrity_check")) {
            return rows.next() ? rows.getString(1) : "";
          }
        });
  }
}
