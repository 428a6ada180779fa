package dev.sluice.log;

import static dev.sluice.log.RunStore.Verdict.KEPT;
import static dev.sluice.log.RunStore.Verdict.STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Part;
import dev.sluice.log.RunStore.Batch;
import dev.sluice.log.RunStore.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunMemoryTest extends RunStoreContract {
  private final RunMemory place = new RunMemory();

  @Override
  protected RunStore open() {
    return place.another();
  }

  /** Memory that nobody reaches any more has no more to say. */
  @Override
  protected void crash(RunStore store) {
    store.close();
  }

  @Override
  protected Optional<FaultyDisk> disk() {
    return Optional.empty();
  }

  // The bound.

  @Test
  void itNeverHoldsMoreThanItsBoundAndLetsTheRunsGoThatEndedFirst() {
    RunMemory memory = new RunMemory(100_000);
    List<WrittenRun> runs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      WrittenRun run = new WrittenRun(memory, "run" + i).begin().add(50);
      run.keep(run.more(new byte[2_000]));
      runs.add(run.end());
      assertThat(memory.held()).isLessThanOrEqualTo(100_000);
    }
    int first = 0;
    while (memory.state("run" + first).isEmpty()) {
      assertThat(memory.read("run" + first, 0, 1000)).isEmpty();
      assertThat(memory.claim("run" + first)).isEqualTo(new Claim.Gone());
      first++;
    }
    assertThat(first).isBetween(150, 190);
    runs.subList(first, runs.size()).forEach(run -> run.assertKeptIn(memory));
  }

  @Test
  void theOneThatEndedFirstGoesFirstHoweverOldItIs() {
    RunMemory memory = new RunMemory(20_000);
    WrittenRun old = new WrittenRun(memory, "old").begin();
    WrittenRun young = new WrittenRun(memory, "young").begin();
    young.keep(young.more(new byte[5_000]));
    young.end();
    old.keep(old.more(new byte[5_000]));
    old.end();
    WrittenRun next = new WrittenRun(memory, "next").begin();
    next.keep(next.more(new byte[6_000]));
    assertThat(memory.state("young")).isEmpty();
    old.assertKeptIn(memory);
  }

  @Test
  void aRunThatGoesOnIsRefusedAndTheOthersGoOn() {
    RunMemory memory = new RunMemory(50_000);
    WrittenRun other = new WrittenRun(memory, "other").begin().add(1);
    WrittenRun hungry = new WrittenRun(memory, "hungry").begin();
    hungry.keep(hungry.more(new byte[40_000]));
    Batch tooMuch = hungry.more(new byte[20_000]);
    Batch beside = other.more(1);
    long before = memory.held();
    assertThatThrownBy(() -> keep(memory, beside, tooMuch))
        .isInstanceOfSatisfying(
            RunLogException.class,
            thrown -> assertThat(thrown.kind()).isEqualTo(RunLogException.Kind.FULL))
        .hasMessageContaining("50000 bytes");
    assertThat(memory.held()).isEqualTo(before);
    other.assertKeptIn(memory);
    hungry.assertKeptIn(memory);
    other.add(2).end().assertKeptIn(memory);
    hungry.end().assertKeptIn(memory);
  }

  @Test
  void whatDoesNotFindRoomLeavesNothingOfItsKeepBehind() {
    RunMemory memory = new RunMemory(30_000);
    WrittenRun run = new WrittenRun(memory, "run").begin().add(3);
    WrittenRun fresh = new WrittenRun(memory, "fresh");
    long before = memory.held();
    List<Batch> batches =
        List.of(
            fresh.starting(),
            run.more(new byte[3_000]),
            new WrittenRun(memory, "whole").whole(9),
            new WrittenRun(memory, "big").starting(),
            new Batch(
                "big",
                Optional.empty(),
                memory.epoch(),
                Offset.START,
                Optional.of(new Block(memory.epoch(), 0, 1, new byte[30_000])),
                Optional.of(WrittenRun.COMPLETED)));
    assertThatThrownBy(() -> memory.keep(batches)).isInstanceOf(RunLogException.class);
    assertThat(memory.held()).isEqualTo(before);
    for (String id : List.of("fresh", "whole", "big")) {
      assertThat(memory.state(id)).as(id).isEmpty();
    }
    run.assertKeptIn(memory);
    assertThat(run.keep(run.more(5))).isEqualTo(KEPT);
    run.end().assertKeptIn(memory);
    fresh.begin().end().assertKeptIn(memory);
  }

  @Test
  void whatWasAskedCountsToo() {
    RunMemory memory = new RunMemory(100_000);
    byte[] image = new byte[90_000];
    ChatRequest request =
        ChatRequest.builder()
            .user(Part.text("What is it?"), Part.image("image/png", image))
            .build();
    Batch batch =
        new Batch(
            "one",
            Optional.of(new RunStart("one", "fake/model", request, WrittenRun.AT)),
            memory.epoch(),
            Offset.START,
            Optional.empty(),
            Optional.empty());
    assertThatThrownBy(() -> memory.keep(List.of(batch)))
        .isInstanceOf(RunLogException.class)
        .hasMessageContaining("give it more");
    assertThat(memory.held()).isZero();
  }

  @Test
  void manySmallEntriesAreFewObjects() {
    RunMemory memory = new RunMemory(1 << 20);
    WrittenRun run = new WrittenRun(memory, "one").begin();
    for (int i = 0; i < 10_000; i++) {
      run.keep(run.more(new byte[40]));
    }
    // 40 bytes and a header each, and at most an array of 64 KiB that is not full.
    assertThat(memory.held()).isLessThan(10_000 * (40 + 24) + (64 << 10) + 10_000);
  }

  @Test
  void aBoundOfNothingIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RunMemory(0));
  }

  // Leases.

  @Test
  void whoStoodStillForTooLongHearsThatHisRunIsAnothers() {
    RunMemory slow = new RunMemory();
    WrittenRun run = new WrittenRun(slow, "one").begin().add(1);
    RunMemory other = slow.another();
    slow.lapse();
    assertThat(run.keep(run.more(1))).as("nobody has claimed it yet").isEqualTo(KEPT);
    assertThat(other.claim("one")).isInstanceOf(Claim.Yours.class);
    assertThat(run.keep(run.more(1))).isEqualTo(STALE);
    assertThat(run.keep(run.ending())).isEqualTo(STALE);
    run.writtenBy(other);
    run.add(1).end().assertKeptIn(slow);
  }
}
