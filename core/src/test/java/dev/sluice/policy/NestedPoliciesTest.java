package dev.sluice.policy;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamException;
import dev.sluice.fake.FakeClock;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.testing.HandSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Retry inside on-cut inside fallback inside the total timeout inside a budget. */
class NestedPoliciesTest {
  private final FakeClock clock = new FakeClock();
  private final HandSource first = HandSource.thatPrefills();
  private final HandSource second = HandSource.create();

  private final ChatModel other = new ChatModel("hand/two", second, StreamTimer.of(clock::nanos));
  private final ChatModel model =
      new ChatModel("hand/one", first, StreamTimer.of(clock::nanos))
          .with(Retry.upTo(1).waits(ofSeconds(1)).by(clock, () -> 0L))
          .with(OnCut.resume().upTo(1).by(clock))
          .with(Fallback.to(other).afterFirstToken(OnCut.Mode.RESUME).by(clock))
          .with(Timeouts.off().idle(ofSeconds(5)).total(ofSeconds(60)).by(clock))
          .with(Limiter.unlimited().streams(1).by(clock))
          .with(Budget.characters(20));

  private static List<StreamEvent> events(ChatStream stream) {
    List<StreamEvent> events = new ArrayList<>();
    stream.events().forEach(events::add);
    return events;
  }

  private static Ending.Incomplete incomplete(ChatStream stream) {
    if (stream.await() instanceof Ending.Incomplete early) {
      return early;
    }
    throw new AssertionError("completed");
  }

  @Test
  void eachDoesItsPartAndTheAttemptsAreCountedOnce() {
    ChatStream stream = model.stream("Count.");
    first.last().refuse(500);
    clock.advance(ofSeconds(1));
    first.last().text("One ").cut();
    clock.advance();
    first.last().refuse(503);
    clock.advance(ofSeconds(1));
    first.last().text("two ").cut();
    clock.advance();
    second.last().text("two three").usage(9, 2).finish();

    List<StreamEvent> events = events(stream);
    assertThat(events)
        .filteredOn(
            event ->
                event instanceof StreamEvent.Retrying || event instanceof StreamEvent.Continued)
        .extracting(
            event ->
                switch (event) {
                  case StreamEvent.Retrying retry -> "retry " + retry.attempt() + retry.model();
                  case StreamEvent.Continued seam ->
                      "seam " + seam.attempt() + seam.model() + " at " + seam.position();
                  default -> "";
                })
        .containsExactly(
            "retry 2hand/one", "seam 3hand/one at 4", "retry 4hand/one", "seam 5hand/two at 8");
    Reply reply = stream.await().completeReply();
    assertThat(reply.text()).isEqualTo("One two three");
    assertThat(reply.earlier()).hasSize(4);
    assertThat(reply.usage().outputTokens()).hasValue(1 + 1 + 2);
    assertThat(first.running() + second.running()).isZero();
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void earlierFailuresAreSuppressedInTheLast() {
    ChatStream stream = model.stream("Count.");
    first.last().refuse(500);
    clock.advance(ofSeconds(1));
    first.last().refuse(502);
    clock.advance();
    second.last().refuse(404);
    StreamException thrown =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            StreamException.class, () -> stream.await().completeReply());
    assertThat(thrown).hasMessageContaining("404");
    assertThat(thrown.getSuppressed())
        .extracting(Throwable::getMessage)
        .satisfiesExactly(
            one -> assertThat(one).contains("500"), two -> assertThat(two).contains("502"));
  }

  @Test
  void theTotalTimeoutCoversWaitsAndAttempts() {
    ChatModel patient =
        model.with(
            Retry.upTo(9).waits(ofSeconds(25)).longestInAll(ofSeconds(999)).by(clock, () -> 0L));
    ChatStream stream = patient.stream("Count.");
    first.last().refuse(500);
    clock.advance(ofSeconds(25));
    first.last().refuse(500);
    clock.advance(ofSeconds(25));
    first.last().refuse(500);
    clock.advance(ofSeconds(10));
    assertThat(incomplete(stream).cause().message())
        .isEqualTo("not finished within 60.0 s (total timeout)");
    assertThat(incomplete(stream).partial().earlier()).hasSize(3);
    assertThat(clock.waiting()).isZero();
    assertThat(first.opened()).isEqualTo(3);
  }

  @Test
  void aStallIsContinuedAndTheStalledAttemptCancelled() {
    ChatStream stream = model.stream("Count.");
    first.last().text("One ");
    clock.advance(ofSeconds(5));
    assertThat(first.attempt(1).isCancelled()).isTrue();
    clock.advance();
    first.last().text("two").finish();
    assertThat(stream.await().reply().text()).isEqualTo("One two");
  }

  @Test
  void theBudgetCountsTheTextOfAllAttempts() {
    ChatStream stream = model.stream("Count.");
    first.last().text("0123456789").cut();
    clock.advance();
    first.last().text("abcdefghijklmnop");
    assertThat(incomplete(stream).kind()).isEqualTo("over_budget");
    assertThat(incomplete(stream).partial().text()).isEqualTo("0123456789abcdefghij");
    assertThat(first.last().isCancelled()).isTrue();
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void aCancelLeavesNothingBehind() {
    ChatStream waiting = model.stream("Count.");
    first.last().refuse(500);
    waiting.cancel();
    ChatStream running = model.stream("Count.");
    first.last().text("One ");
    ChatStream queued = model.stream("Count.");
    running.cancel();
    queued.cancel();
    clock.advance(ofSeconds(100));
    assertThat(first.running()).isZero();
    assertThat(clock.waiting()).isZero();
    assertThat(incomplete(running).partial().text()).isEqualTo("One ");
  }

  @Test
  void theIdleTimeoutDoesNotRunWhileAnAttemptWaitsForItsTurn() {
    ChatStream running = model.stream("Count.");
    first.last().text("a");
    ChatStream queued = model.with(Budget.characters(5)).stream("Count.");
    clock.advance(ofSeconds(4));
    first.last().text("b").finish();
    clock.advance();
    first.last().text("c");
    clock.advance(ofSeconds(4));
    first.last().text("d").finish();
    assertThat(running.await().kind()).isEqualTo("completed");
    assertThat(queued.await().reply().text()).isEqualTo("cd");
  }
}
