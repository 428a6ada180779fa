package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamException;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.StreamTimer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CancelTest {
  private final Push source = new Push();

  @Test
  void aCancelBeforeAnyEventReachesTheSource() {
    ChatStream stream = source.stream();
    stream.cancel();
    assertThat(stream.await().kind()).isEqualTo("cancelled");
    assertThat(source.cancelled).hasValue(1);
  }

  @Test
  void aCancelBetweenEventsKeepsThePartialAndDropsWhatFollows() {
    ChatStream stream = source.stream();
    source.text("a");
    stream.cancel();
    source.text("b").finish();
    assertThat(stream.await().reply().text()).isEqualTo("a");
    assertThat(stream.await().kind()).isEqualTo("cancelled");
  }

  @Test
  void aCancelAfterTheEndChangesNothing() {
    ChatStream stream = source.stream();
    source.text("a").finish();
    stream.cancel();
    stream.close();
    assertThat(stream.await().kind()).isEqualTo("completed");
    assertThat(source.cancelled).hasValue(0);
  }

  @Test
  void unreadEventsGiveWayToTheEndingOfACancel() {
    ChatStream stream = source.stream();
    source.text("a").text("b");
    Iterator<StreamEvent> events = stream.events().iterator();
    assertThat(events.next()).isEqualTo(new StreamEvent.TextDelta(0, "a"));
    stream.cancel();
    assertThat(events.next())
        .isInstanceOfSatisfying(
            StreamEvent.Ended.class,
            ended -> assertThat(ended.ending().reply().text()).isEqualTo("ab"));
    assertThat(events.hasNext()).isFalse();
  }

  @Test
  void closingCancels() {
    try (ChatStream stream = source.stream()) {
      assertThat(stream).isNotNull();
    }
    assertThat(source.cancelled).hasValue(1);
  }

  @Test
  void manyThreadsThatCancelAtOnceReachTheSourceOnce() throws Exception {
    ChatStream stream = source.stream();
    source.text("a");
    CountDownLatch together = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      together.await();
                    } catch (InterruptedException stopped) {
                      throw new AssertionError(stopped);
                    }
                    stream.cancel();
                  }));
    }
    together.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(source.cancelled).hasValue(1);
    assertThat(stream.await().kind()).isEqualTo("cancelled");
  }

  /** Only a bound can end a stream that early: nobody holds it yet who could cancel it. */
  @Test
  void aStreamThatEndsOnThisSideWhileItIsOpenedStillCancelsItsSource() {
    AtomicInteger cancelled = new AtomicInteger();
    StreamSource eager =
        (request, sink) -> {
          sink.onOpen(
              new StreamControl() {
                @Override
                public void resume() {}

                @Override
                public void cancel() {
                  cancelled.incrementAndGet();
                }
              });
          String mebi = "x".repeat(1024 * 1024);
          for (int i = 0; i < 17; i++) {
            sink.onEvent(new StreamEvent.TextDelta(0, mebi));
          }
        };
    ChatStream stream = new ChatModel("test/eager", eager, StreamTimer.of(() -> 0)).stream("hi");
    assertThat(stream.await().kind()).isEqualTo("failed");
    assertThat(cancelled).hasValue(1);
  }

  @Test
  void aCancelEndsAReaderThatWaitsOnAnotherThread() {
    ChatStream stream = source.stream();
    CompletableFuture<Seen> seen = Seen.View.EVENTS.at(stream);
    source.text("a");
    stream.cancel();
    assertThat(seen.join().ending().kind()).isEqualTo("cancelled");
  }

  @Test
  void anInterruptedReaderCancelsAndKeepsItsFlag() throws Exception {
    ChatStream stream = source.stream();
    AtomicReference<StreamEvent> seen = new AtomicReference<>();
    AtomicBoolean flag = new AtomicBoolean();
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  seen.set(stream.events().iterator().next());
                  flag.set(Thread.currentThread().isInterrupted());
                });
    reader.interrupt();
    assertThat(reader.join(java.time.Duration.ofSeconds(20))).isTrue();
    assertThat(seen.get())
        .isInstanceOfSatisfying(
            StreamEvent.Ended.class,
            ended -> assertThat(ended.ending().kind()).isEqualTo("cancelled"));
    assertThat(flag).isTrue();
    assertThat(source.cancelled).hasValue(1);
  }

  @Test
  void anInterruptedReaderStillGetsWhatIsHereAlready() {
    ChatStream stream = source.stream();
    source.text("a").finish();
    Thread.currentThread().interrupt();
    Seen seen = Seen.ofEvents(stream.events());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(seen.texts()).containsExactly("a");
    assertThat(seen.ending().kind()).isEqualTo("completed");
  }

  @Test
  void anInterruptedAwaitCancelsAndKeepsItsFlag() {
    ChatStream stream = source.stream();
    source.text("a");
    Thread.currentThread().interrupt();
    Ending ending = stream.await();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ending.kind()).isEqualTo("cancelled");
    assertThat(ending.reply().text()).isEqualTo("a");
    assertThat(source.cancelled).hasValue(1);
  }

  @Test
  void cancellingAFutureReachesTheSourceAndTheFutureIsCancelled() {
    Push first = new Push();
    CompletableFuture<Reply> reply = first.stream().reply();
    assertThat(reply.cancel(true)).isTrue();
    assertThat(reply).isCancelled();
    assertThat(first.cancelled).hasValue(1);

    Push second = new Push();
    CompletableFuture<Ending> ending = second.stream().ending();
    assertThat(ending.cancel(false)).isTrue();
    assertThat(ending).isCancelled();
    assertThat(second.cancelled).hasValue(1);
  }

  @Test
  void aFutureThatNobodyWaitsForAnyLongerEndsTheStream() throws Exception {
    ChatStream stream = source.stream();
    CompletableFuture<Reply> reply = stream.reply().orTimeout(1, TimeUnit.MILLISECONDS);
    assertThat(stream.ending().get(60, TimeUnit.SECONDS).kind()).isEqualTo("cancelled");
    assertThat(source.cancelled).hasValue(1);
    assertThat(reply.handle((value, why) -> why).join()).isInstanceOf(TimeoutException.class);
  }

  /** With an executor that runs at once the stream's own end would overtake the cancellation. */
  @Test
  void cancellingTheFutureOfAListenerLeavesItCancelledOnAnyExecutor() {
    CompletableFuture<Ending> heard = source.stream().onEach(ChatStream.INLINE, event -> {});
    assertThat(heard.cancel(true)).isTrue();
    assertThat(heard).isCancelled();
    assertThat(source.cancelled).hasValue(1);
  }

  @Test
  void cancellingAFutureOfAStreamThatHasEndedIsTooLate() throws Exception {
    ChatStream stream = source.stream();
    CompletableFuture<Ending> ending = stream.ending();
    source.finish();
    assertThat(ending.get(60, TimeUnit.SECONDS).kind()).isEqualTo("completed");
    assertThat(ending.cancel(true)).isFalse();
    assertThat(source.cancelled).hasValue(0);
  }

  @Test
  void askingAndWaitingThrowsTheOneExceptionWithThePartial() {
    StreamSource broken =
        (request, sink) -> {
          sink.onOpen(new Push());
          sink.onEvent(new StreamEvent.TextDelta(0, "half"));
          sink.onEnd(new Cause.Failed(new Failure.ErrorInStream("overloaded", "", "")));
        };
    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(() -> new ChatModel("test/broken", broken, StreamTimer.of(() -> 0)).ask("hi"))
        .withMessage("failed: the provider reported an error: overloaded")
        .satisfies(thrown -> assertThat(thrown.ending().reply().text()).isEqualTo("half"));
  }
}
