package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.log.Block;
import dev.sluice.log.Offset;
import dev.sluice.log.RunState;
import dev.sluice.log.RunStore.Batch;
import dev.sluice.log.RunStore.Verdict;
import dev.sluice.time.Clock;
import java.io.ByteArrayOutputStream;
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

/**
 * Keeps runs, several at once, and says of an image of the disk whether they survive in it. The
 * files are read while SQLite has them open, which loses its locks on them: no other process is
 * there to care.
 */
final class CutScript implements AutoCloseable {
  private static final int AT_ONCE = 4;

  /** Where a Linux keeps files in memory: the images need no disk of their own. */
  private static final Path MEMORY = Path.of("/dev/shm");

  private final Path file;
  private final Random random;
  private final Database database;
  private final SqliteRunStore store;
  private final Map<String, List<Block>> blocks = new LinkedHashMap<>();
  private final Map<String, Offset> last = new HashMap<>();
  private final List<String> ended = new ArrayList<>();

  /**
   * What was acknowledged at some time.
   *
   * @param kept how many blocks of each run
   * @param ended which of them had their ending
   */
  record Acknowledged(Map<String, Integer> kept, List<String> ended) {}

  CutScript(Path folder, Random random) throws IOException {
    this.file = Files.createDirectories(folder).resolve("runs.db");
    this.random = random;
    this.database = Database.open(file, Database.PATIENCE);
    Writers writers = new Writers(database, folder.resolve("writers"));
    this.store =
        new SqliteRunStore(database, writers, writers.enlist(Clock.system()), AtEnding.NOTHING);
  }

  /** Begins one of the runs of this generation, which waits for the disk. */
  void start(int generation, int number) {
    keep(List.of(TestRuns.start(store.epoch(), name(generation, number))));
  }

  /** More of two of them, which does not. */
  void more(int generation, int number) {
    List<Batch> batches = new ArrayList<>();
    for (String run : List.of(name(generation, number), name(generation, number + 1))) {
      byte[] bytes = new byte[1 + random.nextInt(number % 5 == 0 ? 9000 : 300)];
      random.nextBytes(bytes);
      batches.add(TestRuns.more(store.epoch(), run, last(run), 1 + random.nextInt(5), bytes));
    }
    keep(batches);
  }

  /** Ends one of them, which waits for the disk. */
  void end(int generation, int number) {
    String run = name(generation, number);
    keep(List.of(TestRuns.end(store.epoch(), run, last(run))));
    ended.add(run);
  }

  private static String name(int generation, int number) {
    return "run-" + generation + "-" + number % AT_ONCE;
  }

  private Offset last(String run) {
    return last.getOrDefault(run, Offset.START);
  }

  private void keep(List<Batch> batches) {
    assertThat(store.keep(batches)).containsOnly(Verdict.KEPT);
    for (Batch batch : batches) {
      last.put(batch.run(), batch.last());
      List<Block> ofRun = blocks.computeIfAbsent(batch.run(), id -> new ArrayList<>());
      batch.block().ifPresent(ofRun::add);
    }
  }

  /** Moves SQLite's log into the database. */
  void moveLog() {
    database.moveLog();
  }

  Acknowledged acknowledged() {
    Map<String, Integer> kept = new HashMap<>();
    blocks.forEach((id, ofRun) -> kept.put(id, ofRun.size()));
    return new Acknowledged(kept, List.copyOf(ended));
  }

  byte[] database() throws IOException {
    return Files.readAllBytes(file);
  }

  byte[] log() throws IOException {
    return Files.readAllBytes(log(file));
  }

  private static Path log(Path file) {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  /**
   * Opens this image, and finds the database whole, all of this in it, and nothing that was not
   * written.
   */
  void assertSurvives(byte[] databaseImage, byte[] logImage, Acknowledged durable, Path temporary)
      throws IOException {
    Path folder = Files.createTempDirectory(Files.isWritable(MEMORY) ? MEMORY : temporary, "cut");
    Path image = folder.resolve("runs.db");
    Files.write(image, databaseImage);
    Files.write(log(image), logImage);
    try (Database opened = Database.open(image, Database.PATIENCE)) {
      assertThat(integrity(opened)).isEqualTo("ok");
      Writers writers = new Writers(opened, folder.resolve("writers"));
      SqliteRunStore survived =
          new SqliteRunStore(opened, writers, writers.enlist(Clock.system()), AtEnding.NOTHING);
      assertThat(survived.epoch()).isGreaterThan(store.epoch());
      blocks.forEach((run, written) -> assertSurvives(survived, run, written, durable));
      survived.close();
    }
    for (Path left : List.of(image, log(image), folder.resolve("writers"), folder)) {
      Files.deleteIfExists(left);
    }
  }

  private static void assertSurvives(
      SqliteRunStore store, String run, List<Block> written, Acknowledged durable) {
    byte[] read = bytes(store.read(run, 0, Integer.MAX_VALUE));
    byte[] all = bytes(written);
    int least = bytes(written.subList(0, durable.kept.getOrDefault(run, 0))).length;
    assertThat(read.length).isBetween(least, all.length);
    assertThat(read).isEqualTo(Arrays.copyOf(all, read.length));
    if (durable.kept.containsKey(run)) {
      RunState state = store.state(run).orElseThrow();
      assertThat(state.ended().isPresent() || !durable.ended.contains(run)).isTrue();
    }
  }

  /** Of blocks that stand behind each other. */
  private static byte[] bytes(List<Block> blocks) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long next = 0;
    for (Block block : blocks) {
      assertThat(block.position()).isEqualTo(next);
      next += block.count();
      bytes.writeBytes(block.bytes());
    }
    return bytes.toByteArray();
  }

  private static String integrity(Database database) {
    return database.read(
        session -> {
          try (var rows = session.query("PRAGMA integrity_check")) {
            return rows.next() ? rows.getString(1) : "";
          }
        });
  }

  @Override
  public void close() {
    store.close();
    database.close();
  }
}
