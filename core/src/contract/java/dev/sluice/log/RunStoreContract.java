package dev.sluice.log;

import static dev.sluice.log.RunStore.Verdict.GONE;
import static dev.sluice.log.RunStore.Verdict.KEPT;
import static dev.sluice.log.RunStore.Verdict.STALE;
import static dev.sluice.log.WrittenRun.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Usage;
import dev.sluice.log.RunStore.Batch;
import dev.sluice.log.RunStore.Progress;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of runs promises: that of its writers and of its disk is above. */
public abstract class RunStoreContract extends RunDiskContract {

  /** For those who keep it. */
  protected RunStoreContract() {}

  // Beginning.

  @Test
  void aRunBeginsWithItsStartAlone() {
    RunStore store = store();
    WrittenRun run = new WrittenRun(store, "one").begin();
    assertThat(store.state("one"))
        .contains(new RunState(run.start(), store.epoch(), Offset.START, 0, Optional.empty()));
    assertThat(store.read("one", 0, 1000)).isEmpty();
    run.add(2).assertKeptIn(store);
  }

  @Test
  void aFirstBatchMayHaveEntriesAndTheEndingToo() {
    RunStore store = store();
    WrittenRun run = new WrittenRun(store, "one");
    assertThat(run.keep(run.whole(3))).isEqualTo(KEPT);
    run.assertKeptIn(store);
    assertThat(store.state("one").orElseThrow().last()).isEqualTo(new Offset(store.epoch(), 3));
  }

  @Test
  void whatWasAskedIsKeptWithoutItsHeaders() {
    RunStore store = store();
    RunStart plain = WrittenRun.start("one");
    ChatRequest request =
        plain.request().toBuilder().header("authorization", "Bearer of a key").build();
    RunStart secret = new RunStart("one", plain.model(), request, plain.at());
    assertThat(keep(store, starting(store, secret))).isEqualTo(KEPT);
    assertThat(store.state("one").orElseThrow().start()).isEqualTo(plain);
  }

  @Test
  void anOwnerAndLabelsAreKeptAndTheLastRunOfALabelIsFound() {
    RunStore store = store();
    RunStart plain = WrittenRun.start("one").ownedBy("ann").label("key", "o'1").label("chat", "");
    assertThat(keep(store, starting(store, plain))).isEqualTo(KEPT);
    assertThat(store.state("one").orElseThrow().start()).isEqualTo(plain);
    RunStart later = WrittenRun.start("two").ownedBy("ann").label("chat", "");
    assertThat(keep(store, starting(store, later))).isEqualTo(KEPT);
    assertThat(store.find(new RunLabel("ann", "key", "o'1"))).contains("one");
    assertThat(store.find(new RunLabel("ann", "chat", ""))).contains("two");
    for (RunLabel other :
        List.of(
            new RunLabel("bob", "key", "o'1"),
            new RunLabel("", "key", "o'1"),
            new RunLabel("ann", "chat", "o'1"),
            new RunLabel("ann", "key", "O'1"))) {
      assertThat(store.find(other)).as("%s", other).isEmpty();
    }
  }

  /** Whether single runs can be deleted. */
  protected boolean forgets() {
    return true;
  }

  @Test
  void aRunThatHasEndedIsForgottenAndOneThatGoesOnIsNot() {
    RunStore store = store();
    if (!forgets()) {
      assertThatThrownBy(() -> store.delete("one"))
          .isInstanceOfSatisfying(
              RunLogException.class,
              none -> assertThat(none.kind()).isEqualTo(RunLogException.Kind.UNUSABLE));
      return;
    }
    WrittenRun run = new WrittenRun(store, "one").begin().add(2);
    WrittenRun other = new WrittenRun(store, "two").begin().add(1);
    assertThatThrownBy(() -> store.delete("one"))
        .isInstanceOfSatisfying(
            RunLogException.class,
            busy -> assertThat(busy.kind()).isEqualTo(RunLogException.Kind.BUSY));
    run.add(3).end();
    assertThat(store.delete("one")).isTrue();
    assertThat(store.delete("one")).isFalse();
    assertThat(store.state("one")).isEmpty();
    assertThat(store.read("one", 0, 1000)).isEmpty();
    assertThat(run.keep(run.more(1))).isEqualTo(GONE);
    other.add(1).assertKeptIn(store);
  }

