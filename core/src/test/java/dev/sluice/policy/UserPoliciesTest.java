package dev.sluice.policy;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.fake.FakeClock;
import dev.sluice.spi.stream.ForwardingStream;
import dev.sluice.spi.stream.Interceptor;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.testing.HandSource;
import dev.sluice.testing.Notes;
import dev.sluice.testing.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users put in the way of streams by themselves does what it says, in its layer. */
@Timeout(240)
class UserPoliciesTest {
  private static final Outcome FINISHED = new Outcome.Finished(FinishReason.STOP);

  private final FakeClock clock = new FakeClock();
  private final HandSource source = HandSource.create();
  private final ChatModel model = new ChatModel("hand/one", source, StreamTimer.of(clock::nanos));

  // What these tests know of the events.

  private static StreamEvent text(String text) {
    return new StreamEvent.TextDelta(0, text);
  }

  private static StreamEvent changed(StreamEvent event, UnaryOperator<String> change) {
    return event instanceof StreamEvent.TextDelta delta ? text(change.apply(delta.text())) : event;
  }

  private static Policy changing(UnaryOperator<String> change) {
    return Policy.eachStream(
        (request, sink, next) ->
            next.open(
                request,
                new ForwardingStream(sink) {
                  @Override
                  public void onEvent(StreamEvent event) {
                    super.onEvent(changed(event, change));
                  }
                }));
  }

  private static Cause cause(ChatStream stream) {
    return ((Ending.Incomplete) stream.await()).cause();
  }

  // Each stream, each attempt.

  @Test
  void oneOfEachAttemptIsCalledForEveryAttemptAndOneOfEachStreamOnce() {
    AtomicInteger streams = new AtomicInteger();
    AtomicInteger attempts = new AtomicInteger();
    ChatModel counted =
        model
            .with(Policy.eachAttempt(counting(attempts)))
            .with(Policy.eachStream(counting(streams)))
            .with(Retry.upTo(3).waits(ofSeconds(1)).by(clock))
            .with(OnCut.restart().by(clock));
    try (ChatStream stream = counted.stream("Count.")) {
      source.last().refuse(503);
      clock.advance(ofSeconds(1));
      source.last().text("One").cut();
      clock.advance(Duration.ZERO);
      source.last().text("One two").finish();
      assertThat(stream.await().reply().text()).isEqualTo("One two");
    }
    assertThat(source.opened()).isEqualTo(3);
    assertThat(attempts).hasValue(3);
    assertThat(streams).hasValue(1);
  }

  private static Interceptor counting(AtomicInteger count) {
    return (request, sink, next) -> {
      count.incrementAndGet();
      next.open(request, sink);
    };
  }

  @Test
  void oneOfEachAttemptIsCalledWhenItsTurnHasCome() {
    AtomicInteger attempts = new AtomicInteger();
    ChatModel limited =
        model
            .with(Policy.eachAttempt(counting(attempts)))
            .with(Limiter.unlimited().streams(1).by(clock));
    try (ChatStream first = limited.stream("one");
        ChatStream second = limited.stream("two")) {
      assertThat(attempts).hasValue(1);
      first.cancel();
      clock.advance(Duration.ZERO);
      assertThat(attempts).hasValue(2);
      source.last().text("Two").finish();
      assertThat(second.await().reply().text()).isEqualTo("Two");
    }
  }

  @Test
  void theTimeoutsOfAnAttemptWatchOverOneThatTellsNothing() {
    ChatModel watched =
        model
            .with(Policy.eachAttempt((request, sink, next) -> {}))
            .with(Timeouts.defaults().firstToken(ofSeconds(5)).by(clock));
    try (ChatStream stream = watched.stream("Count.")) {
      clock.advance(ofSeconds(7));
      assertThat(stream.await().kind()).isEqualTo("timed_out");
    }
  }

  @Test
  void theConnectTimeoutReachesTheSourceThroughAPolicyThatKnowsNothingOfIt() {
    assertThat(
            model
                .with(Policy.eachAttempt((request, sink, next) -> next.open(request, sink)))
                .with(Timeouts.defaults().connect(ofSeconds(3)).by(clock))
                .name())
        .isEqualTo("hand/one");
    assertThat(source.connectTimeout()).isEqualTo(ofSeconds(3));
  }

