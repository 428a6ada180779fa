package dev.sluice.log;

import static dev.sluice.log.RunStore.Verdict.GONE;
import static dev.sluice.log.RunStore.Verdict.KEPT;
import static dev.sluice.log.RunStore.Verdict.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.log.RunStore.Batch;
import dev.sluice.log.RunStore.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a store of runs promises to several writers: epochs, claims, orphans, and threads. */
abstract class RunWritersContract extends RunStoreCase {

  // Epochs.

  @Test
  void anEpochIsGreaterThanThatOfAnyOpenedBefore() {
    long before = 0;
    for (int i = 0; i < 6; i++) {
      RunStore store = store();
      assertThat(store.epoch()).isGreaterThan(before);
      before = store.epoch();
      if (i % 3 == 0) {
        store.close();
      } else if (i % 3 == 1) {
        crashed(store);
      }
    }
  }

  @Test
  void nobodyWritesUnderAnothersEpoch() {
    RunStore writer = store();
    RunStore other = store();
    WrittenRun run = new WrittenRun(writer, "one").begin().add(1);
    assertThat(keep(other, run.more(1))).isEqualTo(STALE);
    assertThat(keep(other, run.ending())).isEqualTo(STALE);
    assertThat(keep(other, new WrittenRun(writer, "two").starting())).isEqualTo(STALE);
    run.add(1).assertKeptIn(other);
    assertThat(other.state("two")).isEmpty();
  }

  @Test
  void whoHasNotClaimedARunDoesNotWriteIt() {
    RunStore writer = store();
    WrittenRun run = new WrittenRun(writer, "one").begin().add(1);
    crashed(writer);
    RunStore other = store();
    run.writtenBy(other);
    assertThat(run.keep(run.more(1))).isEqualTo(STALE);
    assertThat(run.keep(run.ending())).isEqualTo(STALE);
    run.assertKeptIn(other);
  }

  // Several stores at one place.

  @Test
  void whatOneKeepsTheOthersReadAtOnce() {
    RunStore one = store();
    RunStore two = store();
    WrittenRun first = new WrittenRun(one, "first").begin();
    WrittenRun second = new WrittenRun(two, "second").begin();
    for (int i = 1; i < 5; i++) {
      first.add(i).assertKeptIn(two);
      second.add(i).assertKeptIn(one);
    }
    first.end().assertKeptIn(two);
    RunStore three = store();
    first.assertKeptIn(three);
    second.assertKeptIn(three);
  }

  @Test
  void anIdThatAnotherHasBegunIsTaken() {
    RunStore one = store();
    RunStore two = store();
    WrittenRun run = new WrittenRun(one, "same").begin().add(1);
    assertThat(keep(two, new WrittenRun(two, "same").starting())).isEqualTo(STALE);
    run.end();
    assertThat(keep(two, new WrittenRun(two, "same").starting())).isEqualTo(GONE);
    run.assertKeptIn(two);
  }

  @Test
  void closingOneKeepsTheOthersOpen() {
    RunStore one = store();
    RunStore two = store();
    WrittenRun run = new WrittenRun(two, "one").begin();
    one.close();
    run.add(2).end().assertKeptIn(two);
  }

  // The end of a process.

  @Test
  void whatWasKeptOutlivesItsProcess() {
    RunStore writer = store();
    WrittenRun over = new WrittenRun(writer, "over").begin().add(3).end();
    WrittenRun begun = new WrittenRun(writer, "begun").begin();
    WrittenRun open = new WrittenRun(writer, "open").begin().add(2).add(1);
    crashed(writer);
    RunStore next = store();
    List.of(over, begun, open).forEach(run -> run.assertKeptIn(next));
  }

  @Test
  void whatWasKeptOutlivesTheClosing() {
    RunStore writer = store();
    WrittenRun over = new WrittenRun(writer, "over").begin().add(3).end();
    WrittenRun open = new WrittenRun(writer, "open").begin().add(2).add(1);
    RunStore witness = store();
    writer.close();
    over.assertKeptIn(witness);
    witness.close();
    RunStore next = store();
    over.assertKeptIn(next);
    open.assertKeptIn(next);
  }

  // Claims.

  @Test
  void theRunOfOneWhoLivesIsBusy() {
    RunStore writer = store();
    WrittenRun run = new WrittenRun(writer, "one").begin().add(2);
    RunStore other = store();
    RunState state = writer.state("one").orElseThrow();
    assertThat(other.claim("one")).isEqualTo(new Claim.Busy(state));
    assertThat(other.orphans()).isEmpty();
    run.add(1).end().assertKeptIn(other);
  }

  @Test
  void onesOwnRunIsOnesOwn() {
    RunStore writer = store();
    WrittenRun run = new WrittenRun(writer, "one").begin().add(2);
    Batch late = run.more(1);
    RunState state = assertYours(writer, run);
    assertThat(state.epoch()).isGreaterThan(writer.epoch());
    assertThat(keep(writer, late)).as("what was lost has its place for itself").isEqualTo(STALE);
    assertThat(store().claim("one")).isEqualTo(new Claim.Busy(state));
    run.writtenUnder(state.epoch());
    run.add(1).end().assertKeptIn(writer);
  }

