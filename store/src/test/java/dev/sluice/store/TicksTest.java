package dev.sluice.store;

import static dev.sluice.log.RunStore.Verdict.GONE;
import static dev.sluice.log.RunStore.Verdict.KEPT;
import static dev.sluice.log.RunStore.Verdict.STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.log.Block;
import dev.sluice.log.Offset;
import dev.sluice.log.RunLogException;
import dev.sluice.log.RunState;
import dev.sluice.log.RunStore;
import dev.sluice.log.RunStore.Batch;
import dev.sluice.log.RunStore.Claim;
import dev.sluice.time.Clock;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept in ticks is kept, whoever reads it and whatever becomes of its writer. */
final class TicksTest {
  @TempDir private Path folder;

  private final List<Opened> all = new ArrayList<>();
  private final Random random = new Random(Long.getLong("sluice.seed", 23));
  private final Map<String, Written> written = new HashMap<>();
  private boolean endingFails;
  private Opened writer;
  private Opened other;

  private record Opened(Database database, SqliteRunStore runs) {
    long count(String sql) {
      return database.read(session -> session.number(sql));
    }

    /** Its process ends, as far as others can tell. */
    void kill() {
      database.close(); // before the store, which now finds nothing to write to
      runs.close();
    }
  }

  /** What was kept of a run. */
  private static final class Written {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Offset last = Offset.START;
    boolean isOver;
  }

  @BeforeEach
  void openTwo() {
    writer = open();
    other = open();
  }

  @AfterEach
  void closeAll() {
    all.forEach(
        one -> {
          one.runs.close();
          one.database.close();
        });
  }

  private Opened open() {
    Database database = Database.open(folder.resolve("runs.db"), Database.PATIENCE);
    Writers writers = new Writers(database, folder.resolve("writers"));
    WriterLock lock = writers.enlist(Clock.system());
    AtEnding ending =
        (session, run, batch) -> {
          if (endingFails) {
            throw new IllegalStateException("the ending fails");
          }
        };
    Opened opened = new Opened(database, new SqliteRunStore(database, writers, lock, ending));
    all.add(opened);
    return opened;
  }

  // What is kept in them.

