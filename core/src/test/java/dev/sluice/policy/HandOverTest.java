package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.fake.FakeClock;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.HandSource;
import dev.sluice.testing.Recorder;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What goes wrong inside a policy, or beside it, ends exactly its own stream and lets go of all.
 */
@Timeout(240)
class HandOverTest {
  private static final long PATIENCE_SECONDS = 60;

  private final FakeClock clock = new FakeClock();
  private final HandSource source = HandSource.create();

  private static Ending end(ChatStream stream) throws Exception {
    return stream.ending().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static void assertDefect(Ending ending) {
    assertThat(ending)
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            early -> assertThat(early.cause().failure()).containsInstanceOf(Failure.Defect.class));
  }

  @Test
  void aSourceThatThrowsAnErrorOnARetryEndsItsStream() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    StreamSource failing =
        (request, sink) -> {
          if (asked.incrementAndGet() > 1) {
            throw new NoClassDefFoundError("on the second attempt");
          }
          sink.onOpen(new Nothing());
          sink.onEnd(HandSource.CUT);
        };
    ChatModel model =
        new ChatModel("test/failing", failing, StreamTimer.of(System::nanoTime))
            .with(Retry.upTo(3).waits(Duration.ofMillis(1)));
    assertDefect(end(model.stream("hi")));
    assertThat(asked).hasValue(2);
  }

  @Test
  void aSourceThatThrowsAnErrorBehindALimiterLosesNoPlace() throws Exception {
    AtomicBoolean throwing = new AtomicBoolean(true);
    StreamSource failing =
        (request, sink) -> {
          if (throwing.get()) {
            throw new NoClassDefFoundError("behind the limiter");
          }
          source.open(request, sink);
          source.last().text("fine").finish();
        };
    ChatModel model =
        new ChatModel("test/failing", failing, StreamTimer.of(System::nanoTime))
            .with(Limiter.unlimited().streams(1));
    for (int i = 0; i < 5; i++) {
      assertDefect(end(model.stream("hi")));
    }
    throwing.set(false);
    assertThat(end(model.stream("hi")).reply().text()).isEqualTo("fine");
  }

  @Test
  void aListenerThatNeverReturnsKeepsNoPlaceOfALimiter() throws Exception {
    CountDownLatch forEver = new CountDownLatch(1);
    CountDownLatch called = new CountDownLatch(1);
    ChatModel model =
        new ChatModel("test/hand", source, StreamTimer.of(System::nanoTime))
            .with(Limiter.unlimited().streams(1));
    ChatStream stuck = model.stream("one");
    CompletableFuture<Ending> heard =
        stuck.onEach(
            event -> {
              called.countDown();
              try {
                forEver.await();
              } catch (InterruptedException notHere) {
                Thread.currentThread().interrupt();
              }
            });
    source.last().text("a");
    called.await();
    ChatStream next = model.stream("two");
    assertThat(source.opened()).isEqualTo(1);
    stuck.cancel();
    assertThat(end(stuck).kind()).isEqualTo("cancelled");
    Eventually.await("the place is free", () -> source.opened() == 2);
    source.last().finish();
    assertThat(end(next).kind()).isEqualTo("completed");
    forEver.countDown();
    assertThat(heard.get(PATIENCE_SECONDS, TimeUnit.SECONDS).kind()).isEqualTo("cancelled");
  }

  @Test
  void aPriceThatThrowsEndsItsStreamAndStopsItsSource() {
    ChatModel model =
        new ChatModel("test/hand", source, StreamTimer.of(clock::nanos))
            .with(
                Budget.price(
                    used -> {
                      throw new IllegalStateException("no price");
                    },
                    BigDecimal.ONE,
                    "EUR"));
    ChatStream stream = model.stream("hi");
    source.last().text("a");
    assertDefect(stream.await());
    assertThat(source.last().isCancelled()).isTrue();
  }

  @Test
  void aPriceThatNeverReturnsHoldsUpNoCancel() throws Exception {
    CountDownLatch forEver = new CountDownLatch(1);
    CountDownLatch called = new CountDownLatch(1);
    ChatModel model =
        new ChatModel("test/hand", source, StreamTimer.of(System::nanoTime))
            .with(
                Budget.price(
                    used -> {
                      called.countDown();
                      try {
                        forEver.await();
                      } catch (InterruptedException notHere) {
                        Thread.currentThread().interrupt();
                      }
                      return BigDecimal.ZERO;
                    },
                    BigDecimal.ONE,
                    "EUR"));
    ChatStream stream = model.stream("hi");
    Thread loop = Thread.ofPlatform().daemon().start(() -> source.last().text("a"));
    called.await();
    stream.cancel();
    assertThat(end(stream).kind()).isEqualTo("cancelled");
    assertThat(source.last().isCancelled()).isTrue();
    forEver.countDown();
    loop.join();
  }

  @Test
  void aLateControlOfTheFirstAttemptReachesNoLaterOne() {
    Asked asked =
        Asked.of(Asked.with(Retry.upTo(2).waits(Duration.ofSeconds(1)).by(clock, () -> 0), source));
    source.last().refuse(500);
    clock.advance(Duration.ofSeconds(1));
    HandSource.Attempt first = source.attempt(1);
    HandSource.Attempt second = source.attempt(2);
    first.text("late").cut();
    assertThat(second.isCancelled()).isFalse();
    assertThat(second.resumed()).isZero();
    second.text("new");
    asked.control().cancel();
    assertThat(second.isCancelled()).isTrue();
    first.text("later");
    assertThat(asked.text()).isEqualTo("new");
  }

  @Test
  void aCancelBetweenTwoAttemptsOpensNoSecondOne() {
    Asked asked =
        Asked.of(Asked.with(Retry.upTo(2).waits(Duration.ofSeconds(1)).by(clock, () -> 0), source));
    source.last().refuse(500);
    asked.control().cancel();
    clock.advance(Duration.ofMinutes(1));
    assertThat(source.opened()).isEqualTo(1);
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void aCancelWhileTheControlIsHandedOverOpensNothingInsideAnyPolicy() {
    List<Policy> all =
        List.of(
            Retry.upTo(1),
            Timeouts.defaults().total(Duration.ofMinutes(1)),
            OnCut.resume(),
            Limiter.unlimited().streams(1),
            Budget.tokens(5),
            Fallback.to(new ChatModel("test/other", source, StreamTimer.of(clock::nanos))));
    for (Policy policy : all) {
      StreamSource whole = Asked.with(policy, source);
      whole.open(
          ChatRequest.of("hi"),
          new Recorder() {
            @Override
            public void onOpen(StreamControl control) {
              super.onOpen(control);
              control.cancel();
            }
          });
      assertThat(source.opened()).as(policy.toString()).isZero();
    }
  }

  @Test
  void theFirstTokenWinsAndCancelsTheOthersOnManyThreads() throws Exception {
    int racers = 8;
    for (int round = 0; round < 50; round++) {
      List<HandSource> sources = new ArrayList<>();
      List<ChatStream> streams = new ArrayList<>();
      AtomicReference<@Nullable ChatStream> winner = new AtomicReference<>();
      for (int i = 0; i < racers; i++) {
        HandSource own = HandSource.create();
        sources.add(own);
        streams.add(
            new ChatModel("test/racer", own, StreamTimer.of(System::nanoTime))
                .with(Timeouts.defaults()).with(Retry.upTo(2)).stream("hi"));
      }
      List<CompletableFuture<Ending>> heard = new ArrayList<>();
      for (ChatStream stream : streams) {
        heard.add(
            stream.onEach(
                ChatStream.INLINE,
                event -> {
                  if (event instanceof StreamEvent.TextDelta
                      && winner.compareAndSet(null, stream)) {
                    streams.stream().filter(other -> other != stream).forEach(ChatStream::cancel);
                  }
                }));
      }
      List<Thread> loops = new ArrayList<>();
      for (HandSource own : sources) {
        loops.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      own.last().text("first token");
                      if (!own.last().isCancelled()) {
                        own.last().finish();
                      }
                    }));
      }
      for (Thread loop : loops) {
        assertThat(loop.join(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
      }
      int completed = 0;
      for (CompletableFuture<Ending> each : heard) {
        Ending ending = each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(ending.kind()).isIn("completed", "cancelled");
        completed += ending.kind().equals("completed") ? 1 : 0;
      }
      assertThat(completed).isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void aSinkOfOnesOwnThatThrowsEndsItsStreamAndStopsTheSource() {
    AtomicReference<Cause> ended = new AtomicReference<>();
    StreamSink throwing =
        new Recorder() {
          @Override
          public void onEvent(StreamEvent event) {
            throw new IllegalStateException("mine");
          }

          @Override
          public void onEnd(Outcome outcome) {
            ended.set((Cause) outcome);
          }
        };
    ChatModel model =
        new ChatModel("test/hand", source, StreamTimer.of(clock::nanos))
            .with(Timeouts.defaults().by(clock));
    model.source().open(ChatRequest.of("hi"), throwing);
    source.last().text("a");
    assertThat(source.last().isCancelled()).isTrue();
    assertThat(ended.get().failure()).containsInstanceOf(Failure.Defect.class);
    assertThat(clock.waiting()).isZero();
  }

  /** Nothing to steer. */
  private record Nothing() implements StreamControl {
    @Override
    public void resume() {}

    @Override
    public void cancel() {}
  }
}
