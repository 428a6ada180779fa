package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can't be kept: the stream goes on, its followers too, and who asks is told. */
class RunLogTroubleTest extends LogCase {

  private static Kept.Lacking lacking(RunWriter writer) {
    return (Kept.Lacking) now(writer.kept());
  }

  private static RunStore.Batch only(List<RunStore.Batch> group) {
    assertThat(group).hasSize(1);
    return group.getFirst();
  }

  @ParameterizedTest
  @EnumSource(names = {"FULL", "CORRUPT", "NEWER", "UNUSABLE", "CLOSED"})
  void afterTroubleNoMoreIsKeptAndFollowersGoOn(RunLogException.Kind kind) {
    RunWriter writer = begin("one");
    say(writer, "a");
    commit();
    Offset kept = writer.offset();
    RunReader follower = log.read("one", Offset.START);
    store.failing(kind);
    say(writer, "b");
    commit();
    assertThat(troubles).singleElement().extracting(RunLogException::kind).isEqualTo(kind);
    store.working();
    say(writer, "c");
    commit();
    assertThat(writer.kept()).isNotDone();
    assertThat(drain(follower)).containsExactly("a", "b", "c");
    writer.onEnded(completed());
    commit();
    assertThat(drain(follower)).containsExactly("<completed>");
    assertThat(lacking(writer).last()).isEqualTo(kept);
    assertThat(lacking(writer).why().kind()).isEqualTo(kind);
    assertThat(troubles).hasSize(1);
    assertThat(store.state("one").orElseThrow().last()).isEqualTo(kept);
  }

