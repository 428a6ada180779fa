package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Timeout.Phase;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.Seen.View;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the view and whatever happens: one ending, with all that had come, and nothing after.
 */
class EndingsInEveryViewTest {
  private static final Failure.Timeout TIMEOUT =
      new Failure.Timeout(Phase.IDLE, Duration.ofSeconds(20));
  private static final List<Outcome> OUTCOMES =
      List.of(
          Push.FINISHED,
          new Cause.Truncated(new Failure.EndedEarly("host", "a finish_reason")),
          new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty())),
          new Cause.Failed(new Failure.ErrorInStream("overloaded", "", "")),
          new Cause.TimedOut(TIMEOUT),
          new Cause.OverBudget(new Failure.BudgetSpent("500 tokens", false)),
          new Cause.Cancelled());

  static Stream<Arguments> viewsAndOutcomes() {
    return Stream.of(View.values())
        .flatMap(view -> OUTCOMES.stream().map(outcome -> Arguments.of(view, outcome)));
  }

  @ParameterizedTest
  @MethodSource("viewsAndOutcomes")
  void everyOutcomeIsOneEndingWithWhatHadCome(View view, Outcome outcome) {
    Push source = new Push();
    CompletableFuture<Seen> seen = view.at(source.stream());
    source.event(new StreamEvent.Started("c", "m", "r")).text("one ").text("two");
    source.end(outcome);
    source.text("late").end(new Cause.Cancelled());
    source.finish();
    check(view, outcome, seen.join());
    assertThat(source.cancelled).as("a source that ended by itself is not cancelled").hasValue(0);
  }

  @ParameterizedTest
  @MethodSource("viewsAndOutcomes")
  void aViewThatComesAfterTheEndSeesAllOfIt(View view, Outcome outcome) {
    Push source = new Push();
    ChatStream stream = source.stream();
    source.event(new StreamEvent.Started("c", "m", "r")).text("one ").text("two");
    source.end(outcome);
    check(view, outcome, view.at(stream).join());
  }

  @ParameterizedTest
  @EnumSource
  void aStreamThatSaidNothingHasAnEmptyReply(View view) {
    Push source = new Push();
    CompletableFuture<Seen> seen = view.at(source.stream());
    source.finish();
    Reply reply = seen.join().ending().reply();
    assertThat(reply.text()).isEmpty();
    assertThat(reply.started()).isEqualTo(new StreamEvent.Started("", "", ""));
    assertThat(reply.usage()).isEqualTo(Usage.unknown());
  }

  @ParameterizedTest
  @EnumSource
  void cancellingEndsEveryViewWithWhatHadCome(View view) {
    Push source = new Push();
    ChatStream stream = source.stream();
    source.text("one ").text("two");
    CompletableFuture<Seen> seen = view.at(stream);
    stream.cancel();
    source.text("late");
    Seen all = seen.join();
    assertThat(all.ending()).isEqualTo(stream.ending().join());
    assertThat(all.ending().kind()).isEqualTo("cancelled");
    assertThat(all.ending().reply().text()).isEqualTo("one two");
    assertThat(source.cancelled).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(120)
  void aStreamWhoseReplyCannotBeMadeEndsAllTheSame(View view) {
    Push source = new Push();
    AtomicBoolean broken = new AtomicBoolean();
    StreamTimer timer =
        StreamTimer.of(
            () -> {
              if (broken.get()) {
                throw new IllegalStateException("no time");
              }
              return 0;
            });
    CompletableFuture<Seen> seen = view.at(new ChatModel("test/push", source, timer).stream("hi"));
    source.text("one");
    broken.set(true);
    source.finish();
    assertThat(seen.join().ending())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            early -> assertThat(early.cause().toString()).contains("Defect").contains("no time"));
  }

  private static void check(View view, Outcome outcome, Seen seen) {
    assertThat(seen.texts()).isEqualTo(view.showsTexts() ? List.of("one ", "two") : List.of());
    Reply reply = seen.ending().reply();
    assertThat(reply.text()).isEqualTo("one two");
    assertThat(reply.started()).isEqualTo(new StreamEvent.Started("c", "m", "r"));
    switch (seen.ending()) {
      case Ending.Completed done ->
          assertThat(new Outcome.Finished(done.finishReason())).isEqualTo(outcome);
      case Ending.Incomplete early -> assertThat(early.cause()).isEqualTo(outcome);
    }
  }
}