  @Test
  void whoWasThereFirstClaimsARunUnderAGreaterEpochThanThatOfItsYoungerWriter() {
    RunStore old = store();
    RunStore young = store();
    WrittenRun own = new WrittenRun(old, "own").begin().add(1);
    WrittenRun run = new WrittenRun(young, "one").begin().add(2);
    Offset before = run.last();
    crashed(young);
    RunState state = assertYours(old, run);
    run.writtenBy(old);
    run.writtenUnder(state.epoch());
    run.add(2);
    assertThat(run.last()).isGreaterThan(before).isEqualTo(new Offset(state.epoch(), 4));
    own.add(1).end().assertKeptIn(old);
    RunStore next = store();
    assertThat(next.epoch()).isGreaterThan(state.epoch());
    assertThat(next.claim("one")).isInstanceOf(Claim.Busy.class);
    assertThat(next.orphans()).isEmpty();
    crashed(old);
    assertThat(next.orphans()).containsExactly("one");
    assertYours(next, run);
    run.writtenBy(next);
    run.end().assertKeptIn(next);
  }

  private static RunState assertYours(RunStore store, WrittenRun run) {
    RunState before = store.state(run.id()).orElseThrow();
    if (store.claim(run.id()) instanceof Claim.Yours yours) {
      RunState now = yours.state();
      assertThat(now)
          .isEqualTo(
              new RunState(
                  before.start(), now.epoch(), run.last(), before.bytes(), before.ended()));
      assertThat(now.epoch()).isGreaterThan(before.epoch());
      assertThat(store.state(run.id())).contains(now);
      return now;
    }
    throw new AssertionError(run.id() + " can't be claimed");
  }

  @Test
  void aRunThatHasEndedIsOver() {
    RunStore writer = store();
    new WrittenRun(writer, "one").begin().add(2).end();
    Claim over = new Claim.Over(writer.state("one").orElseThrow());
    assertThat(writer.claim("one")).isEqualTo(over);
    assertThat(store().claim("one")).isEqualTo(over);
    crashed(writer);
    assertThat(store().claim("one")).isEqualTo(over);
  }

  @Test
  void theRunOfOneWhoHasClosedIsHisWhoClaimsIt() {
    RunStore writer = store();
    WrittenRun run = new WrittenRun(writer, "one").begin().add(2);
    RunStore other = store();
    writer.close();
    assertClaimed(other, run);
  }

  @Test
  void theRunOfOneWhoseProcessEndedIsHisWhoClaimsIt() {
    RunStore writer = store();
    WrittenRun run = new WrittenRun(writer, "one").begin().add(2);
    RunStore other = store();
    crashed(writer);
    assertClaimed(other, run);
  }

  private void assertClaimed(RunStore other, WrittenRun run) {
    Offset before = run.last();
    RunState state =
        new RunState(
            run.start(),
            other.epoch(),
            before,
            run.kept().stream().mapToLong(block -> block.bytes().length).sum(),
            Optional.empty());
    Batch late = run.more(1);
    assertThat(other.claim(run.id())).isEqualTo(new Claim.Yours(state));
    assertThat(other.state(run.id())).contains(state);
    assertThat(keep(other, late)).as("of the writer before").isEqualTo(STALE);
    run.writtenBy(other);
    run.add(2);
    assertThat(run.last()).isGreaterThan(before).isEqualTo(new Offset(other.epoch(), 4));
    run.end().assertKeptIn(other);
    assertThat(store().claim(run.id())).isInstanceOf(Claim.Over.class);
  }

  @Test
  void whatOneHasClaimedIsBusyForOthersUntilHeIsGoneToo() {
    RunStore writer = store();
    WrittenRun run = new WrittenRun(writer, "one").begin().add(1);
    crashed(writer);
    for (int i = 0; i < 3; i++) {
      RunStore next = store();
      RunStore other = store();
      assertThat(next.claim("one")).isInstanceOf(Claim.Yours.class);
      assertThat(other.claim("one")).isInstanceOf(Claim.Busy.class);
      assertThat(other.orphans()).isEmpty();
      run.writtenBy(next);
      run.add(1).assertKeptIn(other);
      crashed(next);
      assertThat(other.orphans()).containsExactly("one");
    }
  }

