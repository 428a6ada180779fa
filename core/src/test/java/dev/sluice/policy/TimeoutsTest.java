package dev.sluice.policy;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Timeout.Phase;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.fake.FakeClock;
import dev.sluice.spi.stream.Lane;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.testing.HandSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which timeout fires, when, and what is no progress. */
class TimeoutsTest {
  private final FakeClock clock = new FakeClock();
  private final HandSource source = HandSource.create();
  private final Timeouts off = Timeouts.off().by(clock);

  private Asked ask(Timeouts timeouts) {
    return Asked.of(Asked.with(timeouts, source));
  }

  private void assertFired(Asked asked, Phase phase, Duration after) {
    assertThat(asked.end()).isEqualTo(new Cause.TimedOut(new Failure.Timeout(phase, after)));
    assertThat(source.last().isCancelled()).isTrue();
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void theDefaultsAreStated() {
    Timeouts defaults = Timeouts.defaults();
    assertThat(defaults.connect()).isEqualTo(ofSeconds(10));
    assertThat(defaults.firstToken()).isEqualTo(ofMinutes(2));
    assertThat(defaults.idle()).isEqualTo(ofMinutes(1));
    assertThat(defaults.total()).isZero();
  }

  @Test
  void offIsOff() {
    Asked asked = ask(off);
    assertThat(clock.everSet()).isZero();
    source.last().text("a");
    clock.advance(Duration.ofDays(1));
    source.last().finish();
    assertThat(asked.text()).isEqualTo("a");
  }

  /** People write {@code Duration.ofSeconds(Long.MAX_VALUE)} for "never". */
  @Test
  void oneThatIsLongerThanACenturyNeverFires() {
    Duration ever = ofSeconds(Long.MAX_VALUE);
    Asked asked = ask(off.firstToken(ever).idle(ever).total(ever));
    clock.advance(Duration.ofDays(1));
    source.last().text("a");
    clock.advance(Duration.ofDays(1));
    source.last().finish();
    assertThat(asked.text()).isEqualTo("a");
  }

  @Test
  void aNegativeOneIsRefused() {
    assertThatThrownBy(() -> off.idle(ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("negative");
  }

  @Test
  void theConnectTimeoutIsTheTransports() {
    ask(off.connect(ofSeconds(3)));
    assertThat(source.connectTimeout()).isEqualTo(ofSeconds(3));
  }

  @Test
  void noFirstTokenInTimeEndsTheStream() {
    Asked asked = ask(off.firstToken(ofSeconds(5)));
    clock.advance(ofSeconds(5).minusNanos(1));
    assertThat(asked.isOver()).isFalse();
    clock.advance(Duration.ofNanos(1));
    assertFired(asked, Phase.FIRST_TOKEN, ofSeconds(5));
    assertThat(asked.cause().message()).isEqualTo("no token within 5.0 s (first-token timeout)");
  }

  @Test
  void whatTheProviderSaysBeforeTheFirstTokenIsNoProgress() {
    Asked asked = ask(off.firstToken(ofSeconds(5)));
    clock.advance(ofSeconds(4));
    source.last().started().usage(5, 1);
    clock.advance(ofSeconds(1));
    assertFired(asked, Phase.FIRST_TOKEN, ofSeconds(5));
  }

  @Test
  void everyKindOfTokenIsAFirstToken() {
    for (StreamEvent token :
        List.of(
            new StreamEvent.TextDelta(0, "a"),
            new StreamEvent.ReasoningDelta(0, "a"),
            new StreamEvent.RefusalDelta(0, "a"),
            new StreamEvent.PartStarted(0, new Part.ToolCall("", "a", "")),
            new StreamEvent.ToolCallDelta(0, "a"))) {
      Asked asked = ask(off.firstToken(ofSeconds(5)));
      source.last().push(token);
      clock.advance(ofMinutes(5));
      assertThat(asked.isOver()).as("%s", token).isFalse();
    }
  }

  @Test
  void aPauseBetweenTokensThatIsTooLongEndsTheStreamAndKeepsThePartial() {
    Asked asked = ask(off.idle(ofSeconds(2)));
    clock.advance(ofMinutes(10));
    source.last().text("a");
    clock.advance(ofMillis(1_900));
    source.last().text("b");
    clock.advance(ofMillis(1_999));
    assertThat(asked.isOver()).isFalse();
    clock.advance(ofMillis(1));
    assertFired(asked, Phase.IDLE, ofSeconds(2));
    assertThat(asked.text()).isEqualTo("ab");
  }

  @Test
  void theIdleTimeoutDoesNotWaitForThatOfTheFirstToken() {
    Asked asked = ask(off.firstToken(ofMinutes(2)).idle(ofSeconds(2)));
    clock.advance(ofSeconds(1));
    source.last().text("a");
    clock.advance(ofSeconds(2));
    assertFired(asked, Phase.IDLE, ofSeconds(2));
    assertThat(clock.elapsed()).isEqualTo(ofSeconds(3));
  }

  @Test
  void aTokenThatComesWhileTheSourceIsOpenedStartsTheIdleTimeout() {
    Asked asked =
        Asked.of(
            Asked.with(
                off.firstToken(ofMinutes(2)).idle(ofSeconds(2)),
                (request, sink) -> {
                  source.open(request, sink);
                  source.last().text("a");
                }));
    clock.advance(ofSeconds(2));
    assertFired(asked, Phase.IDLE, ofSeconds(2));
  }

  @Test
  void anIdleTimeoutThatIsTheLongerOneHasItsWholeTime() {
    Asked asked = ask(off.firstToken(ofSeconds(2)).idle(ofMinutes(2)));
    clock.advance(ofMillis(1_999));
    source.last().text("a");
    clock.advance(ofMinutes(2).minusNanos(1));
    assertThat(asked.isOver()).isFalse();
    clock.advance(Duration.ofNanos(1));
    assertFired(asked, Phase.IDLE, ofMinutes(2));
  }

  @Test
  void usageAndTheNotesOfPoliciesAreNoProgressBetweenTokens() {
    Asked asked = ask(off.idle(ofSeconds(2)));
    source.last().text("a");
    clock.advance(ofSeconds(1));
    source
        .last()
        .started()
        .usage(1, 1)
        .push(new StreamEvent.Retrying(2, "m", HandSource.CUT, Duration.ZERO, Usage.unknown()))
        .push(new StreamEvent.Restarted(3, "m", HandSource.CUT, Usage.unknown()))
        .push(new StreamEvent.Continued(4, "m", 0, 0, HandSource.CUT, Usage.unknown()));
    clock.advance(ofSeconds(1));
    assertFired(asked, Phase.IDLE, ofSeconds(2));
  }

  @Test
  void aReaderThatDoesNotReadStopsTheIdleTimeout() {
    Asked asked = ask(off.idle(ofSeconds(2)));
    source.last().text("a");
    asked.heard().ready(false);
    clock.advance(ofMinutes(5));
    assertThat(asked.isOver()).isFalse();
    asked.heard().ready(true);
    asked.control().resume();
    clock.advance(ofSeconds(2).minusNanos(1));
    assertThat(asked.isOver()).isFalse();
    clock.advance(Duration.ofNanos(1));
    assertFired(asked, Phase.IDLE, ofSeconds(2));
  }

  @Test
  void aReaderThatIsReadyAgainButHasNotSaidSoYetIsGivenTime() {
    Asked asked = ask(off.idle(ofSeconds(2)));
    source.last().text("a");
    asked.heard().ready(false);
    clock.advance(ofSeconds(2));
    asked.heard().ready(true);
    clock.advance(ofSeconds(2));
    assertThat(asked.isOver()).isFalse();
    clock.advance(ofSeconds(2));
    assertFired(asked, Phase.IDLE, ofSeconds(2));
  }

  @Test
  void aReaderThatWasFullUntilJustBeforeTheAlarmIsGivenTime() {
    Asked asked = ask(off.idle(ofSeconds(2)));
    asked.heard().ready(false);
    source.last().text("a");
    clock.advance(ofSeconds(2).minusNanos(1));
    asked.heard().ready(true);
    clock.advance(Duration.ofNanos(1));
    assertThat(asked.isOver()).isFalse();
    asked.control().resume();
    clock.advance(ofSeconds(2));
    assertFired(asked, Phase.IDLE, ofSeconds(2));
  }

  @Test
  void theTotalTimeoutTakesNoProgressIntoAccount() {
    Asked asked = ask(off.total(ofSeconds(10)));
    for (int i = 0; i < 9; i++) {
      clock.advance(ofSeconds(1));
      source.last().text("x");
    }
    clock.advance(ofSeconds(1));
    assertFired(asked, Phase.TOTAL, ofSeconds(10));
    assertThat(asked.text()).isEqualTo("xxxxxxxxx");
  }

  @Test
  void theTotalTimeoutHoldsForAReaderThatDoesNotRead() {
    Asked asked = ask(off.total(ofSeconds(10)));
    asked.heard().ready(false);
    clock.advance(ofSeconds(10));
    assertFired(asked, Phase.TOTAL, ofSeconds(10));
  }

  @Test
  void aLookThatComesLateTakesBackTheAlarmThatWaitedForIt() {
    List<StreamSink> sinks = new ArrayList<>();
    StreamSource seen =
        (request, sink) -> {
          sinks.add(sink);
          source.open(request, sink);
        };
    Asked asked = Asked.of(Asked.with(off.total(ofSeconds(10)), seen));
    Lane lane = Objects.requireNonNull(sinks.getFirst().lane());
    assertThat(lane.enter()).isTrue();
    clock.advance(ofSeconds(10));
    assertThat(clock.waiting()).as("for the lane to be left").isOne();
    lane.leave();
    assertFired(asked, Phase.TOTAL, ofSeconds(10));
  }

  @Test
  void nothingFollowsATimeout() {
    Asked asked = ask(off.idle(ofSeconds(2)));
    source.last().text("a");
    clock.advance(ofSeconds(2));
    source.last().text("b").finish();
    assertThat(asked.text()).isEqualTo("a");
  }

  @Test
  void anEndTakesTheAlarmBack() {
    Asked asked = ask(off.firstToken(ofSeconds(1)).idle(ofSeconds(1)).total(ofSeconds(1)));
    source.last().text("a").finish();
    assertThat(asked.isOver()).isTrue();
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void aCancelTakesTheAlarmBackAndReachesTheSource() {
    Asked asked = ask(off.firstToken(ofSeconds(1)).total(ofSeconds(1)));
    asked.control().cancel();
    assertThat(source.last().isCancelled()).isTrue();
    assertThat(clock.waiting()).isZero();
    clock.advance(ofMinutes(1));
    assertThat(asked.isOver()).isFalse();
  }

  @Test
  void tokensSetNoAlarms() {
    Asked asked = ask(off.firstToken(ofSeconds(10)).idle(ofSeconds(10)));
    for (int i = 0; i < 100_000; i++) {
      clock.advance(Duration.ofNanos(100_000));
      source.last().text("x");
    }
    assertThat(asked.isOver()).isFalse();
    // One before the first token, one at it, and one for each time the idle timeout has passed.
    assertThat(clock.everSet()).isLessThanOrEqualTo(3);
  }

  @Test
  void tenThousandOpenStreamsNeedOneAlarmEachAndOneThreadForAll() {
    Timeouts slow = Timeouts.defaults().total(ofMinutes(30));
    int before = Thread.activeCount();
    List<Asked> open = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      open.add(ask(slow));
      source.last().text("x", "y", "z");
    }
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(before + 1);
    open.forEach(asked -> asked.control().cancel());
    assertThat(source.running()).isZero();
  }
}
