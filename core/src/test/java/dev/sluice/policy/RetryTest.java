package dev.sluice.policy;

import static dev.sluice.testing.Parts.textEnds;
import static dev.sluice.testing.Parts.textStarts;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.fake.FakeClock;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.testing.HandSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** When, how often and after how long a stream is tried again that has said nothing yet. */
class RetryTest {
  private final FakeClock clock = new FakeClock();
  private final HandSource source = HandSource.create();

  /** Chance that always says nearly one: waits are as long as they get. */
  private final RandomGenerator highest = () -> -1L;

  private Retry retry(int times) {
    return Retry.upTo(times).by(clock, highest);
  }

  private Asked ask(Retry retry) {
    return Asked.of(Asked.with(retry, source));
  }

  private List<Duration> waits(Asked asked) {
    return asked.heard().events(StreamEvent.Retrying.class).stream()
        .map(StreamEvent.Retrying::delay)
        .toList();
  }

  /** Waits as a person would write them: rounded to milliseconds. */
  private static List<Long> rounded(List<Duration> waits) {
    return waits.stream().map(wait -> Math.round(wait.toNanos() / 1e6)).toList();
  }

  /** Nobody has been told of any of it. */
  @Test
  void anAnswerThatBrokeInItsFirstCharacterIsTriedAgain() {
    Asked asked = ask(retry(1));
    source.last().started().text("\uD83D").cut();
    clock.advance(ofSeconds(1));
    source.last().started().text("😀").finish();
    assertThat(asked.end()).isInstanceOf(Outcome.Finished.class);
    assertThat(asked.heard().events(StreamEvent.Content.class))
        .containsExactly(textStarts(0), new StreamEvent.TextDelta(0, "😀"), textEnds(0));
  }

  @Test
  void theSecondAttemptBringsTheAnswer() {
    Asked asked = ask(retry(2));
    source.last().started().end(HandSource.TRUNCATED);
    clock.advance(ofSeconds(1));
    source.last().started().text("One").finish();
    assertThat(asked.end()).isInstanceOf(Outcome.Finished.class);
    assertThat(asked.text()).isEqualTo("One");
    assertThat(source.attempt(2).request()).isEqualTo(source.attempt(1).request());
  }

  @Test
  void eachRetryIsAnEventWithAttemptReasonWaitAndUsage() {
    Asked asked = ask(retry(2).waits(ofMillis(700)));
    source.last().usage(4, 0).end(HandSource.TRUNCATED);
    clock.advance(ofMillis(700));
    source.last().cut();
    assertThat(asked.heard().events(StreamEvent.Retrying.class))
        .containsExactly(
            new StreamEvent.Retrying(
                2, "hand/one", HandSource.TRUNCATED, ofMillis(700), Usage.of(4, 0)),
            new StreamEvent.Retrying(
                3, "hand/one", HandSource.CUT, ofMillis(700), Usage.unknown()));
  }

  @Test
  void nobodyIsAskedBeforeTheWaitIsOver() {
    ask(retry(1).waits(ofSeconds(3)));
    source.last().refuse(500);
    clock.advance(ofSeconds(3).minusNanos(1));
    assertThat(source.opened()).isEqualTo(1);
    clock.advance(Duration.ofNanos(1));
    assertThat(source.opened()).isEqualTo(2);
  }