  @Test
  void aRunIsFoundByItsLabelOnceItHasEndedToo() {
    RunStore store = store();
    RunStart start = WrittenRun.start("one").label("key", "1");
    assertThat(keep(store, starting(store, start))).isEqualTo(KEPT);
    Offset end = new Offset(store.epoch(), 1);
    Block ending = new Block(store.epoch(), 0, 1, new byte[] {1});
    RunState.Ended ended = new RunState.Ended("completed", Usage.unknown(), WrittenRun.AT);
    assertThat(
            keep(
                store,
                new Batch(
                    "one",
                    Optional.empty(),
                    store.epoch(),
                    Offset.START,
                    Optional.of(ending),
                    Optional.of(ended))))
        .isEqualTo(KEPT);
    assertThat(store.find(new RunLabel("", "key", "1"))).contains("one");
    assertThat(store.state("one").orElseThrow().last()).isEqualTo(end);
  }

  @Test
  void howFarARunIsIsWhatItsStateSays() {
    RunStore store = store();
    assertThat(store.progress("one")).isEmpty();
    WrittenRun run = new WrittenRun(store, "one").begin();
    for (int i = 0; i < 3; i++) {
      assertThat(store.progress("one")).isEqualTo(store.state("one").map(Progress::of));
      run.add(2);
    }
    run.end();
    assertThat(store.progress("one"))
        .contains(new Progress(store.epoch(), run.last(), true))
        .isEqualTo(store.state("one").map(Progress::of));
  }