  @Test
  void severalNestInTheOrderInWhichTheyWereAdded() {
    ChatModel nested = model.with(changing(text -> text + "1")).with(changing(text -> text + "2"));
    try (ChatStream stream = nested.stream("Count.")) {
      source.last().text("a").finish();
      assertThat(stream.await().reply().text()).as("the last one added is inside").isEqualTo("a21");
    }
  }

  @Test
  void theSameTwiceIsThereTwice() {
    Policy doubling = changing(text -> text + text);
    try (ChatStream stream = model.with(doubling).with(doubling).stream("Count.")) {
      source.last().text("a").finish();
      assertThat(stream.await().reply().text()).isEqualTo("aaaa");
    }
  }

  // What they are for.

  @Test
  void oneMayChangeTheRequest() {
    Policy terse =
        Policy.eachStream(
            (request, sink, next) -> {
              List<Message> messages = new ArrayList<>(request.messages());
              messages.addFirst(Message.system("Be terse."));
              next.open(request.withMessages(messages), sink);
            });
    ChatRequest asked = ChatRequest.builder().user("Count.").temperature(0.5).maxTokens(9).build();
    model.with(terse).stream(asked).cancel();
    assertThat(source.last().request())
        .isEqualTo(
            ChatRequest.builder()
                .system("Be terse.")
                .user("Count.")
                .temperature(0.5)
                .maxTokens(9)
                .build());
  }

  @Test
  void oneMayChangeWhatIsToldAndWhatIsKeptOfIt() {
    ChatModel redacted = model.with(changing(text -> text.replace("secret", "***")));
    try (ChatStream stream = redacted.stream("Count.")) {
      source.last().started().text("the ", "secret", " word").usage(3, 4).finish();
      assertThat(stream.text()).containsExactly("the ", "***", " word");
      assertThat(stream.await().reply().text()).isEqualTo("the *** word");
      assertThat(stream.await().reply().usage().outputTokens()).hasValue(4);
    }
  }

  @Test
  void oneMayRefuseARequest() {
    Failure refusal = new Failure.InvalidRequest("not that");
    ChatModel refusing =
        model.with(
            Policy.eachStream((request, sink, next) -> sink.onEnd(new Cause.Failed(refusal))));
    try (ChatStream stream = refusing.stream("Count.")) {
      assertThat(cause(stream)).isEqualTo(new Cause.Failed(refusal));
    }
    assertThat(source.opened()).isZero();
  }

  @Test
  void oneMayAnswerWithoutAskingAndNoAttemptIsHeardThen() {
    Notes notes = new Notes();
    ChatModel cached =
        model
            .with(Policy.eachAttempt(UserPoliciesTest::answering))
            .observedBy((name, request) -> notes);
    try (ChatStream stream = cached.stream("Count.")) {
      assertThat(stream.await().reply().text()).isEqualTo("From the cache.");
    }
    assertThat(source.opened()).isZero();
    assertThat(notes.lines()).containsExactly("ended completed");
  }

  private static void answering(ChatRequest request, StreamSink sink, StreamSource next) {
    sink.onEvent(text("From the cache."));
    sink.onEnd(FINISHED);
  }

  @Test
  void oneMayAnswerLaterFromAnotherThread() throws Exception {
    CountDownLatch found = new CountDownLatch(1);
    Policy slow =
        Policy.eachStream(
            (request, sink, next) ->
                Thread.startVirtualThread(
                    () -> {
                      try {
                        found.await();
                      } catch (InterruptedException never) {
                        throw new IllegalStateException(never);
                      }
                      answering(request, sink, next);
                    }));
    try (ChatStream stream = model.with(slow).stream("Count.")) {
      assertThat(stream.ending()).isNotDone();
      found.countDown();
      assertThat(stream.ending().get(60, TimeUnit.SECONDS).reply().text())
          .isEqualTo("From the cache.");
    }
  }