  @Test
  void theLastFailureEndsTheStream() {
    Asked asked = ask(retry(2).waits(Duration.ZERO));
    source.last().refuse(500);
    clock.advance();
    source.last().refuse(502);
    clock.advance();
    source.last().refuse(503);
    assertThat(asked.cause())
        .isInstanceOfSatisfying(
            Cause.Failed.class,
            failed -> assertThat(((Failure.Refused) failed.why()).status()).isEqualTo(503));
    assertThat(source.opened()).isEqualTo(3);
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void afterTheFirstTokenNothingIsTriedAgain() {
    Asked asked = ask(retry(3));
    source.last().text("One ").cut();
    assertThat(asked.end()).isEqualTo(HandSource.CUT);
    assertThat(asked.text()).isEqualTo("One ");
    assertThat(source.opened()).isEqualTo(1);
  }

  @Test
  void reasoningAndToolCallsAreFirstTokensToo() {
    Asked reasoned = ask(retry(3));
    source.last().reasoning("Hm").cut();
    assertThat(reasoned.isOver()).isTrue();
    Asked called = ask(retry(3));
    source.last().toolCall("weather", "{").cut();
    assertThat(called.isOver()).isTrue();
  }

  @Test
  void whatWillFailAgainIsNotTriedAgain() {
    Asked asked = ask(retry(3));
    source.last().refuse(401);
    assertThat(asked.isOver()).isTrue();
  }

  @Test
  void noRetryIsNoRetry() {
    Asked asked = ask(retry(0));
    source.last().refuse(500);
    assertThat(asked.isOver()).isTrue();
    assertThatThrownBy(() -> Retry.upTo(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWaitCannotBeNegative() {
    Duration negative = ofMillis(-1);
    for (Supplier<Retry> wrong :
        List.<Supplier<Retry>>of(
            () -> retry(1).waits(negative),
            () -> retry(1).waits(ofMillis(1), negative),
            () -> retry(1).backoff(negative, ofMillis(1)),
            () -> retry(1).backoff(ofMillis(1), negative))) {
      assertThatThrownBy(wrong::get)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a wait before a retry cannot be negative: PT-0.001S");
    }
  }

  @Test
  void theBoundOfTheWaitDoublesUpToTheLargest() {
    Asked asked = ask(retry(7).longestInAll(ofHours(1)));
    for (int i = 0; i < 7; i++) {
      source.last().refuse(500);
      clock.advance(ofSeconds(10));
    }
    assertThat(rounded(waits(asked)))
        .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 8_000L, 8_000L);
  }

  @Test
  void theBoundDoesNotOverflowAfterManyRetries() {
    Asked asked = ask(retry(100).longestInAll(ofHours(10)));
    for (int i = 0; i < 100; i++) {
      source.last().refuse(500);
      clock.advance(ofSeconds(10));
    }
    assertThat(waits(asked)).hasSize(100).allMatch(wait -> wait.compareTo(ofSeconds(8)) <= 0);
  }

  @Test
  void withFullJitterTheWaitIsAnywhereUpToTheBound() {
    List<Duration> first = new ArrayList<>();
    Retry jittered = Retry.upTo(1).by(clock, new Random(7));
    for (int i = 0; i < 1_000; i++) {
      Asked asked = ask(jittered);
      source.last().refuse(500);
      first.addAll(waits(asked));
    }
    assertThat(first).hasSize(1_000).allMatch(wait -> wait.compareTo(ofMillis(500)) < 0);
    for (long tenth = 0; tenth < 10; tenth++) {
      long tenthOfTheBound = tenth;
      assertThat(first.stream().filter(wait -> wait.toMillis() / 50 == tenthOfTheBound).count())
          .isBetween(50L, 150L);
    }
  }

  @Test
  void plainWaitsAreASetting() {
    Asked asked = ask(retry(4).waits(ofSeconds(1), ofSeconds(2), ofSeconds(4)));
    for (int i = 0; i < 4; i++) {
      source.last().refuse(500);
      clock.advance(ofSeconds(4));
    }
    assertThat(waits(asked))
        .containsExactly(ofSeconds(1), ofSeconds(2), ofSeconds(4), ofSeconds(4));
  }

  @Test
  void aBackoffIsASetting() {
    Asked asked = ask(retry(3).backoff(ofSeconds(2), ofSeconds(5)));
    for (int i = 0; i < 3; i++) {
      source.last().refuse(500);
      clock.advance(ofSeconds(10));
    }
    assertThat(rounded(waits(asked))).containsExactly(2_000L, 4_000L, 5_000L);
  }

  @Test
  void theProvidersWordOnTheWaitIsKept() {
    Asked asked = ask(retry(1));
    source.last().refuse(503, ofSeconds(17));
    assertThat(waits(asked)).containsExactly(ofSeconds(17));
  }

  @Test
  void aProviderThatWantsALongerWaitThanTheLongestIsNotAskedAgain() {
    Asked asked = ask(retry(3).longestWait(ofSeconds(10)));
    source.last().refuse(429, ofSeconds(11));
    assertThat(asked.cause().kind()).isEqualTo("failed");
    assertThat(asked.cause().message())
        .isEqualTo(
            "there answered 429: no; it asks to wait 11 s before the next attempt, and retries wait"
                + " 10 s at most");
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void aWaitThatWouldNotFitIntoAllIsSaidToo() {
    Asked asked = ask(retry(3).longestInAll(ofSeconds(10)));
    source.last().refuse(503, ofMillis(2500));
    clock.advance(ofSeconds(3));
    source.last().refuse(503, ofSeconds(9));
    assertThat(asked.cause().message())
        .contains("it asks to wait 9 s before the next attempt, and retries wait 7.5 s at most");
  }

  @Test
  void aWaitOfOnesOwnIsShortenedToTheLongest() {
    Asked asked = ask(retry(1).waits(ofMinutes(3)).longestWait(ofSeconds(10)));
    source.last().refuse(500);
    assertThat(waits(asked)).containsExactly(ofSeconds(10));
  }

  @Test
  void theWaitsTogetherAreBounded() {
    Asked asked = ask(retry(9).waits(ofSeconds(4)).longestInAll(ofSeconds(10)));
    source.last().refuse(500);
    clock.advance(ofSeconds(4));
    source.last().refuse(500);
    clock.advance(ofSeconds(4));
    source.last().refuse(500);
    assertThat(asked.isOver()).isTrue();
    assertThat(waits(asked)).containsExactly(ofSeconds(4), ofSeconds(4));
  }

  @Test
  void aCancelDuringTheWaitEndsIt() {
    Asked asked = ask(retry(3).waits(ofSeconds(4)));
    source.last().refuse(500);
    asked.control().cancel();
    assertThat(clock.waiting()).isZero();
    clock.advance(ofMinutes(1));
    assertThat(source.opened()).isEqualTo(1);
  }

  @Test
  void aCancelReachesTheAttemptThatRuns() {
    Asked asked = ask(retry(3).waits(ofSeconds(4)));
    source.last().refuse(500);
    clock.advance(ofSeconds(4));
    asked.control().cancel();
    assertThat(source.attempt(2).isCancelled()).isTrue();
    assertThat(source.attempt(1).isCancelled()).isFalse();
  }

  @Test
  void demandReachesTheAttemptThatRuns() {
    Asked asked = ask(retry(3).waits(ofSeconds(4)));
    source.last().refuse(500);
    asked.control().resume();
    clock.advance(ofSeconds(4));
    int before = source.last().resumed();
    asked.control().resume();
    assertThat(source.last().resumed()).isEqualTo(before + 1);
    asked.heard().ready(false);
    assertThat(source.last().isReady()).isFalse();
  }

  @Test
  void whatAnOldAttemptStillSaysIsNotHeard() {
    Asked asked = ask(retry(3).waits(ofSeconds(4)));
    source.last().refuse(500);
    source.attempt(1).text("late").finish();
    clock.advance(ofSeconds(4));
    source.last().text("new").finish();
    assertThat(asked.text()).isEqualTo("new");
  }

  @Test
  void aSourceThatThrowsIsADefect() {
    Asked asked =
        Asked.of(
            Asked.with(
                retry(3),
                (request, sink) -> {
                  throw new IllegalStateException("odd");
                }));
    assertThat(asked.cause().failure().orElseThrow()).isInstanceOf(Failure.Defect.class);
  }

  @Test
  void aSourceThatThrowsAfterItHasOpenedIsStopped() {
    AtomicInteger cancels = new AtomicInteger();
    StreamControl opened =
        new StreamControl() {
          @Override
          public void resume() {}

          @Override
          public void cancel() {
            cancels.incrementAndGet();
          }
        };
    Asked asked =
        Asked.of(
            Asked.with(
                retry(3),
                (request, sink) -> {
                  sink.onOpen(opened);
                  throw new StackOverflowError("odd");
                }));
    assertThat(asked.cause().failure().orElseThrow()).isInstanceOf(Failure.Defect.class);
    assertThat(cancels).hasValue(1);
  }

  @Test
  void aHundredRefusedTogetherComeBackOneAfterTheOther() {
    Retry shared = Retry.upTo(1).by(clock, highest);
    for (int i = 0; i < 100; i++) {
      ask(shared);
    }
    for (int i = 1; i <= 100; i++) {
      source.attempt(i).refuse(429, ofSeconds(1));
    }
    clock.advance(ofSeconds(1).minusNanos(1));
    assertThat(source.opened()).isEqualTo(100);
    for (int i = 1; i <= 100; i++) {
      clock.advance(i == 1 ? Duration.ofNanos(1) : ofMillis(25));
      assertThat(source.opened()).isEqualTo(100 + i);
    }
  }

  @Test
  void oneWithAnotherNumberOfRetriesSharesTheTurns() {
    Retry shared = Retry.upTo(1).by(clock, highest);
    Asked one = ask(shared);
    source.last().refuse(429, ofSeconds(1));
    Asked other = ask(shared.retries(5));
    source.last().refuse(429, ofSeconds(1));
    assertThat(waits(one)).containsExactly(ofSeconds(1));
    assertThat(waits(other)).containsExactly(ofSeconds(1).plusMillis(25));
  }

  @Test
  void oneThatMustWaitLongDoesNotMakeTheOthersWait() {
    Retry shared = Retry.upTo(1).by(clock, highest);
    Asked slow = ask(shared);
    source.last().refuse(429, ofSeconds(60));
    Asked quick = ask(shared);
    source.last().refuse(429, ofSeconds(1));
    assertThat(waits(slow)).containsExactly(ofSeconds(60));
    assertThat(waits(quick)).containsExactly(ofSeconds(1));
  }

  @Test
  void failuresThatAreNoRefusalNeedNoTurn() {
    Retry shared = Retry.upTo(1).waits(ofSeconds(1)).by(clock, highest);
    for (int i = 0; i < 10; i++) {
      Asked asked = ask(shared);
      source.last().refuse(500);
      assertThat(waits(asked)).containsExactly(ofSeconds(1));
    }
  }

  /** Whoever says nothing for ever must not fill the memory with it. */
  @Test
  void whatComesBeforeTheFirstTokenIsHeldBackUpToABound() {
    Asked asked = ask(retry(1));
    HandSource.Attempt attempt = source.last().started().push(textStarts(0));
    Citation citation = Citation.builder().url("u".repeat(1000)).build();
    for (int i = 0; i < 1000; i++) {
      attempt.push(new StreamEvent.Cited(0, citation));
    }
    assertThat(asked.heard().events(StreamEvent.Cited.class)).hasSize(1000);
    attempt.cut();
    assertThat(asked.end())
        .as("readers have seen it: it cannot be tried anew")
        .isEqualTo(HandSource.CUT);
  }

  @Test
  void theWaitThatAnErrorInTheStreamTellsCounts() {
    Asked asked = ask(retry(1));
    source
        .last()
        .end(
            new Cause.Failed(
                new Failure.ErrorInStream("slow down", "", "")
                    .because(Failure.Reason.RATE_LIMITED)
                    .advised(
                        new Failure.RetryAdvice(Optional.of(ofSeconds(20)), Optional.empty()))));
    clock.advance(ofMillis(19_999));
    assertThat(source.opened()).isEqualTo(1);
    clock.advance(ofMillis(1));
    assertThat(source.opened()).isEqualTo(2);
    source.last().text("a").finish();
    assertThat(asked.text()).isEqualTo("a");
  }

  @Test
  void anErrorInTheStreamThatWantsALongerWaitThanTheLongestSaysBoth() {
    Asked asked = ask(retry(1));
    source
        .last()
        .end(
            new Cause.Failed(
                new Failure.ErrorInStream("slow down", "", "")
                    .because(Failure.Reason.RATE_LIMITED)
                    .advised(
                        new Failure.RetryAdvice(Optional.of(ofSeconds(90)), Optional.empty()))));
    assertThat(asked.cause().message())
        .contains("it asks to wait 90 s before the next attempt, and retries wait 60 s at most");
    assertThat(source.opened()).isEqualTo(1);
  }
}
