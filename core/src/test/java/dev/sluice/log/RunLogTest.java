package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.StreamEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Followers, and what becomes of a run when its process ends. */
class RunLogTest extends LogCase {

  private static void assertRefused(RunLogException.Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RunLogException.class, thrown -> assertThat(thrown.kind()).isEqualTo(kind));
  }

  // Following.

  @Test
  void aFollowerSeesEntriesBeforeTheyAreKept() {
    RunWriter writer = begin("one");
    RunReader reader = log.read("one", Offset.START);
    assertThat(reader.poll()).isFalse();
    say(writer, "a", "b");
    assertThat(drain(reader)).containsExactly("a", "b");
    assertThat(reader.offset()).isEqualTo(writer.offset());
    assertThat(store.state("one")).isEmpty();
    writer.onEnded(completed());
    assertThat(drain(reader)).containsExactly("<completed>");
    assertThat(reader.isOver()).isTrue();
    assertThat(store.reads).isZero();
  }

  @Test
  void aFollowerBeginsAtTheStartAtAnyPlaceOrNow() {
    RunWriter writer = begin("one");
    List<Offset> places = new ArrayList<>(List.of(Offset.START));
    for (String text : List.of("a", "b", "c", "d")) {
      say(writer, text);
      places.add(writer.offset());
    }
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < places.size(); i++) {
        List<String> rest = List.of("a", "b", "c", "d").subList(i, 4);
        assertThat(drain(log.read("one", places.get(i)))).isEqualTo(rest);
      }
      commit();
    }
    RunReader now = log.read("one", log.last("one").orElseThrow());
    assertThat(drain(now)).isEmpty();
    say(writer, "e");
    assertThat(drain(now)).containsExactly("e");
  }

  @Test
  void aRunThatHasEndedIsReadFromTheStoreTheSame() {
    RunWriter writer = begin("one");
    say(writer, "a", "b", "c");
    Offset middle = new Offset(writer.offset().epoch(), 2);
    writer.onEnded(completed());
    RunReader late = log.read("one", middle);
    commit();
    assertThat(drain(log.read("one", Offset.START))).containsExactly("a", "b", "c", "<completed>");
    assertThat(drain(log.read("one", middle))).containsExactly("c", "<completed>");
    assertThat(drain(late)).containsExactly("c", "<completed>");
    RunReader over = log.read("one", writer.offset());
    assertThat(drain(over)).isEmpty();
    assertThat(over.isOver()).isTrue();
    assertThat(over.rewound()).isEmpty();
  }

  @Test
  void aSlowFollowerReadsFromTheStoreAndMissesNothing() {
    RunWriter writer = begin("one");
    RunReader slow = log.read("one", Offset.START);
    List<String> said = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      String text = i + "-" + "x".repeat(i % 200);
      say(writer, text);
      said.add(text);
      if (i % 7 == 0 && slow.poll()) {
        seen.add(shown(slow));
      }
      if (i % 100 == 0) {
        commit();
      }
    }
    writer.onEnded(completed());
    said.add("<completed>");
    seen.addAll(drain(slow));
    assertThat(seen).isEqualTo(said);
    assertThat(store.reads).isPositive();
    commit();
    assertThat(drain(log.read("one", Offset.START))).isEqualTo(said);
  }

  @Test
  void aTaskIsCalledOnceWhenThereIsMore() {
    RunWriter writer = begin("one");
    RunReader reader = log.read("one", Offset.START);
    AtomicInteger called = new AtomicInteger();
    reader.poll();
    reader.whenMore(called::incrementAndGet);
    commit();
    assertThat(called).hasValue(0);
    say(writer, "a");
    assertThat(called).hasValue(0);
    say(writer, "b");
    steps.runAll();
    assertThat(called).hasValue(1);
    reader.whenMore(called::incrementAndGet);
    steps.runAll();
    assertThat(called).hasValue(2);
    assertThat(drain(reader)).containsExactly("a", "b");
    reader.whenMore(called::incrementAndGet);
    writer.onEnded(completed());
    steps.runAll();
    assertThat(called).hasValue(3);
    reader.whenMore(called::incrementAndGet);
    assertThat(drain(reader)).containsExactly("<completed>");
    reader.whenMore(called::incrementAndGet);
    steps.runAll();
    assertThat(called).hasValue(5);
  }

  @Test
  void aTaskThatThrowsHarmsNobody() {
    RunWriter writer = begin("one");
    RunReader one = log.read("one", Offset.START);
    RunReader two = log.read("one", Offset.START);
    AtomicInteger called = new AtomicInteger();
    Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
    List<Throwable> thrown = new ArrayList<>();
    Thread.currentThread().setUncaughtExceptionHandler((thread, what) -> thrown.add(what));
    try {
      one.poll();
      two.poll();
      one.whenMore(
          () -> {
            throw new IllegalStateException("mine");
          });
      two.whenMore(called::incrementAndGet);
      say(writer, "a");
      steps.runAll();
    } finally {
      Thread.currentThread().setUncaughtExceptionHandler(before);
    }
    assertThat(called).hasValue(1);
    assertThat(thrown).hasSize(1);
    assertThat(drain(one)).containsExactly("a");
  }

  @Test
  void aReaderThatIsClosedIsNotCalled() {
    RunWriter writer = begin("one");
    RunReader reader = log.read("one", Offset.START);
    AtomicInteger called = new AtomicInteger();
    reader.poll();
    reader.whenMore(called::incrementAndGet);
    reader.close();
    say(writer, "a");
    steps.runAll();
    assertThat(called).hasValue(0);
    assertRefused(RunLogException.Kind.CLOSED, reader::poll);
  }

  @Test
  void aReaderStandsAtNoEntryBeforeTheFirstAndWhereThereIsNothingYet() {
    RunWriter writer = begin("one");
    RunReader reader = log.read("one", Offset.START);
    assertThatThrownBy(reader::kind).isInstanceOf(IllegalStateException.class);
    say(writer, "a");
    assertThat(reader.poll()).isTrue();
    assertThatThrownBy(reader::ending).isInstanceOf(IllegalStateException.class);
    assertThat(reader.poll()).isFalse();
    assertThatThrownBy(reader::event).isInstanceOf(IllegalStateException.class);
    assertThat(reader.offset()).isEqualTo(writer.offset());
  }

  @Test
  void anInterruptEndsTheWaitingAndStaysSet() {
    begin("one");
    RunReader reader = log.read("one", Offset.START);
    Thread.currentThread().interrupt();
    assertThat(reader.next()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(reader.isOver()).isFalse();
  }

  @Test
  void anIdThatNoStoreCouldTellFromAnotherIsRefused() {
    for (String id : List.of("", "x".repeat(RunStart.MAX_ID + 1), "half \ud800", "\udc00")) {
      assertThatThrownBy(() -> begin(id)).isInstanceOf(IllegalArgumentException.class);
    }
    begin("whole \ud83c\udf0a");
  }

  @Test
  void whatIsNotThereIsGone() {
    assertRefused(RunLogException.Kind.GONE, () -> log.read("none", Offset.START));
    assertRefused(RunLogException.Kind.GONE, () -> log.takeOver("none"));
    assertThat(log.state("none")).isEmpty();
    assertThat(log.last("none")).isEmpty();
  }

  @Test
  void theStateOfALiveRunTellsWhatIsNotKeptYet() {
    RunWriter writer = begin("one");
    say(writer, "a");
    RunState live = log.state("one").orElseThrow();
    assertThat(live.last()).isEqualTo(writer.offset());
    assertThat(live.bytes()).isEqualTo(Entries.event(text("a")).length);
    assertThat(live.ended()).isEmpty();
    commit();
    assertThat(store.state("one")).contains(log.state("one").orElseThrow());
  }

  // The end of a process.

  @Test
  void aPlaceThatWasLostAnswersWithTheLastKeptOneAndTheEnding() {
    RunWriter writer = begin("one");
    say(writer, "a", "b");
    commit();
    Offset kept = writer.offset();
    say(writer, "lost", "lost too");
    Offset lost = writer.offset();
    RunLog next = crashed();
    assertThat(next.settleOrphans()).containsExactly("one");
    RunReader reader = next.read("one", lost);
    assertThat(drain(reader)).containsExactly("<interrupted>");
    assertThat(reader.rewound()).contains(new Rewound(lost, kept));
    assertThat(drain(next.read("one", Offset.START))).containsExactly("a", "b", "<interrupted>");
    RunReader fine = next.read("one", kept);
    assertThat(drain(fine)).containsExactly("<interrupted>");
    assertThat(fine.rewound()).isEmpty();
    assertThat(drain(next.read("one", fine.offset()))).isEmpty();
  }

  @Test
  void whatALaterWriterAddsIsNeverReadUnderAnEarlierOnesPlaces() {
    RunWriter writer = begin("one");
    say(writer, "a");
    commit();
    Offset kept = writer.offset();
    say(writer, "lost 1", "lost 2", "lost 3");
    Offset lost = new Offset(kept.epoch(), 3);
    RunLog next = crashed();
    RunWriter second = next.takeOver("one");
    say(second, "b", "c", "d", "e");
    RunReader live = next.read("one", lost);
    assertThat(drain(live)).containsExactly("b", "c", "d", "e");
    assertThat(live.rewound()).contains(new Rewound(lost, kept));
    second.onEnded(completed());
    commit();
    RunReader after = next.read("one", lost);
    assertThat(drain(after)).containsExactly("b", "c", "d", "e", "<completed>");
    assertThat(after.rewound()).contains(new Rewound(lost, kept));
    assertThat(drain(next.read("one", Offset.START)))
        .containsExactly("a", "b", "c", "d", "e", "<completed>");
  }

  @Test
  void ofSeveralWritersEachPlaceLeadsToWhatFollowedIt() {
    List<Offset> kept = new ArrayList<>(List.of(Offset.START));
    List<String> all = new ArrayList<>();
    RunLog at = log;
    RunMemory where = memory;
    RunWriter writer = begin("one");
    for (int process = 0; process < 4; process++) {
      for (int i = 0; i < 3; i++) {
        say(writer, process + "." + i);
        all.add(process + "." + i);
        kept.add(writer.offset());
        commit();
      }
      say(writer, "lost");
      Offset lost = writer.offset();
      RunMemory other = where.another();
      where.lapse();
      at = builder(other).build();
      where = other;
      writer = at.takeOver("one");
      RunReader reader = at.read("one", lost);
      assertThat(drain(reader)).isEmpty();
      assertThat(reader.rewound()).contains(new Rewound(lost, kept.getLast()));
    }
    for (int i = 0; i < kept.size(); i++) {
      RunReader reader = at.read("one", kept.get(i));
      assertThat(drain(reader)).isEqualTo(all.subList(i, all.size()));
      assertThat(reader.rewound()).isEmpty();
    }
  }

  @Test
  void onlyOneGoesOnWithAnOrphan() {
    RunWriter writer = begin("one");
    say(writer, "a");
    commit();
    assertRefused(RunLogException.Kind.BUSY, () -> log.takeOver("one"));
    RunLog other = builder(memory.another()).build();
    assertRefused(RunLogException.Kind.BUSY, () -> other.takeOver("one"));
    assertThat(other.settleOrphans()).isEmpty();
    RunLog next = crashed();
    next.takeOver("one").onEnded(completed());
    assertRefused(RunLogException.Kind.BUSY, () -> next.takeOver("one"));
    assertRefused(RunLogException.Kind.BUSY, () -> other.takeOver("one"));
    commit();
    assertRefused(RunLogException.Kind.OVER, () -> next.takeOver("one"));
    assertRefused(RunLogException.Kind.OVER, () -> other.takeOver("one"));
  }

  @Test
  void anOrphanIsEndedWithWhatItHadUsed() {
    RunWriter counted = begin("counted");
    counted.onEvent(new StreamEvent.UsageReported(USED));
    RunWriter estimated = begin("estimated");
    say(estimated, "x".repeat(400));
    begin("empty");
    commit();
    RunLog next = crashed();
    assertThat(next.settleOrphans()).containsExactlyInAnyOrder("counted", "estimated", "empty");
    steps.runAll();
    assertThat(settled).hasSize(3);
    RunReader reader = next.read("counted", counted.offset());
    assertThat(reader.poll()).isTrue();
    assertThat(reader.ending().kind()).isEqualTo("interrupted");
    assertThat(reader.ending().reply().usage()).isEqualTo(USED);
    assertThat(reader.ending().reply().askedModel()).isEqualTo("fake/model");
    RunState.Ended ended = next.state("estimated").flatMap(RunState::ended).orElseThrow();
    assertThat(ended.usage().outputTokens()).hasValue(100);
    assertThat(ended.usage().estimated()).isTrue();
    assertThat(next.settleOrphans()).isEmpty();
  }

  @Test
  void aWriterThatAnotherHasReplacedStopsAloneAndItsFollowersGoThere() {
    RunWriter writer = begin("one");
    RunWriter other = begin("two");
    say(writer, "a");
    commit();
    Offset kept = writer.offset();
    RunReader follower = log.read("one", Offset.START);
    say(writer, "unkept");
    assertThat(drain(follower)).containsExactly("a", "unkept");
    Offset lost = follower.offset();
    RunLog next = crashed(); // Its writer counts as gone, but it goes on.
    RunWriter second = next.takeOver("one");
    say(second, "b");
    commit();
    Kept.Lacking lacking = (Kept.Lacking) now(writer.kept());
    assertThat(lacking.last()).isEqualTo(kept);
    assertThat(lacking.why().kind()).isEqualTo(RunLogException.Kind.BUSY);
    assertThat(troubles).hasSize(1);
    assertThat(drain(follower)).containsExactly("b");
    assertThat(follower.rewound()).contains(new Rewound(lost, kept));
    say(second, "c");
    commit();
    assertThat(drain(follower)).containsExactly("c");
    assertThat(other.kept()).isNotDone();
  }

  // Other processes.

  @Test
  void aRunOfAnotherProcessIsFollowed() {
    RunLog other = builder(memory.another()).build();
    RunWriter writer = begin("one");
    commit();
    RunReader reader = other.read("one", Offset.START);
    List<String> seen = new ArrayList<>();
    follow(reader, seen);
    steps.runAll();
    say(writer, "a");
    commit();
    say(writer, "b");
    assertThat(seen).doesNotContain("b");
    pass(Duration.ofMillis(100));
    assertThat(seen).containsExactly("a", "b");
    writer.onEnded(completed());
    pass(Duration.ofMillis(60));
    assertThat(seen).containsExactly("a", "b", "<completed>");
    pass(Duration.ofMillis(100));
    assertThat(clock.waiting()).isZero();
  }

  private void follow(RunReader reader, List<String> seen) {
    seen.addAll(drain(reader));
    if (!reader.isOver()) {
      reader.whenMore(() -> follow(reader, seen));
    }
  }

  @Test
  void aPlaceThatTheWritersProcessHasNotKeptYetIsWaitedFor() {
    RunLog other = builder(memory.another()).build();
    RunWriter writer = begin("one");
    commit();
    say(writer, "a", "b");
    RunReader reader = other.read("one", writer.offset());
    assertThat(drain(reader)).isEmpty();
    say(writer, "c");
    commit();
    assertThat(drain(reader)).containsExactly("c");
    assertThat(reader.rewound()).isEmpty();
  }

  @Test
  void aFollowerInAnotherProcessHearsThatTheWriterIsGone() {
    RunLog other = builder(memory.another()).build();
    RunWriter writer = begin("one");
    say(writer, "a");
    commit();
    RunReader reader = other.read("one", Offset.START);
    List<String> seen = new ArrayList<>();
    follow(reader, seen);
    pass(Duration.ofSeconds(3));
    assertThat(seen).containsExactly("a");
    memory.lapse();
    pass(Duration.ofSeconds(2));
    assertThat(seen).containsExactly("a", "<interrupted>");
    assertThat(other.state("one").flatMap(RunState::ended).map(RunState.Ended::kind))
        .isEqualTo(Optional.of("interrupted"));
  }

  @Test
  void aFollowerGoesOnWithWhoTakesARunOver() {
    RunWriter writer = begin("one");
    say(writer, "a");
    commit();
    RunLog next = crashed();
    RunReader reader = next.read("one", Offset.START);
    List<String> seen = new ArrayList<>();
    follow(reader, seen);
    RunWriter second = next.takeOver("one");
    say(second, "b");
    steps.runAll();
    assertThat(seen).containsExactly("a", "b");
    second.onEnded(completed());
    steps.runAll();
    assertThat(seen).containsExactly("a", "b", "<completed>");
  }

  // Closing.

  @Test
  void closingKeepsWhatWasAddedAndLeavesRunsToALaterProcess() {
    RunWriter open = begin("open");
    RunWriter over = begin("over");
    say(open, "a");
    over.onEnded(completed());
    RunReader reader = log.read("open", Offset.START);
    assertThat(drain(reader)).containsExactly("a");
    var closing = log.closing();
    assertThat(closing).isNotDone();
    say(open, "late");
    steps.runAll();
    assertThat(closing).isDone();
    assertThat(store.closed).isTrue();
    assertThat(now(over.kept())).isEqualTo(new Kept.Whole(over.offset()));
    Kept.Lacking kept = (Kept.Lacking) now(open.kept());
    assertThat(kept.last()).isEqualTo(new Offset(store.epoch(), 1));
    assertRefused(RunLogException.Kind.CLOSED, () -> begin("next"));
    assertRefused(RunLogException.Kind.CLOSED, () -> log.takeOver("open"));
    assertRefused(RunLogException.Kind.CLOSED, () -> log.read("open", Offset.START));
    assertRefused(RunLogException.Kind.CLOSED, reader::poll);
    RunLog next = builder(memory.another()).build();
    assertThat(next.settleOrphans()).containsExactly("open");
    assertThat(drain(next.read("open", Offset.START))).containsExactly("a", "<interrupted>");
    log.close();
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void closingCallsWhoWaits() {
    begin("one");
    RunLog other = builder(memory.another()).build();
    commit();
    AtomicInteger called = new AtomicInteger();
    for (RunLog each : List.of(log, other)) {
      RunReader reader = each.read("one", Offset.START);
      reader.poll();
      reader.whenMore(called::incrementAndGet);
      var unused = each.closing();
      steps.runAll();
      assertRefused(RunLogException.Kind.CLOSED, reader::poll);
    }
    assertThat(called).hasValue(2);
  }

  @Test
  void aLogInMemoryNeedsNothing() {
    try (RunLog own = RunLog.inMemory(1 << 20)) {
      RunWriter writer = own.begin(start("one"));
      say(writer, "a");
      writer.onEnded(completed());
      assertThat(writer.kept().join()).isEqualTo(new Kept.Whole(writer.offset()));
      RunReader reader = own.read("one", Offset.START);
      assertThat(reader.next()).isTrue();
      assertThat(shown(reader)).isEqualTo("a");
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isFalse();
    }
  }
}
