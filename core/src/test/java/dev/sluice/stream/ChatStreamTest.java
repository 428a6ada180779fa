package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.Seen.View;
import dev.sluice.testing.Eventually;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChatStreamTest {
  /** What a part counts towards the bound of a reply besides its characters. */
  private static final int PART_WEIGHS = 64;

  private static final Executor REJECTING =
      task -> {
        throw new RejectedExecutionException("full");
      };

  private final Push source = new Push();

  @ParameterizedTest
  @EnumSource(names = {"EVENTS", "TEXT", "PUBLISHER", "ON_EACH"})
  void aSecondReaderIsRefusedAndTheFirstReadsOn(View first) {
    ChatStream stream = source.stream();
    CompletableFuture<Seen> seen = first.at(stream);
    if (first == View.EVENTS || first == View.TEXT) {
      // These claim the stream on their own thread: what they have read shows that they did.
      source.text("a").finish();
      assertThat(seen.join().texts()).containsExactly("a");
    }
    assertThatIllegalStateException()
        .isThrownBy(stream::events)
        .withMessage(
            "something else reads this stream already; open another one with model.stream()");
    assertThatIllegalStateException().isThrownBy(stream::text);
    assertThatIllegalStateException().isThrownBy(() -> stream.onEach(event -> {}));
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> View.PUBLISHER.at(stream).join())
        .withCauseInstanceOf(IllegalStateException.class);
    if (first == View.PUBLISHER || first == View.ON_EACH) {
      source.text("a").finish();
      assertThat(seen.join().texts()).containsExactly("a");
    }
  }

  @Test
  void theFuturesMayWatchBesideAReader() {
    ChatStream stream = source.stream();
    CompletableFuture<Seen> events = View.EVENTS.at(stream);
    CompletableFuture<Ending> ending = stream.ending();
    source.text("a");
    source.finish();
    assertThat(events.join().ending()).isEqualTo(ending.join());
    assertThat(stream.reply().join()).isEqualTo(ending.join().reply());
    assertThat(stream.await()).isEqualTo(ending.join());
  }

  @Test
  void awaitSkipsWhatIsUnreadAndHasItInTheReply() {
    ChatStream stream = source.stream();
    source.text("a").text("b").text("c");
    Iterator<StreamEvent> events = stream.events().iterator();
    assertThat(events.next()).isEqualTo(new StreamEvent.TextDelta(0, "a"));
    source.finish();
    assertThat(stream.await().reply().text()).isEqualTo("abc");
    assertThat(events.next()).isEqualTo(new StreamEvent.Ended(stream.await()));
  }

  @Test
  void anIteratorThatIsOverSaysSo() {
    ChatStream stream = source.stream();
    source.text("a").finish();
    Iterator<String> texts = stream.text().iterator();
    assertThat(texts.next()).isEqualTo("a");
    assertThat(texts.hasNext()).isFalse();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(texts::next);
  }

  @Test
  void askingManyTimesWhetherThereIsMoreLosesNothing() {
    ChatStream stream = source.stream();
    source.event(new StreamEvent.ReasoningDelta(1, "hm")).text("a").text("b").finish();
    Iterator<String> texts = stream.text().iterator();
    assertThat(texts.hasNext()).isTrue();
    assertThat(texts.hasNext()).isTrue();
    assertThat(texts.next()).isEqualTo("a");
    assertThat(texts.next()).isEqualTo("b");
    assertThat(texts.hasNext()).isFalse();
    assertThat(texts.hasNext()).isFalse();
  }

  @Test
  void aSourceThatThrowsIsADefect() {
    StreamSource throwing =
        (request, sink) -> {
          sink.onEvent(new StreamEvent.TextDelta(0, "a"));
          throw new IllegalStateException("oops");
        };
    Ending ending =
        new ChatModel("test/throwing", throwing, StreamTimer.of(() -> 0)).stream("hi").await();
    assertThat(ending.reply().text()).isEqualTo("a");
    assertThat(ending)
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            early -> {
              assertThat(early.cause()).isInstanceOf(Cause.Failed.class);
              assertThat(early.cause().failure())
                  .containsInstanceOf(Failure.Defect.class)
                  .get()
                  .extracting(Failure::message)
                  .isEqualTo("a defect, please report it: java.lang.IllegalStateException: oops");
            });
  }

  @Test
  void aSourceMayAnswerBeforeItsOpenReturns() {
    StreamSource eager =
        (request, sink) -> {
          sink.onOpen(new Push());
          sink.onEvent(new StreamEvent.TextDelta(0, "a"));
          sink.onEnd(Push.FINISHED);
        };
    Seen seen =
        Seen.ofEvents(
            new ChatModel("test/eager", eager, StreamTimer.of(() -> 0)).stream("hi").events());
    assertThat(seen.texts()).containsExactly("a");
    assertThat(seen.ending().kind()).isEqualTo("completed");
  }

  @Test
  void aListenersExceptionComesOutOfItsFutureAndCancels() {
    ChatStream stream = source.stream();
    List<StreamEvent> heard = new ArrayList<>();
    CompletableFuture<Ending> future =
        stream.onEach(
            ChatStream.INLINE,
            event -> {
              heard.add(event);
              throw new IllegalArgumentException("mine");
            });
    source.text("a").text("b");
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(future::join)
        .havingCause()
        .isInstanceOf(IllegalArgumentException.class)
        .withMessage("mine");
    assertThat(heard).containsExactly(new StreamEvent.TextDelta(0, "a"));
    assertThat(stream.await().kind()).isEqualTo("cancelled");
    assertThat(source.cancelled).hasValue(1);
  }

  @Test
  void aListenersExceptionAtTheEndingComesOutToo() {
    CompletableFuture<Ending> future =
        source.stream()
            .onEach(
                event -> {
                  if (event instanceof StreamEvent.Ended) {
                    throw new IllegalArgumentException("mine");
                  }
                });
    source.finish();
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(future::join)
        .withCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anExecutorThatRejectsFailsTheListenersFutureAndCancels() {
    ChatStream stream = source.stream();
    CompletableFuture<Ending> future = stream.onEach(REJECTING, event -> {});
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(future::join)
        .withCauseInstanceOf(RejectedExecutionException.class);
    assertThat(stream.await().kind()).isEqualTo("cancelled");
    assertThat(source.cancelled).hasValue(1);
  }

  @Test
  void anExecutorThatRejectsLaterIsAnErrorToTheSubscriberAndToNobodyElse() {
    ChatStream stream = source.stream();
    AtomicInteger runs = new AtomicInteger();
    List<Object> heard = new CopyOnWriteArrayList<>();
    stream
        .publisher(
            task -> {
              if (runs.getAndIncrement() > 1) {
                throw new RejectedExecutionException("full");
              }
              task.run();
            })
        .subscribe(new Hearing(heard));
    source.text("a");
    Eventually.await("a", () -> heard.size() == 1);
    source.text("b").text("c");
    Eventually.await("the error", () -> heard.size() == 2);
    assertThat(heard.getFirst()).isEqualTo(new StreamEvent.TextDelta(0, "a"));
    assertThat(heard.getLast()).isInstanceOf(RejectedExecutionException.class);
    assertThat(source.cancelled).hasValue(1);
  }

  @Test
  void aReplyOverSixteenMebiCharactersIsEnded() {
    ChatStream stream = source.stream();
    CompletableFuture<Ending> ending = stream.ending();
    CompletableFuture<Reply> reading = stream.reply();
    String mebi = "x".repeat(1024 * 1024);
    for (int i = 0; i < 15; i++) {
      source.text(mebi);
    }
    source.text(mebi.substring(PART_WEIGHS));
    assertThat(ending).isNotDone();
    source.text("y").text(mebi);
    assertThat(ending.join().reply().text()).hasSize(16 * 1024 * 1024 + 1 - PART_WEIGHS);
    assertThat(ending.join())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            early ->
                assertThat(early.cause().message())
                    .isEqualTo("the answer is longer than the limit of 16777216 characters"));
    assertThat(reading).failsWithin(java.time.Duration.ofSeconds(20));
    assertThat(source.cancelled).hasValue(1);
  }

  @Test
  void aModelNamesItselfAndNothingElse() {
    assertThat(new ChatModel("a/b", source, StreamTimer.of(() -> 0))).hasToString("ChatModel[a/b]");
  }

  /** Asks for everything and notes what comes, the error included. */
  private record Hearing(List<Object> heard) implements Flow.Subscriber<StreamEvent> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(StreamEvent event) {
      heard.add(event);
    }

    @Override
    public void onError(Throwable thrown) {
      heard.add(thrown);
    }

    @Override
    public void onComplete() {
      heard.add("complete");
    }
  }

  @Test
  void theFuturesOfAStreamThatHasEndedAreCompleteAtOnce() {
    for (int i = 0; i < 100; i++) {
      Push ended = new Push();
      ChatStream whole = ended.stream();
      ended.text("a").finish();
      assertThat(whole.ending()).isCompleted();
      assertThat(whole.reply()).isCompleted();
      ChatStream stopped = new Push().stream();
      stopped.cancel();
      assertThat(stopped.ending()).isCompleted();
      assertThat(stopped.reply()).isCompletedExceptionally();
    }
  }
}