  @Test
  void anotherSeesAllThatIsKeptAtEveryMoment() {
    for (int i = 0; i < 5; i++) {
      begin("run-" + i);
    }
    long mostTicks = 0;
    for (int group = 0; group < 400; group++) {
      List<Batch> batches = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        String run = "run-" + i;
        if (random.nextInt(3) > 0 && !written(run).isOver) {
          boolean ends = group > 100 && random.nextInt(200) == 0;
          batches.add(
              ends
                  ? ending(run)
                  : more(run, random.nextInt(random.nextInt(50) == 0 ? 70_000 : 200)));
        }
      }
      keep(batches);
      mostTicks = Math.max(mostTicks, other.count("SELECT count(*) FROM tick"));
      assertAllIn(other);
    }
    assertThat(mostTicks).isEqualTo(OpenRuns.MAX_TICKS);
    assertAllIn(writer);
  }

  @Test
  void aGroupOfAnyNumberOfRunsIsOneRow() {
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      begin("run-" + i);
      batches.add(more("run-" + i, 100));
    }
    keep(batches);
    assertThat(other.count("SELECT count(*) FROM tick")).isOne();
    assertThat(other.count("SELECT count(*) FROM block")).isZero();
    assertAllIn(other);
  }

  @Test
  void whatIsInThemIsJoinedToOneBlockOfEachRunAndTheRowsAreWrittenOver() {
    begin("one");
    begin("two");
    for (int group = 0; group < 3 * OpenRuns.MAX_TICKS + 3; group++) {
      keep(List.of(more("one", 10), more("two", 10)));
    }
    assertThat(other.count("SELECT count(*) FROM tick")).isEqualTo(OpenRuns.MAX_TICKS);
    assertThat(other.count("SELECT count(*) FROM block")).isEqualTo(6);
    assertAllIn(other);
  }

  @Test
  void aRunHasNoMoreInThemThanItsShareAndAllTogetherNoMoreThanTheBound() {
    for (int i = 0; i < 40; i++) {
      begin("run-" + i);
    }
    keep(List.of(more("run-0", OpenRuns.MAX_BYTES_OF_RUN)));
    assertThat(other.count("SELECT count(*) FROM tick")).isZero();
    long most = 0;
    for (int group = 0; group < 12; group++) {
      List<Batch> batches = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        batches.add(more("run-" + i, 8000));
      }
      keep(batches);
      most = Math.max(most, other.count("SELECT total(length(bytes)) FROM tick"));
      assertAllIn(other);
    }
    assertThat(most).isBetween(1L, 2L * OpenRuns.MAX_BYTES);
  }

  @Test
  void aRunThatEndsInAGroupThatHasMoreOfItIsWhole() {
    begin("one");
    begin("two");
    keep(List.of(more("one", 10), more("two", 10)));
    keep(List.of(more("one", 10), ending("one"), more("two", 10)));
    assertAllIn(other);
    assertThat(other.count("SELECT count(*) FROM block")).isOne();
    assertThat(other.count("SELECT bytes FROM run WHERE id = 'one'"))
        .isEqualTo(written("one").bytes.size());
    keep(List.of(ending("two")));
    assertAllIn(other);
  }

  // Their writer's end.

  @Test
  void ofAKilledWriterNothingIsLostAndNothingThereTwiceWhereverItWas() {
    begin("early");
    for (int group = 0; group < 2 * OpenRuns.MAX_TICKS; group += 7) {
      String run = "run-" + group;
      begin(run);
      for (int i = 0; i < 7; i++) {
        keep(List.of(more("early", 20), more(run, 30)));
      }
      writer.kill();
      Opened next = open();
      assertAllIn(next);
      assertAllIn(other);
      for (String orphan : List.of("early", run)) {
        assertClaimed(next, orphan);
      }
      writer = next;
      assertAllIn(other);
      assertThat(other.count("SELECT count(*) FROM tick")).isZero();
    }
  }

  private static void assertClaimed(Opened by, String run) {
    assertThat(by.runs.claim(run)).isInstanceOf(Claim.Yours.class);
  }

  @Test
  void whoLooksForOrphansSettlesThemThoughNobodyClaimsTheirRuns() {
    begin("one");
    keep(List.of(more("one", 20)));
    assertThat(other.runs.orphans()).isEmpty();
    assertThat(other.count("SELECT count(*) FROM tick")).as("its writer lives").isOne();
    writer.kill();
    assertThat(other.runs.orphans()).containsExactly("one");
    assertThat(other.count("SELECT count(*) FROM tick")).isZero();
    assertAllIn(other);
  }

  @Test
  void aStoreThatIsClosedLeavesNone() {
    begin("one");
    keep(List.of(more("one", 20)));
    writer.runs.close();
    assertThat(other.count("SELECT count(*) FROM tick")).isZero();
    assertThat(other.count("SELECT count(*) FROM block")).isOne();
    assertAllIn(other);
  }

  @Test
  void aRunThatIsDeletedWhileItsWriterIsGoneStaysDeleted() {
    begin("one");
    begin("two");
    keep(List.of(more("one", 20), more("two", 20)));
    writer.kill();
    other.database.write(session -> session.update("DELETE FROM run WHERE id = 'two'"));
    written.remove("two");
    Opened young = open();
    writer = young;
    begin("three"); // gets the number that is free
    assertAllIn(young);
    assertThat(other.runs.orphans()).containsExactly("one");
    assertAllIn(other);
    assertThat(other.runs.state("two")).isEmpty();
  }

  @Test
  void aNumberIsNotUsedAgainWhileATickMayNameIt() {
    begin("one");
    begin("two");
    keep(List.of(more("one", 20), more("two", 20)));
    keep(List.of(ending("two")));
    writer.database.write(session -> session.update("DELETE FROM run WHERE id = 'two'"));
    written.remove("two");
    begin("three");
    assertAllIn(other);
    keep(List.of(more("three", 5)));
    assertAllIn(other);
  }

  // What is known without a look.

  @Test
  void aRunThatAnotherConnectionHasDeletedIsGone() {
    begin("one");
    begin("two");
    keep(List.of(more("one", 20), more("two", 20)));
    other.database.write(session -> session.update("DELETE FROM run WHERE id = 'one'"));
    assertThat(writer.runs.keep(List.of(more("one", 1)))).containsExactly(GONE);
    written.remove("one");
    keep(List.of(more("two", 20)));
    assertAllIn(other);
  }

  @Test
  void aRunThatThisConnectionHasDeletedIsGoneToo() {
    begin("one");
    begin("two");
    keep(List.of(more("one", 20), more("two", 20)));
    writer.database.write(session -> session.update("DELETE FROM run WHERE id = 'one'"));
    assertThat(writer.runs.keep(List.of(more("one", 1), more("two", 20))))
        .containsExactly(GONE, KEPT);
    written.remove("one");
  }

  @Test
  void whatAnotherWritesElsewhereChangesNothing() {
    begin("one");
    for (int i = 0; i < 3; i++) {
      keep(List.of(more("one", 20)));
      assertThat(other.runs.keep(List.of(TestRuns.start(other.runs.epoch(), "its-" + i))))
          .containsExactly(KEPT);
    }
    assertThat(other.count("SELECT count(*) FROM tick")).as("nothing was settled").isEqualTo(3);
    assertAllIn(other);
  }

  @Test
  void ofAGroupThatFailsNothingIsKeptAndTheNextOneFollowsWhatWasBefore() {
    begin("one");
    begin("two");
    keep(List.of(more("one", 20), more("two", 20)));
    endingFails = true;
    List<Batch> failing =
        List.of(more("two", 7), TestRuns.end(epoch(), "one", written("one").last));
    assertThatThrownBy(() -> writer.runs.keep(failing)).hasMessage("the ending fails");
    assertAllButLast("two");
    endingFails = false;
    keep(List.of(more("one", 20), more("two", 20)));
    keep(List.of(ending("one")));
    assertAllIn(other);
  }

  /** The last batch that was made of this run was not kept. */
  private void assertAllButLast(String run) {
    Written kept = written(run);
    RunState state = other.runs.state(run).orElseThrow();
    byte[] bytes = kept.bytes.toByteArray();
    assertThat(state.bytes()).isEqualTo(bytes.length - 7);
    kept.bytes.reset();
    kept.bytes.write(bytes, 0, bytes.length - 7);
    kept.last = state.last();
    assertAllIn(other);
  }

  @Test
  void whatStandsElsewhereIsStaleAlsoWithoutALook() {
    begin("one");
    keep(List.of(more("one", 20)));
    Offset last = written("one").last;
    for (Offset place : List.of(Offset.START, new Offset(epoch(), last.position() + 1))) {
      assertThat(writer.runs.keep(List.of(TestRuns.more(epoch(), "one", place, 1, new byte[1]))))
          .containsExactly(STALE);
    }
    assertThat(writer.runs.keep(List.of(TestRuns.start(epoch(), "one")))).containsExactly(STALE);
    assertAllIn(other);
  }

  // Others' bytes.

  @Test
  void aDamagedOneIsToldToReadersAndGivenUpOnceItsWriterIsGone() {
    begin("one");
    begin("two");
    keep(List.of(more("one", 20), more("two", 20)));
    keep(List.of(ending("two"), more("one", 5)));
    keep(List.of(more("one", 20)));
    writer.kill();
    other.database.write(
        session -> session.update("UPDATE tick SET bytes = x'00' WHERE number = 2"));
    assertThatThrownBy(() -> other.runs.read("one", 0, Integer.MAX_VALUE))
        .isInstanceOfSatisfying(
            RunLogException.class,
            told -> assertThat(told.kind()).isEqualTo(RunLogException.Kind.CORRUPT));
    assertIn(other, "two");
    assertThat(other.runs.orphans()).containsExactly("one");
    assertClaimed(other, "one");
    byte[] kept = written("one").bytes.toByteArray();
    assertThat(readAll(other, "one", 0).toByteArray()).isEqualTo(Arrays.copyOf(kept, 20));
  }

  @Test
  void oneThatIsLongerThanAnyOfOursIsNotRead() {
    begin("one");
    keep(List.of(more("one", 20)));
    other.database.write(
        session -> session.update("UPDATE tick SET bytes = zeroblob(?)", Tick.MAX_BYTES + 1));
    assertThatThrownBy(() -> other.runs.state("one")).hasMessageContaining("damaged");
  }

  // What is compared.

  private long epoch() {
    return writer.runs.epoch();
  }

  private Written written(String run) {
    return written.computeIfAbsent(run, id -> new Written());
  }

  private void begin(String run) {
    keep(List.of(TestRuns.start(epoch(), run)));
    assertThat(written(run).last).isEqualTo(Offset.START);
  }

  private void keep(List<Batch> batches) {
    assertThat(writer.runs.keep(batches)).hasSize(batches.size()).allMatch(KEPT::equals);
  }

  private Batch more(String run, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return made(TestRuns.more(epochOf(run), run, written(run).last, 1 + random.nextInt(3), bytes));
  }

  private Batch ending(String run) {
    written(run).isOver = true;
    return made(TestRuns.end(epochOf(run), run, written(run).last));
  }

  /** Of one that was claimed, the epoch that it got then. */
  private long epochOf(String run) {
    return writer.runs.progress(run).map(RunStore.Progress::epoch).orElse(epoch());
  }

  private Batch made(Batch batch) {
    Written run = written(batch.run());
    batch.block().ifPresent(block -> run.bytes.writeBytes(block.bytes()));
    run.last = batch.last();
    return batch;
  }

  private void assertAllIn(Opened reader) {
    written.keySet().forEach(run -> assertIn(reader, run));
  }

  private void assertIn(Opened reader, String run) {
    Written kept = written(run);
    RunState state = reader.runs.state(run).orElseThrow();
    assertThat(state.last()).as(run).isEqualTo(kept.last);
    assertThat(state.bytes()).as(run).isEqualTo(kept.bytes.size());
    assertThat(state.ended().isPresent()).as(run).isEqualTo(kept.isOver);
    assertThat(readAll(reader, run, 0).toByteArray()).as(run).isEqualTo(kept.bytes.toByteArray());
    if (kept.last.position() > 0) {
      long position = random.nextLong(kept.last.position());
      byte[] rest = readAll(reader, run, position).toByteArray();
      byte[] bytes = kept.bytes.toByteArray();
      assertThat(rest)
          .as(run)
          .isEqualTo(Arrays.copyOfRange(bytes, bytes.length - rest.length, bytes.length));
    }
  }

  /** What stands from the block on that holds the entry behind this position. */
  private static ByteArrayOutputStream readAll(Opened reader, String run, long position) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long next = -1;
    while (true) {
      List<Block> blocks = reader.runs.read(run, Math.max(position, next), 300);
      for (Block block : blocks) {
        boolean follows = next < 0 ? block.position() <= position : block.position() == next;
        assertThat(follows).as("%s: %d behind %d", run, block.position(), next).isTrue();
        next = block.position() + block.count();
        assertThat(next).isGreaterThan(position);
        bytes.writeBytes(block.bytes());
      }
      if (blocks.isEmpty()) {
        return bytes;
      }
    }
  }
}
