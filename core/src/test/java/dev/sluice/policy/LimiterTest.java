package dev.sluice.policy;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.ChatRequest;
import dev.sluice.fake.FakeClock;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.testing.HandSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may start, who waits, and for what. */
class LimiterTest {
  private final FakeClock clock = new FakeClock();
  private final HandSource source = HandSource.create();

  private StreamSource limited(Limiter limiter) {
    return Asked.with(limiter.by(clock), source);
  }

  private static List<Asked> ask(StreamSource limited, int times) {
    List<Asked> asked = new ArrayList<>();
    for (int i = 1; i <= times; i++) {
      asked.add(Asked.of(limited, ChatRequest.of("number " + i)));
    }
    return asked;
  }

  private String question(int opened) {
    return source.attempt(opened).request().messages().getFirst().toString();
  }

  @Test
  void withoutALimitAllStart() {
    ask(limited(Limiter.unlimited()), 500);
    assertThat(source.opened()).isEqualTo(500);
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void onlySoManyRunAtOnceAndTheOthersComeInTheirOrder() {
    ask(limited(Limiter.unlimited().streams(2)), 5);
    assertThat(source.opened()).isEqualTo(2);
    source.attempt(2).finish();
    clock.advance();
    assertThat(source.opened()).isEqualTo(3);
    assertThat(question(3)).contains("number 3");
    source.attempt(1).cut();
    source.attempt(3).finish();
    clock.advance();
    assertThat(question(4)).contains("number 4");
    assertThat(question(5)).contains("number 5");
  }

  @Test
  void aCancelFreesTheTurn() {
    List<Asked> asked = ask(limited(Limiter.unlimited().streams(1)), 2);
    asked.getFirst().control().cancel();
    asked.getFirst().control().cancel();
    clock.advance();
    assertThat(source.opened()).isEqualTo(2);
    assertThat(source.attempt(1).isCancelled()).isTrue();
  }

  @Test
  void whoeverCancelsWhileWaitingIsNeverStarted() {
    List<Asked> asked = ask(limited(Limiter.unlimited().streams(1)), 3);
    asked.get(1).control().cancel();
    source.attempt(1).finish();
    clock.advance();
    assertThat(source.opened()).isEqualTo(2);
    assertThat(question(2)).contains("number 3");
  }

  @Test
  void aCancelBetweenTheTurnAndTheStartFreesTheTurnToo() {
    List<Asked> asked = ask(limited(Limiter.unlimited().streams(1)), 3);
    source.attempt(1).finish();
    asked.get(1).control().cancel();
    clock.advance();
    assertThat(source.opened()).isEqualTo(2);
    assertThat(question(2)).contains("number 3");
    assertThat(source.running()).isEqualTo(1);
  }

  @Test
  void theQueueIsBoundedAndOneMoreFails() {
    List<Asked> asked = ask(limited(Limiter.unlimited().streams(1).queue(2)), 4);
    assertThat(asked.get(2).isOver()).isFalse();
    assertThat(asked.get(3).cause().message())
        .isEqualTo(
            "the queue of streams that wait for their turn is longer than the limit of 2 streams");
    source.attempt(1).finish();
    clock.advance();
    assertThat(question(2)).contains("number 2");
  }

  @Test
  void aSmallRequestDoesNotSlipIntoAFullQueue() {
    StreamSource limited = limited(Limiter.unlimited().tokensPerMinute(100).queue(1));
    Asked running = Asked.of(limited, ChatRequest.of("x".repeat(200)));
    Asked waiting = Asked.of(limited, ChatRequest.of("x".repeat(300)));
    Asked small = Asked.of(limited, ChatRequest.of("x"));
    assertThat(running.isOver()).isFalse();
    assertThat(waiting.isOver()).isFalse();
    assertThat(small.cause().kind()).isEqualTo("failed");
  }

  @Test
  void requestsAreLimitedInEveryMinute() {
    StreamSource limited = limited(Limiter.unlimited().requestsPerMinute(2));
    ask(limited, 1);
    clock.advance(ofSeconds(30));
    ask(limited, 3);
    assertThat(source.opened()).isEqualTo(2);
    clock.advance(ofSeconds(30).minusNanos(1));
    assertThat(source.opened()).isEqualTo(2);
    clock.advance(ofSeconds(1));
    assertThat(source.opened()).isEqualTo(3);
    clock.advance(ofSeconds(30));
    assertThat(source.opened()).isEqualTo(4);
  }

  @Test
  void requestsThatHaveEndedStillCountInTheirMinute() {
    ask(limited(Limiter.unlimited().requestsPerMinute(1)), 2);
    source.last().finish();
    clock.advance(ofSeconds(59));
    assertThat(source.opened()).isEqualTo(1);
    clock.advance(ofSeconds(1));
    assertThat(source.opened()).isEqualTo(2);
  }

  @Test
  void tokensAreEstimatedFirstAndThenWhatTheProviderTold() {
    StreamSource limited = limited(Limiter.unlimited().tokensPerMinute(100));
    Asked.of(limited, ChatRequest.of("x".repeat(240)));
    Asked second = Asked.of(limited, ChatRequest.of("x".repeat(240)));
    assertThat(source.opened()).isEqualTo(1);
    source.last().usage(20, 10).finish();
    clock.advance();
    assertThat(source.opened()).isEqualTo(2);
    assertThat(second.isOver()).isFalse();
  }

  @Test
  void maxTokensCountUntilTheProviderTells() {
    StreamSource limited = limited(Limiter.unlimited().tokensPerMinute(100));
    ChatRequest request = ChatRequest.builder().user("x").maxTokens(80).build();
    Asked.of(limited, request);
    Asked.of(limited, request);
    assertThat(source.opened()).isEqualTo(1);
    clock.advance(ofMinutes(1));
    assertThat(source.opened()).isEqualTo(2);
  }

  @Test
  void aRequestLargerThanTheWholeMinuteGoesAlone() {
    StreamSource limited = limited(Limiter.unlimited().tokensPerMinute(10));
    Asked.of(limited, ChatRequest.of("x"));
    Asked.of(limited, ChatRequest.of("x".repeat(400)));
    assertThat(source.opened()).isEqualTo(1);
    clock.advance(ofMinutes(1));
    assertThat(source.opened()).isEqualTo(2);
    Asked.of(limited, ChatRequest.of("x"));
    assertThat(source.opened()).isEqualTo(2);
    clock.advance(ofMinutes(1));
    assertThat(source.opened()).isEqualTo(3);
  }

  @Test
  void firstComeFirstServedThoughALaterOneWouldFit() {
    StreamSource limited = limited(Limiter.unlimited().tokensPerMinute(100));
    Asked.of(limited, ChatRequest.of("x".repeat(320)));
    Asked.of(limited, ChatRequest.of("x".repeat(320)));
    Asked.of(limited, ChatRequest.of("x"));
    assertThat(source.opened()).isEqualTo(1);
    clock.advance(ofMinutes(1));
    assertThat(source.opened()).isEqualTo(3);
  }

  @Test
  void oneLimiterHoldsForEveryModelOfAKey() {
    Limiter key = Limiter.unlimited().streams(1).by(clock);
    HandSource other = HandSource.create();
    Asked.of(Asked.with(key, source));
    Asked.of(Asked.with(key, other));
    assertThat(source.opened() + other.opened()).isEqualTo(1);
    source.last().finish();
    clock.advance();
    assertThat(other.opened()).isEqualTo(1);
  }

  @Test
  void aThousandThatEndAtOnceNeedNoDeepStack() {
    ChatRequest first = ChatRequest.of("the first");
    StreamSource failing =
        Asked.with(
            Limiter.unlimited().streams(1).by(clock),
            (request, sink) -> {
              if (request.equals(first)) {
                source.open(request, sink);
              } else {
                HandSource.create().open(request, sink);
                sink.onEnd(HandSource.CUT);
              }
            });
    Asked.of(failing, first);
    List<Asked> waiting = ask(failing, 1_000);
    source.last().finish();
    clock.advance();
    assertThat(waiting).allMatch(Asked::isOver);
  }

  @Test
  void limitsOfNothingAreRefused() {
    assertThatThrownBy(() -> Limiter.unlimited().streams(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Limiter.unlimited().requestsPerMinute(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Limiter.unlimited().tokensPerMinute(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