  @Test
  void ofManyWhoClaimARunAtOnceOneGetsIt() throws Exception {
    RunStore writer = store();
    List<WrittenRun> runs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      runs.add(new WrittenRun(writer, "run" + i).begin().add(1));
    }
    crashed(writer);
    List<RunStore> claimants = List.of(store(), store(), store());
    for (WrittenRun run : runs) {
      List<Callable<Claim>> claims = new ArrayList<>();
      claimants.forEach(claimant -> claims.add(() -> claimant.claim(run.id())));
      List<Claim> got = together(claims);
      assertThat(got).filteredOn(Claim.Yours.class::isInstance).hasSize(1);
      assertThat(got).filteredOn(Claim.Busy.class::isInstance).hasSize(2);
    }
  }

  // Orphans.

  @Test
  void orphansAreRunsWithoutAnEndingWhoseWritersAreGoneTheOldestFirst() {
    RunStore gone = store();
    RunStore closed = store();
    RunStore alive = store();
    new WrittenRun(gone, "c").begin();
    new WrittenRun(closed, "b").begin().add(1);
    new WrittenRun(alive, "living").begin();
    new WrittenRun(gone, "over").begin().end();
    new WrittenRun(gone, "a").begin().add(2);
    crashed(gone);
    closed.close();
    RunStore next = store();
    new WrittenRun(next, "own").begin();
    assertThat(next.orphans()).containsExactly("c", "b", "a");
    assertThat(alive.orphans()).containsExactly("c", "b", "a");
    assertThat(next.claim("b")).isInstanceOf(Claim.Yours.class);
    assertThat(next.orphans()).containsExactly("c", "a");
    assertThat(alive.orphans()).containsExactly("c", "a");
  }

  // Threads.

  @Test
  @Timeout(120)
  void manyThreadsKeepTheirRunsAndReadersSeeThemGrow() throws Exception {
    RunStore one = store();
    RunStore two = store();
    List<WrittenRun> runs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      runs.add(new WrittenRun(i % 2 == 0 ? one : two, "run" + i).begin());
    }
    AtomicBoolean done = new AtomicBoolean();
    try (var threads = Executors.newCachedThreadPool()) {
      List<Future<Integer>> readers = new ArrayList<>();
      for (RunStore store : List.of(one, two)) {
        readers.add(threads.submit(() -> readWhileWritten(store, done)));
      }
      List<Callable<WrittenRun>> writers = new ArrayList<>();
      runs.forEach(run -> writers.add(() -> write(run, 40)));
      try {
        for (Future<WrittenRun> written : threads.invokeAll(writers)) {
          written.get();
        }
      } finally {
        done.set(true);
      }
      for (Future<Integer> read : readers) {
        assertThat(read.get()).isNotNegative();
      }
    }
    runs.forEach(run -> run.assertKeptIn(one));
    runs.forEach(run -> run.assertKeptIn(two));
  }

  private static WrittenRun write(WrittenRun run, int times) {
    for (int i = 0; i < times; i++) {
      run.add(1 + i % 3);
    }
    return run.end();
  }

  /** Reads all runs again and again: what is there stands behind each other from the start. */
  private static int readWhileWritten(RunStore store, AtomicBoolean done) {
    int read = 0;
    while (!done.get()) {
      for (int i = 0; i < 8; i++) {
        long next = 0;
        for (Block block : WrittenRun.readAll(store, "run" + i, 0)) {
          // One that was joined meanwhile begins before the place that was asked for.
          assertThat(block.position()).isLessThanOrEqualTo(next);
          next = Math.max(next, block.position() + block.count());
        }
        assertThat(store.state("run" + i).orElseThrow().last().position())
            .isGreaterThanOrEqualTo(next);
        read++;
      }
    }
    return read;
  }

  @Test
  @Timeout(120)
  void ofManyWhoAddBehindTheSamePlaceOneIsKept() throws Exception {
    RunStore store = store();
    WrittenRun run = new WrittenRun(store, "one").begin();
    for (int i = 0; i < 10; i++) {
      List<Callable<Batch>> adding = new ArrayList<>();
      for (int k = 0; k < 4; k++) {
        Batch batch = run.more(1);
        adding.add(() -> keep(store, batch) == KEPT ? batch : run.starting());
      }
      List<Batch> kept =
          together(adding).stream().filter(batch -> batch.start().isEmpty()).toList();
      assertThat(kept).hasSize(1);
      run.isKept(kept.getFirst());
    }
    run.end().assertKeptIn(store);
  }

  private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
    List<T> results = new ArrayList<>();
    try (var threads = Executors.newCachedThreadPool()) {
      for (Future<T> future : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
        results.add(future.get());
      }
    }
    return results;
  }

  @Test
  void severalAreClaimedAtOnceEachByItself() {
    RunStore before = store();
    WrittenRun one = new WrittenRun(before, "one").begin().add(2);
    new WrittenRun(before, "over").begin().add(1).end();
    crash(before);
    RunStore next = open();
    WrittenRun living = new WrittenRun(next, "living").begin();
    RunStore other = open();
    assertThat(other.claim(List.of("none", "one", "living", "over", "one")))
        .satisfiesExactly(
            claim -> assertThat(claim).isInstanceOf(Claim.Gone.class),
            claim -> assertThat(claim).isInstanceOf(Claim.Yours.class),
            claim -> assertThat(claim).isInstanceOf(Claim.Busy.class),
            claim -> assertThat(claim).isInstanceOf(Claim.Over.class),
            claim -> assertThat(claim).isInstanceOf(Claim.Yours.class));
    living.add(1).end().assertKeptIn(other);
    one.writtenBy(other);
    one.writtenUnder(other.state("one").orElseThrow().epoch());
    one.add(1).end().assertKeptIn(next);
  }
}
