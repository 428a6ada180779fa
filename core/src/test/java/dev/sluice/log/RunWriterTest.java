package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a writer adds is kept: when, in what groups, and what its future says. */
class RunWriterTest extends LogCase {

  @Test
  void aStartIsWrittenAtOnceAndDurably() {
    RunWriter writer = begin("one");
    assertThat(store.state("one")).isEmpty();
    steps.runAll();
    assertThat(store.state("one")).isPresent();
    assertThat(store.groups.getFirst()).allMatch(RunStore.Batch::isDurable);
    assertThat(writer.offset()).isEqualTo(Offset.START);
    assertThat(writer.run()).isEqualTo("one");
  }

  @Test
  void deltasWaitForOthersAndNoLongerThanTheDelay() {
    RunWriter one = begin("one");
    RunWriter two = begin("two");
    commit();
    int before = store.groups.size();
    say(one, "a", "b");
    steps.runAll();
    pass(Duration.ofMillis(10));
    say(two, "c");
    pass(Duration.ofMillis(10));
    assertThat(store.groups).hasSize(before);
    pass(Duration.ofMillis(5));
    assertThat(store.groups).hasSize(before + 1);
    assertThat(store.groups.getLast()).hasSize(2).noneMatch(RunStore.Batch::isDurable);
    assertThat(store.state("one").orElseThrow().last().position()).isEqualTo(2);
    assertThat(store.state("two").orElseThrow().last().position()).isEqualTo(1);
  }

  @Test
  void anEndingIsWrittenAtOnceAndAllThatWaitsBeforeItWithoutTheDisksWait() {
    RunWriter one = begin("one");
    RunWriter two = begin("two");
    commit();
    int before = store.groups.size();
    say(two, "waits");
    say(one, "a");
    one.onEnded(completed());
    steps.runAll();
    assertThat(store.groups).hasSize(before + 2);
    assertThat(store.groups.get(before)).singleElement().returns("two", RunStore.Batch::run);
    assertThat(store.groups.get(before)).noneMatch(RunStore.Batch::isDurable);
    assertThat(store.groups.getLast()).singleElement().returns("one", RunStore.Batch::run);
    assertThat(store.state("two").orElseThrow().last().position()).isEqualTo(1);
    assertThat(store.state("one").orElseThrow().ended().orElseThrow())
        .isEqualTo(new RunState.Ended("completed", USED, clock.now()));
  }

  @Test
  void whatComesWhileAGroupIsWrittenWaitsForThatOrItsDelayAndNotForBoth() {
    RunWriter one = begin("one");
    RunWriter two = begin("two");
    commit();
    say(one, "a");
    store.failing(
        group -> {
          store.working();
          say(two, "b");
          clock.advance(Duration.ofMillis(20)); // so long the disk takes
          return null;
        });
    pass(Duration.ofMillis(25));
    assertThat(store.state("two").orElseThrow().last().position()).isZero();
    pass(Duration.ofMillis(5));
    assertThat(store.state("two").orElseThrow().last().position()).isEqualTo(1);
    store.failing(
        group -> {
          store.working();
          say(two, "c");
          clock.advance(Duration.ofMillis(40));
          return null;
        });
    say(one, "b");
    pass(Duration.ofMillis(25));
    assertThat(store.state("two").orElseThrow().last().position()).isEqualTo(2);
  }

  @Test
  void theFutureSaysThatAllIsKeptOnceTheRunHasLeftTheLiveOnes() {
    RunWriter writer = begin("one");
    say(writer, "a");
    writer.onEnded(completed());
    boolean[] wasLive = {true};
    var unused = writer.kept().thenRun(() -> wasLive[0] = log.runs().live("one") != null);
    assertThat(writer.kept()).isNotDone();
    steps.runAll();
    assertThat(now(writer.kept())).isEqualTo(new Kept.Whole(writer.offset()));
    assertThat(wasLive[0]).isFalse();
    assertThat(drain(log.read("one", Offset.START))).containsExactly("a", "<completed>");
  }

  @Test
  void nothingFollowsAnEnding() {
    RunWriter writer = begin("one");
    writer.onEnded(completed());
    Offset end = writer.offset();
    say(writer, "late");
    writer.onEnded(completed());
    writer.close();
    commit();
    assertThat(writer.offset()).isEqualTo(end);
    assertThat(now(writer.kept())).isEqualTo(new Kept.Whole(end));
    assertThat(drain(log.read("one", Offset.START))).containsExactly("<completed>");
  }

  @Test
  void offsetsGrowByOneEntryEach() {
    RunWriter writer = begin("one");
    Offset before = writer.offset();
    for (int i = 1; i <= 5; i++) {
      say(writer, "x");
      assertThat(writer.offset()).isGreaterThan(before);
      before = writer.offset();
      assertThat(before).isEqualTo(new Offset(store.epoch(), i));
    }
  }