  @Test
  void aRunWithLossesIsEndedAsInterruptedOnceTheStoreWorksAgain() {
    RunWriter writer = begin("one");
    say(writer, "a");
    commit();
    Offset kept = writer.offset();
    store.failing(RunLogException.Kind.FULL);
    say(writer, "b", "c");
    commit();
    Offset lost = writer.offset();
    writer.onEnded(completed());
    pass(Duration.ofSeconds(3));
    RunReader waits = log.read("one", lost);
    assertThat(drain(waits)).isEmpty();
    assertThat(store.state("one").flatMap(RunState::ended)).isEmpty();
    store.working();
    pass(Duration.ofSeconds(2));
    assertThat(drain(waits)).containsExactly("<interrupted>");
    assertThat(waits.rewound()).contains(new Rewound(lost, kept));
    Offset end = log.last("one").orElseThrow();
    assertThat(end.epoch()).as("nobody has seen anything there").isGreaterThan(lost.epoch());
    for (long position = 2; position <= 4; position++) {
      RunReader reader = log.read("one", new Offset(kept.epoch(), position));
      assertThat(drain(reader)).containsExactly("<interrupted>");
      assertThat(reader.rewound().orElseThrow().lastKept()).isEqualTo(kept);
    }
    RunReader over = log.read("one", end);
    assertThat(drain(over)).isEmpty();
    assertThat(over.rewound()).isEmpty();
    assertThat(drain(log.read("one", kept))).containsExactly("<interrupted>");
    assertThat(drain(log.read("one", Offset.START))).containsExactly("a", "<interrupted>");
    pass(Duration.ofSeconds(2));
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void aRunWithLossesIsTakenOverUnderAnotherEpoch() {
    RunWriter writer = begin("one");
    say(writer, "a");
    commit();
    Offset kept = writer.offset();
    store.failing(RunLogException.Kind.FULL);
    say(writer, "b", "c");
    commit();
    Offset lost = writer.offset();
    writer.close();
    steps.runAll();
    store.working();
    RunWriter next = log.takeOver("one");
    say(next, "other");
    assertThat(next.offset().epoch()).isGreaterThan(lost.epoch());
    RunReader live = log.read("one", lost);
    assertThat(drain(live)).containsExactly("other");
    assertThat(live.rewound()).contains(new Rewound(lost, kept));
    next.onEnded(completed());
    pass(Duration.ofSeconds(3));
    assertThat(now(next.kept())).isEqualTo(new Kept.Whole(next.offset()));
    RunReader later = log.read("one", lost);
    assertThat(drain(later)).containsExactly("other", "<completed>");
    assertThat(settled).isEmpty();
  }

  @Test
  void aRunWithLossesFromItsFirstEntryOnIsEndedToo() {
    RunWriter writer = begin("one");
    steps.runAll();
    store.failing(RunLogException.Kind.FULL);
    say(writer, "a");
    Offset lost = writer.offset();
    writer.onEnded(completed());
    commit();
    store.working();
    pass(Duration.ofSeconds(2));
    RunReader reader = log.read("one", lost);
    assertThat(drain(reader)).containsExactly("<interrupted>");
    assertThat(reader.rewound()).contains(new Rewound(lost, Offset.START));
  }

  @Test
  void aFollowerThatNeedsWhatIsLostIsTold() {
    RunLog small = builder(store).tailBytes(1_000).build();
    RunWriter writer = small.begin(start("one"));
    say(writer, "a");
    commit();
    RunReader slow = small.read("one", Offset.START);
    RunReader fast = small.read("one", Offset.START);
    store.failing(RunLogException.Kind.FULL);
    for (int i = 0; i < 100; i++) {
      say(writer, "x".repeat(300));
      commit();
      assertThat(drain(fast)).isNotEmpty();
    }
    assertThat(slow.poll()).isTrue();
    assertThat(shown(slow)).isEqualTo("a");
    assertThatThrownBy(slow::poll)
        .isInstanceOf(RunLogException.class)
        .hasMessageContaining("lost")
        .hasMessageContaining("the disk says FULL");
    assertThatThrownBy(slow::next).isInstanceOf(RunLogException.class);
    assertThat(Objects.requireNonNull(small.runs().live("one")).size())
        .isLessThanOrEqualTo(1_000 + Tail.MAX_CHUNK);
    writer.onEnded(completed());
    assertThat(drain(fast)).containsExactly("<completed>");
    store.working();
    pass(Duration.ofSeconds(2));
    assertThat(drain(slow)).containsExactly("<interrupted>");
  }

  @Test
  void aLockedStoreIsAskedAgain() {
    RunWriter writer = begin("one");
    store.failing(RunLogException.Kind.LOCKED);
    say(writer, "a");
    pass(Duration.ofSeconds(4));
    store.working();
    writer.onEnded(completed());
    commit();
    assertThat(now(writer.kept())).isEqualTo(new Kept.Whole(writer.offset()));
    assertThat(troubles).isEmpty();
  }

  @Test
  void aStoreThatStaysLockedIsGivenUpAfterFiveSeconds() {
    RunWriter writer = begin("one");
    store.failing(RunLogException.Kind.LOCKED);
    pass(Duration.ofMillis(5_200));
    assertThat(troubles).hasSize(1);
    assertThat(log.runs().pendingBytes()).isZero();
    store.working();
    RunWriter next = begin("two");
    next.onEnded(completed());
    commit();
    assertThat(now(next.kept())).isInstanceOf(Kept.Whole.class);
    writer.onEnded(completed());
    commit();
    assertThat(lacking(writer).why().kind()).isEqualTo(RunLogException.Kind.LOCKED);
  }

  @Test
  void whatOneRunCannotHaveKeptDoesNotStopTheOthers() {
    RunWriter small = begin("small");
    RunWriter large = begin("large");
    commit();
    store.failing(
        group ->
            group.stream().anyMatch(batch -> batch.run().equals("large"))
                ? new RunLogException(RunLogException.Kind.FULL, "no room for so much")
                : null);
    say(small, "a");
    say(large, "b");
    commit();
    small.onEnded(completed());
    large.onEnded(completed());
    commit();
    assertThat(now(small.kept())).isEqualTo(new Kept.Whole(small.offset()));
    assertThat(lacking(large).last()).isEqualTo(Offset.START);
  }

  @Test
  void aDefectOfTheStoreIsTroubleOfTheRunAlone() {
    RunWriter writer = begin("one");
    store.failing(group -> new ArithmeticException("a defect"));
    commit();
    store.working();
    writer.onEnded(completed());
    commit();
    assertThat(lacking(writer).why().kind()).isEqualTo(RunLogException.Kind.UNUSABLE);
    assertThat(lacking(writer).why()).hasCauseInstanceOf(ArithmeticException.class);
    RunWriter next = begin("two");
    next.onEnded(completed());
    commit();
    assertThat(now(next.kept())).isInstanceOf(Kept.Whole.class);
  }

  @Test
  void whoIsToldOfTroubleMayThrow() {
    RunLog rude =
        builder(store)
            .onTrouble(
                trouble -> {
                  throw new IllegalStateException("rude");
                })
            .build();
    RunWriter writer = rude.begin(start("one"));
    store.failing(RunLogException.Kind.FULL);
    Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
    Thread.currentThread().setUncaughtExceptionHandler((thread, what) -> {});
    try {
      commit();
      writer.onEnded(completed());
      commit();
    } finally {
      Thread.currentThread().setUncaughtExceptionHandler(before);
    }
    assertThat(lacking(writer).why().kind()).isEqualTo(RunLogException.Kind.FULL);
  }

  @Test
  void aStartThatCannotBeKeptLeavesNoRun() {
    store.failing(RunLogException.Kind.FULL);
    RunWriter writer = begin("one");
    say(writer, "a");
    commit();
    assertThat(drain(log.read("one", Offset.START))).containsExactly("a");
    writer.onEnded(completed());
    store.working();
    pass(Duration.ofSeconds(2));
    assertThat(log.state("one")).isEmpty();
    assertThat(lacking(writer).last()).isEqualTo(Offset.START);
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void anEventWithoutAFormEndsWhatIsKeptAndFollowed() {
    RunWriter writer = begin("one");
    say(writer, "a");
    RunReader follower = log.read("one", Offset.START);
    Usage priceless = Usage.builder().cost(new BigDecimal("1e999"), "USD").build();
    writer.onEvent(new StreamEvent.UsageReported(priceless));
    say(writer, "b");
    assertThat(follower.poll()).isTrue();
    assertThatThrownBy(follower::poll).isInstanceOf(RunLogException.class);
    Ending ending =
        new Ending.Completed(
            Reply.builder().usage(priceless).build(),
            new FinishReason(FinishReason.Kind.STOP, "stop"));
    writer.onEnded(ending);
    commit();
    assertThat(lacking(writer).why().kind()).isEqualTo(RunLogException.Kind.UNUSABLE);
    assertThat(troubles).hasSize(1);
    pass(Duration.ofSeconds(2));
    assertThat(store.state("one").flatMap(RunState::ended)).isPresent();
    assertThat(drain(log.read("one", Offset.START))).containsExactly("a", "<interrupted>");
  }

  @Test
  void anOrphanThatCannotBeEndedIsEndedLater() {
    RunWriter writer = begin("one");
    say(writer, "a");
    commit();
    memory.lapse();
    TroubledStore second = new TroubledStore(memory.another());
    RunLog next = builder(second).build();
    second.failing(RunLogException.Kind.FULL);
    assertThat(next.settleOrphans()).isEmpty();
    steps.runAll();
    assertThat(troubles).isNotEmpty();
    second.working();
    pass(Duration.ofSeconds(2));
    assertThat(next.state("one").flatMap(RunState::ended)).isPresent();
  }

  @Test
  void aRunThatWasDeletedStopsAndItsFollowersAreTold() {
    RunWriter writer = begin("one");
    say(writer, "a");
    commit();
    RunReader follower = log.read("one", Offset.START);
    assertThat(drain(follower)).containsExactly("a");
    RunLog other = builder(new Forgetful(memory)).build();
    RunWriter forgotten = other.begin(start("forgotten"));
    say(forgotten, "a");
    RunReader reader = other.read("forgotten", Offset.START);
    assertThat(reader.poll()).isTrue();
    commit();
    assertThat(lacking(forgotten).why().kind()).isEqualTo(RunLogException.Kind.GONE);
    assertThatThrownBy(reader::poll)
        .isInstanceOfSatisfying(
            RunLogException.class,
            thrown -> assertThat(thrown.kind()).isEqualTo(RunLogException.Kind.GONE));
    say(writer, "b");
    assertThat(drain(follower)).containsExactly("b");
  }

  /** A store whose runs are deleted as soon as they begin. */
  private record Forgetful(RunStore store) implements RunStore {
    @Override
    public long epoch() {
      return store.epoch();
    }

    @Override
    public List<Verdict> keep(List<Batch> batches) {
      return batches.stream().map(batch -> Verdict.GONE).toList();
    }

    @Override
    public Optional<RunState> state(String run) {
      return Optional.empty();
    }

    @Override
    public Optional<String> find(RunLabel label) {
      return Optional.empty();
    }

    @Override
    public List<Block> read(String run, long position, int maxBytes) {
      return List.of();
    }

    @Override
    public Claim claim(String run) {
      return new Claim.Gone();
    }

    @Override
    public List<String> orphans() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  // A store that does not answer.

  @Test
  void closingAStoreThatStaysLockedIsBounded() {
    RunWriter writer = begin("one");
    store.failing(RunLogException.Kind.LOCKED);
    steps.runAll();
    var closing = log.closing();
    pass(Duration.ofMillis(4_900));
    assertThat(closing).isNotDone();
    pass(Duration.ofMillis(200));
    assertThat(closing).isDone();
    assertThat(lacking(writer).last()).isEqualTo(Offset.START);
    pass(Duration.ofSeconds(6));
    assertThat(store.closed).isTrue();
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void whatAStoreKeepsAfterItWasGivenUpIsNoDefect() {
    RunWriter writer = begin("one");
    steps.runAll();
    say(writer, "a");
    store.failing(
        group -> {
          // While it hangs the log gives up on it.
          only(group);
          store.working();
          var unused = log.closing();
          clock.advance(Duration.ofSeconds(6));
          steps.runAll();
          return null;
        });
    commit();
    assertThat(lacking(writer).why().kind()).isEqualTo(RunLogException.Kind.LOCKED);
    assertThat(store.closed).isTrue();
  }
}