  private static Batch starting(RunStore store, RunStart start) {
    return new Batch(
        start.id(),
        Optional.of(start),
        store.epoch(),
        Offset.START,
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void anIdIsBegunOnceWhileItsRunGoesOn() {
    RunStore store = store();
    WrittenRun run = new WrittenRun(store, "one").begin();
    assertThat(keep(store, new WrittenRun(store, "one").starting())).isEqualTo(STALE);
    run.add(2);
    assertThat(keep(store, new WrittenRun(store, "one").whole(1))).isEqualTo(STALE);
    run.end().assertKeptIn(store);
  }

  @Test
  void anIdIsNotBegunAgainBehindItsEnding() {
    RunStore store = store();
    WrittenRun run = new WrittenRun(store, "one").begin().add(2).end();
    assertThat(keep(store, new WrittenRun(store, "one").starting())).isEqualTo(GONE);
    assertThat(keep(store, new WrittenRun(store, "one").whole(1))).isEqualTo(GONE);
    run.assertKeptIn(store);
  }

  @Test
  void anIdBegunTwiceInOneKeepIsBegunOnce() {
    RunStore store = store();
    WrittenRun run = new WrittenRun(store, "one");
    Batch first = run.starting();
    assertThat(keep(store, first, new WrittenRun(store, "one").starting()))
        .containsExactly(KEPT, STALE);
    run.isKept(first);
    run.add(1).assertKeptIn(store);
  }

  @Test
  void anIdMayBeAnyText() {
    RunStore store = store();
    List<String> ids = List.of("o'brien", "\"%_\\", "ночь", "日本 \uD83C\uDF0A", "A", "a", " ");
    List<WrittenRun> runs = ids.stream().map(id -> new WrittenRun(store, id).begin()).toList();
    runs.forEach(run -> run.add(1));
    runs.forEach(run -> run.assertKeptIn(store));
  }

  // Adding.

  @Test
  void batchesOfManyRunsAreKeptTogether() {
    RunStore store = store();
    List<WrittenRun> runs =
        IntStream.range(0, 20).mapToObj(i -> new WrittenRun(store, "run" + i)).toList();
    List<Batch> starts = runs.stream().map(WrittenRun::starting).toList();
    assertThat(store.keep(starts)).hasSize(20).containsOnly(KEPT);
    for (int i = 0; i < 3; i++) {
      List<Batch> more = new ArrayList<>();
      for (WrittenRun run : runs) {
        Batch batch = run.more(1 + i);
        more.add(batch);
        run.isKept(batch);
      }
      assertThat(store.keep(more)).hasSize(20).containsOnly(KEPT);
    }
    runs.forEach(run -> run.assertKeptIn(store));
  }

  @Test
  void aRefusedBatchDoesNotKeepTheOthersAndEachHearsInItsPlace() {
    RunStore store = store();
    WrittenRun over = new WrittenRun(store, "over").begin().end();
    WrittenRun ahead = new WrittenRun(store, "ahead").begin().add(2);
    Batch old = ahead.more(1);
    ahead.add(1);
    WrittenRun good = new WrittenRun(store, "good").begin();
    Batch wanted = good.more(2);
    WrittenRun fresh = new WrittenRun(store, "fresh");
    Batch starting = fresh.starting();
    Batch unknown = new WrittenRun(store, "unknown").more(1);
    assertThat(keep(store, over.more(1), wanted, old, starting, unknown))
        .containsExactly(GONE, KEPT, STALE, KEPT, GONE);
    good.isKept(wanted);
    fresh.isKept(starting);
    List.of(over, ahead, good, fresh).forEach(run -> run.assertKeptIn(store));
    assertThat(store.state("unknown")).isEmpty();
  }

  @Test
  void batchesOfOneRunInOneKeepFollowEachOther() {
    RunStore store = store();
    WrittenRun run = new WrittenRun(store, "one");
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Batch batch = i == 0 ? run.starting() : i < 3 ? run.more(i) : run.ending();
      batches.add(batch);
      run.isKept(batch);
    }
    batches.add(run.more(1));
    assertThat(store.keep(batches)).containsExactly(KEPT, KEPT, KEPT, KEPT, GONE);
    run.assertKeptIn(store);
  }

  @Test
  void nothingToKeepIsNoVerdict() {
    assertThat(store().keep(List.of())).isEmpty();
  }

  @Test
  void whatExpectsAnotherPlaceThanTheEndIsStale() {
    RunStore store = store();
    WrittenRun run = new WrittenRun(store, "one").begin().add(3);
    long epoch = store.epoch();
    for (Offset other :
        List.of(
            Offset.START,
            new Offset(epoch, 2),
            new Offset(epoch, 4),
            new Offset(epoch + 1, 3),
            new Offset(epoch, Long.MAX_VALUE - 1))) {
      Block block = new Block(epoch, other.position(), 1, new byte[] {1});
      Batch batch =
          new Batch("one", Optional.empty(), epoch, other, Optional.of(block), Optional.empty());
      assertThat(keep(store, batch)).as("%s", other).isEqualTo(STALE);
    }
    run.add(1).assertKeptIn(store);
  }

  // Ending.

  @Test
  void aRunEndsOnceAndNothingFollows() {
    RunStore store = store();
    WrittenRun run = new WrittenRun(store, "one").begin().add(2).end();
    assertThat(keep(store, run.ending())).isEqualTo(GONE);
    assertThat(keep(store, run.more(1))).isEqualTo(GONE);
    run.assertKeptIn(store);
    assertThat(store.state("one").orElseThrow().ended()).contains(WrittenRun.COMPLETED);
  }

  @Test
  void ofTwoEndingsInOneKeepTheFirstHolds() {
    RunStore store = store();
    WrittenRun run = new WrittenRun(store, "one").begin();
    Batch ending = run.ending();
    assertThat(keep(store, ending, run.ending())).containsExactly(KEPT, GONE);
    run.isKept(ending);
    run.assertKeptIn(store);
  }

  // Reading.

  @Test
  void readingBeginsWithTheBlockThatHoldsTheEntryBehindThePosition() {
    RunStore store = store();
    WrittenRun run = new WrittenRun(store, "one").begin().add(1).add(4).add(2).add(3).end();
    for (long position = 0; position < run.last().position(); position++) {
      run.assertRead(position, store.read("one", position, 1 << 20));
      run.assertRead(position, readAll(store, "one", position));
    }
  }

  @Test
  void behindTheLastEntryThereIsNothing() {
    RunStore store = store();
    new WrittenRun(store, "one").begin().add(3);
    for (long position : new long[] {3, 4, 1000, Long.MAX_VALUE}) {
      assertThat(store.read("one", position, 1000)).isEmpty();
    }
  }

  @Test
  void noMoreIsReadThanWasWantedButAlwaysABlock() {
    RunStore store = store();
    WrittenRun run = new WrittenRun(store, "one").begin();
    for (int i = 0; i < 10; i++) {
      assertThat(run.keep(run.more(new byte[100]))).isEqualTo(KEPT);
    }
    assertThat(store.read("one", 0, 99)).hasSize(1);
    assertThat(store.read("one", 0, 0)).hasSize(1);
    assertThat(store.read("one", 0, 100)).hasSize(1);
    assertThat(store.read("one", 0, 299)).hasSize(2);
    assertThat(store.read("one", 0, 300)).hasSize(3);
    assertThat(store.read("one", 8, 300)).hasSize(2);
    assertThat(store.read("one", 0, Integer.MAX_VALUE)).hasSize(10);
  }

  @Test
  void whatIsUnknownIsGoneAndNothingIsRead() {
    RunStore store = store();
    assertThat(store.state("nobody")).isEmpty();
    assertThat(store.read("nobody", 0, 1000)).isEmpty();
    assertThat(store.claim("nobody")).isEqualTo(new RunStore.Claim.Gone());
    assertThat(keep(store, new WrittenRun(store, "nobody").more(1))).isEqualTo(GONE);
    assertThat(keep(store, new WrittenRun(store, "nobody").ending())).isEqualTo(GONE);
    assertThat(store.state("nobody")).isEmpty();
  }

  @Test
  void bytesComeBackAsTheyWent() {
    RunStore store = store();
    WrittenRun run = new WrittenRun(store, "one").begin();
    Random random = new Random(1);
    for (int length : new int[] {1, 5 << 20, 0, 3, 70_000, 1 << 20, 2}) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(run.keep(run.more(bytes))).isEqualTo(KEPT);
    }
    run.end().assertKeptIn(store);
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    run.kept().forEach(block -> written.writeBytes(block.bytes()));
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    store.read("one", 0, Integer.MAX_VALUE).forEach(block -> read.writeBytes(block.bytes()));
    assertThat(read.toByteArray()).isEqualTo(written.toByteArray());
  }