  @Test
  void oneMayEndAStreamAndItsSourceIsStoppedAndHeardNoMore() {
    ChatModel cut =
        model.with(
            Policy.eachStream(
                (request, sink, next) ->
                    next.open(
                        request,
                        new ForwardingStream(sink) {
                          @Override
                          public void onEvent(StreamEvent event) {
                            super.onEvent(event);
                            if (event.equals(text("stop"))) {
                              onEnd(FINISHED);
                            }
                          }
                        })));
    try (ChatStream stream = cut.stream("Count.")) {
      source.last().text("go ", "stop", "never").finish();
      assertThat(stream.await().kind()).isEqualTo("completed");
      assertThat(stream.await().reply().text()).isEqualTo("go stop");
    }
    assertThat(source.last().isCancelled()).isTrue();
  }

  @Test
  void oneMayAskAgainByItself() {
    ChatModel twice =
        model.with(
            Policy.eachStream(
                (request, sink, next) ->
                    next.open(
                        request,
                        new ForwardingStream(sink) {
                          private boolean again;

                          @Override
                          public void onEnd(Outcome outcome) {
                            if (again) {
                              super.onEnd(outcome);
                            } else {
                              again = true;
                              next.open(request, this);
                            }
                          }
                        })));
    try (ChatStream stream = twice.stream("Count.")) {
      source.last().cut();
      source.last().text("One").finish();
      assertThat(stream.await().reply().text()).isEqualTo("One");
    }
    ChatStream stream = twice.stream("Count.");
    source.last().cut();
    stream.cancel();
    assertThat(source.opened()).isEqualTo(4);
    assertThat(source.last().isCancelled()).isTrue();
    assertThat(source.running()).isZero();
  }

  @Test
  void oneMayAskTwoAtOnceAndTheOtherIsStoppedWithTheEnd() {
    ChatModel hedged =
        model.with(
            Policy.eachStream(
                (request, sink, next) -> {
                  next.open(request, sink);
                  next.open(request, new Recorder());
                }));
    try (ChatStream stream = hedged.stream("Count.")) {
      source.attempt(1).text("One").finish();
      assertThat(stream.await().reply().text()).isEqualTo("One");
    }
    assertThat(source.attempt(2).isCancelled()).isTrue();
  }

  @Test
  void oneMayAskAnotherModelInsteadAndACancelReachesThat() {
    HandSource second = HandSource.create();
    ChatModel other = new ChatModel("hand/two", second, StreamTimer.of(clock::nanos));
    ChatModel routed =
        model.with(Policy.eachStream((request, sink, next) -> other.source().open(request, sink)));
    try (ChatStream stream = routed.stream("Count.")) {
      second.last().text("Two").finish();
      assertThat(stream.await().reply().text()).isEqualTo("Two");
    }
    routed.stream("Count.").cancel();
    assertThat(second.last().isCancelled()).isTrue();
    assertThat(source.opened()).isZero();
  }

  @Test
  void aReaderThatStopsReadingStopsTheSourceThroughOneAndResumesIt() {
    ChatModel through = model.with(changing(text -> text));
    try (ChatStream stream = through.stream("Count.")) {
      var texts = stream.text().iterator();
      int told = 0;
      while (source.last().isReady()) {
        source.last().text("a");
        told++;
      }
      assertThat(told).isBetween(2, 10_000);
      assertThat(source.last().resumed()).isZero();
      for (int read = 0; read < told; read++) {
        assertThat(texts.next()).isEqualTo("a");
      }
      assertThat(source.last().resumed()).isPositive();
      assertThat(source.last().isReady()).isTrue();
    }
  }

  /** The text that the seam holds back is told at the end, into what is no text by then. */
  @Test
  void whatIsThrownOutsideOfOneThatHasToldTheEndEndsTheStreamAllTheSame() {
    ChatStream stream =
        model
            .with(OnCut.resume().by(clock))
            .with(Policy.eachAttempt((request, sink, next) -> next.open(request, sink)))
            .stream("hi");
    source.last().push(text("One ")).cut();
    clock.advance();
    source
        .last()
        .push(new StreamEvent.PartStarted(0, new Part.Refusal("")))
        .push(new StreamEvent.RefusalDelta(0, "no"))
        .push(text("On"))
        .end(FINISHED);
    assertThat(cause(stream))
        .isInstanceOfSatisfying(
            Cause.Failed.class,
            failed -> assertThat(failed.why()).isInstanceOf(Failure.Defect.class));
  }
}