  @Test
  void framesComeBackAsTheyCame() {
    byte[] bytes = "..{\"a\":1}..".getBytes(StandardCharsets.UTF_8);
    RunWriter writer = begin("one");
    writer.frame("openai.chat", "delta", bytes, 2, 7);
    commit();
    for (RunReader reader : new RunReader[] {log.read("one", Offset.START)}) {
      assertThat(reader.poll()).isTrue();
      assertThat(reader.kind()).isEqualTo(Entry.Kind.FRAME);
      assertThat(reader.format()).isEqualTo("openai.chat");
      assertThat(reader.type()).isEqualTo("delta");
      assertThat(new String(reader.bytes(), reader.from(), reader.length(), StandardCharsets.UTF_8))
          .isEqualTo("{\"a\":1}");
    }
    assertThatThrownBy(() -> writer.frame("x".repeat(256), "", bytes, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.frame("x", "", bytes, 5, 10))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theEndingIsKeptWithoutWhatTheEventsTell() {
    RunWriter writer = begin("one");
    Ending whole =
        new Ending.Completed(
            Reply.builder()
                .askedModel("fake/model")
                .usage(USED)
                .part(new Part.Text("a text that is told by events"))
                .build(),
            completed().reply().finishReason().orElseThrow());
    writer.onEnded(whole);
    RunReader reader = log.read("one", Offset.START);
    assertThat(reader.poll()).isTrue();
    assertThat(reader.isOver()).isTrue();
    assertThat(reader.ending()).isEqualTo(completed());
  }

  @Test
  void aRunThatIsClosedWithoutAnEndingCanBeTakenOverAtOnce() {
    RunWriter writer = begin("one");
    say(writer, "a");
    writer.close();
    say(writer, "late");
    steps.runAll();
    Kept.Lacking kept = (Kept.Lacking) now(writer.kept());
    assertThat(kept.last()).isEqualTo(writer.offset());
    assertThat(kept.why().kind()).isEqualTo(RunLogException.Kind.CLOSED);
    RunWriter next = log.takeOver("one");
    say(next, "b");
    next.onEnded(completed());
    pass(Duration.ofSeconds(3));
    assertThat(drain(log.read("one", Offset.START))).containsExactly("a", "b", "<completed>");
    assertThat(troubles).isEmpty();
    assertThat(settled).isEmpty();
  }

  @Test
  void aRunThatIsClosedWithoutAnEndingIsEndedAsInterruptedAfterAMoment() {
    RunWriter writer = begin("one");
    writer.onEvent(new StreamEvent.UsageReported(USED));
    writer.close();
    RunReader reader = log.read("one", Offset.START);
    assertThat(drain(reader)).containsExactly("UsageReported");
    pass(Duration.ofSeconds(2));
    assertThat(drain(reader)).containsExactly("<interrupted>");
    assertThat(reader.isOver()).isTrue();
    assertThat(reader.rewound()).isEmpty();
    assertThat(settled).hasSize(1);
    assertThat(settled.getFirst()).isEqualTo(store.state("one").orElseThrow());
    assertThat(settled.getFirst().ended().orElseThrow().usage()).isEqualTo(USED);
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void aWriterThatIsClosedBeforeItsStartIsKeptLeavesARun() {
    begin("one").close();
    assertThat(log.state("one")).isPresent();
    pass(Duration.ofSeconds(2));
    assertThat(log.state("one").flatMap(RunState::ended).map(RunState.Ended::kind))
        .isEqualTo(Optional.of("interrupted"));
  }

  @Test
  void anIdIsUsedOnce() {
    begin("one");
    assertThatThrownBy(() -> begin("one")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> begin("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> begin("x".repeat(65))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anIdThatIsKeptAlreadyIsRefusedByTheStore() {
    begin("one").onEnded(completed());
    commit();
    RunWriter again = begin("one");
    say(again, "other");
    commit();
    Kept.Lacking kept = (Kept.Lacking) now(again.kept());
    assertThat(kept.last()).isEqualTo(Offset.START);
    assertThat(kept.why().kind()).isEqualTo(RunLogException.Kind.GONE);
    assertThat(drain(log.read("one", Offset.START))).containsExactly("<completed>");
  }

  @Test
  void muchAtOnceIsWrittenBeforeTheDelayInBlocks() {
    RunWriter writer = begin("one");
    commit();
    int before = store.groups.size();
    for (int i = 0; i < 300; i++) {
      say(writer, "x".repeat(1000));
    }
    steps.runAll();
    assertThat(store.state("one").orElseThrow().bytes()).isGreaterThan(200_000);
    commit();
    assertThat(store.state("one").orElseThrow().last()).isEqualTo(writer.offset());
    assertThat(store.groups.subList(before, store.groups.size()))
        .allSatisfy(
            group ->
                assertThat(group.getFirst().block().orElseThrow().bytes().length)
                    .isLessThanOrEqualTo(LiveRun.MAX_BLOCK));
  }
}