  @Test
  void aRunOfManyBlocksIsReadFromAnywhere() {
    RunStore store = store();
    WrittenRun run = new WrittenRun(store, "one").begin();
    for (int group = 0; group < 40; group++) {
      List<Batch> batches = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        Batch batch = run.more(1 + i % 3);
        batches.add(batch);
        run.isKept(batch);
      }
      assertThat(store.keep(batches)).containsOnly(KEPT);
    }
    run.assertKeptIn(store);
    Random random = new Random(2);
    for (int i = 0; i < 200; i++) {
      long position = random.nextLong(run.last().position());
      Block first = store.read("one", position, 1).getFirst();
      assertThat(position).isBetween(first.position(), first.position() + first.count() - 1);
    }
  }

  @Test
  void tenThousandRunsAreToldApart() {
    RunStore store = store();
    List<WrittenRun> runs =
        IntStream.range(0, 10_000).mapToObj(i -> new WrittenRun(store, "run" + i)).toList();
    for (int from = 0; from < runs.size(); from += 1000) {
      List<Batch> batches = new ArrayList<>();
      for (WrittenRun run : runs.subList(from, from + 1000)) {
        Batch batch = from < 5000 ? run.whole(2) : run.starting();
        batches.add(batch);
        run.isKept(batch);
      }
      assertThat(store.keep(batches)).containsOnly(KEPT);
    }
    for (int i = 0; i < runs.size(); i += 97) {
      runs.get(i).assertKeptIn(store);
    }
    crashed(store);
    List<String> open = runs.subList(5000, 10_000).stream().map(WrittenRun::id).toList();
    assertThat(store().orphans()).containsExactlyElementsOf(open);
  }

  // Closing.

  @Test
  void closingTwiceIsClosingAndAClosedStoreSaysSo() {
    RunStore store = open();
    WrittenRun run = new WrittenRun(store, "one").begin();
    store.close();
    store.close();
    List<Runnable> uses =
        List.of(
            () -> keep(store, run.more(1)),
            () -> store.state("one"),
            () -> store.read("one", 0, 1000),
            () -> store.claim("one"),
            store::orphans);
    for (Runnable use : uses) {
      assertThatThrownBy(use::run)
          .isInstanceOfSatisfying(
              RunLogException.class,
              thrown -> assertThat(thrown.kind()).isEqualTo(RunLogException.Kind.CLOSED));
    }
    run.assertKeptIn(store());
  }
}
