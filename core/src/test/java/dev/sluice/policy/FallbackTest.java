package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Message;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.Continued;
import dev.sluice.chat.StreamEvent.Restarted;
import dev.sluice.chat.StreamEvent.Retrying;
import dev.sluice.fake.FakeClock;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.ChatModel;
import dev.sluice.testing.HandSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is asked when a model has given up, and what becomes of what it had said. */
class FallbackTest {
  private final FakeClock clock = new FakeClock();
  private final HandSource first = HandSource.create();
  private final HandSource second = HandSource.thatPrefills();
  private final HandSource third = HandSource.create();

  private ChatModel model(String name, HandSource source) {
    return new ChatModel(name, source, StreamTimer.of(clock::nanos));
  }

  private Asked ask(OnCut.Mode mode) {
    Fallback policy =
        Fallback.to(model("hand/two", second), model("hand/three", third))
            .afterFirstToken(mode)
            .by(clock);
    return Asked.of(Asked.with(policy, first));
  }

  @Test
  void oneThatNamesNoModelIsRefused() {
    assertThatThrownBy(Fallback::to)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a fallback names no model to fall back to");
  }

  @Test
  void theModelsAreAskedInTheirOrder() {
    Asked asked = ask(OnCut.Mode.FAIL);
    first.last().refuse(500);
    clock.advance();
    second.last().refuse(500);
    clock.advance();
    third.last().text("One").finish();
    assertThat(asked.text()).isEqualTo("One");
    assertThat(asked.heard().events(Retrying.class))
        .extracting(Retrying::model, Retrying::attempt, Retrying::delay)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("hand/two", 2, Duration.ZERO),
            org.assertj.core.groups.Tuple.tuple("hand/three", 3, Duration.ZERO));
  }

  @Test
  void theLastOnesFailureEndsTheStream() {
    Asked asked = ask(OnCut.Mode.FAIL);
    first.last().refuse(500);
    clock.advance();
    second.last().refuse(501);
    clock.advance();
    third.last().refuse(502);
    assertThat(asked.cause().message()).contains("502");
  }

  @Test
  void beforeTheFirstTokenItDoesNotMatterWhyTheOneBeforeFailed() {
    Asked asked = ask(OnCut.Mode.FAIL);
    first.last().refuse(401);
    clock.advance();
    second.last().end(new Cause.Failed(new Failure.InvalidRequest("too long")));
    clock.advance();
    third.last().text("One").finish();
    assertThat(asked.end()).isInstanceOf(Outcome.Finished.class);
  }

  @Test
  void afterTheFirstTokenItFailsByDefault() {
    Asked asked = ask(OnCut.Mode.FAIL);
    first.last().text("One ").cut();
    assertThat(asked.end()).isEqualTo(HandSource.CUT);
    assertThat(asked.text()).isEqualTo("One ");
    assertThat(second.opened()).isZero();
  }

  @Test
  void afterTheFirstTokenAnotherModelMayBeginAnew() {
    Asked asked = ask(OnCut.Mode.RESTART);
    first.last().text("One ").cut();
    clock.advance();
    second.last().text("Eins").finish();
    assertThat(asked.text()).isEqualTo("Eins");
    assertThat(asked.heard().events(Restarted.class))
        .extracting(Restarted::model)
        .containsExactly("hand/two");
  }

  @Test
  void afterTheFirstTokenAnotherModelMayContinueInItsOwnWay() {
    Asked asked = ask(OnCut.Mode.RESUME);
    first.last().text("One ").cut();
    clock.advance();
    assertThat(second.last().request().messages())
        .containsExactly(Message.user("Count."), Message.assistant("One"));
    second.last().text("two ").cut();
    clock.advance();
    assertThat(third.last().request().messages()).hasSize(3);
    third.last().text("three").finish();
    assertThat(asked.text()).isEqualTo("One two three");
    assertThat(asked.heard().events(Continued.class))
        .extracting(Continued::model)
        .containsExactly("hand/two", "hand/three");
  }

  /** Filters, keys, quotas and contexts are each provider's own. */
  @ParameterizedTest
  @EnumSource(Failure.Reason.class)
  void whateverAProviderBlamesMayBeContinuedElsewhere(Failure.Reason reason) {
    Asked asked = ask(OnCut.Mode.RESUME);
    first
        .last()
        .text("One ")
        .end(new Cause.Failed(new Failure.ErrorInStream("no", "", "").because(reason)));
    clock.advance();
    second.last().text("two").finish();
    assertThat(asked.text()).isEqualTo("One two");
  }

  @Test
  void whatIsNoAnswerInMidStreamIsNotContinuedElsewhere() {
    Asked asked = ask(OnCut.Mode.RESUME);
    first.last().text("One ").end(new Cause.Failed(new Failure.Malformed("odd", "")));
    assertThat(asked.cause().kind()).isEqualTo("failed");
    assertThat(second.opened()).isZero();
  }

  @Test
  void whatWasStoppedOnPurposeStaysStopped() {
    Asked cancelled = ask(OnCut.Mode.RESUME);
    first.last().end(new Cause.Cancelled());
    assertThat(cancelled.cause().kind()).isEqualTo("cancelled");
    Asked spent = ask(OnCut.Mode.RESUME);
    first.last().end(new Cause.OverBudget(new Failure.BudgetSpent("1 token", false)));
    assertThat(spent.cause().kind()).isEqualTo("over_budget");
    assertThat(second.opened()).isZero();
  }

  @Test
  void aCancelReachesWhoeverIsAskedNow() {
    Asked asked = ask(OnCut.Mode.FAIL);
    first.last().refuse(500);
    clock.advance();
    asked.control().cancel();
    assertThat(second.last().isCancelled()).isTrue();
  }

  @Test
  void aModelBringsItsOwnPolicies() {
    ChatModel careful =
        model("hand/two", second)
            .with(Retry.upTo(1).waits(Duration.ofSeconds(1)).by(clock, () -> 0L));
    Asked asked = Asked.of(Asked.with(Fallback.to(careful).by(clock), first));
    first.last().refuse(500);
    clock.advance();
    second.last().refuse(500);
    clock.advance(Duration.ofSeconds(1));
    second.last().text("One").finish();
    assertThat(asked.text()).isEqualTo("One");
    assertThat(asked.heard().events(Retrying.class))
        .extracting(Retrying::attempt)
        .containsExactly(2, 3);
  }

  @Test
  void aModelThatRestartsItsPartOfAContinuationKeepsWhatStoodBefore() {
    ChatModel restarting = model("hand/two", second).with(OnCut.restart().by(clock));
    Asked asked =
        Asked.of(
            Asked.with(
                Fallback.to(restarting).afterFirstToken(OnCut.Mode.RESUME).by(clock), first));
    first.last().text("One ").cut();
    clock.advance();
    second.last().text("zwei ").cut();
    clock.advance();
    second.last().text("One two").finish();
    assertThat(asked.text()).isEqualTo("One two");
    assertThat(asked.heard().events(Restarted.class)).isEmpty();
    assertThat(asked.heard().events(Continued.class))
        .extracting(Continued::position, Continued::attempt)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(4, 2), org.assertj.core.groups.Tuple.tuple(4, 3));
  }

  @Test
  void theSeamsOfAModelThatContinuesLieInTheWholeText() {
    ChatModel resuming = model("hand/two", second).with(OnCut.resume().by(clock));
    Asked asked =
        Asked.of(
            Asked.with(Fallback.to(resuming).afterFirstToken(OnCut.Mode.RESUME).by(clock), first));
    first.last().text("One ").cut();
    clock.advance();
    second.last().text("two \uD83D").cut();
    clock.advance();
    second.last().text("😀").finish();
    assertThat(asked.text()).isEqualTo("One two 😀");
    assertThat(asked.heard().events(Continued.class))
        .extracting(Continued::position)
        .containsExactly(4, 8);
  }

  @Test
  void eachAttemptsUsageIsItsOwnAndTheReportsAreSums() {
    ChatModel restarting = model("hand/two", second).with(OnCut.restart().by(clock));
    Asked asked =
        Asked.of(
            Asked.with(
                Fallback.to(restarting, model("hand/three", third))
                    .afterFirstToken(OnCut.Mode.RESTART)
                    .by(clock),
                first));
    first.last().text("a").usage(1, 10).cut();
    clock.advance();
    for (int attempt = 1; attempt <= 4; attempt++) {
      second.last().text("b").usage(1, 20).cut();
      clock.advance();
    }
    third.last().text("c").usage(1, 40).finish();
    assertThat(asked.heard().events(Restarted.class))
        .extracting(restart -> restart.used().outputTokens().orElse(-1))
        .containsExactly(10L, 20L, 20L, 20L, 20L);
    assertThat(
            asked.heard().events(StreamEvent.UsageReported.class).getLast().usage().outputTokens())
        .hasValue(130);
  }
}
