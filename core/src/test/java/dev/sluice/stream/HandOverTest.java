package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.testing.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What listeners, subscribers, executors and sources do wrong hurts their own stream alone. */
@Timeout(240)
class HandOverTest {
  private static final long PATIENCE_SECONDS = 60;

  private final Push source = new Push();
  private final ChatStream stream = source.stream();

  private static Ending end(ChatStream of) throws Exception {
    return of.ending().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void streamsThatCancelEachOtherFromInlineCallbacksBlockNobody() throws Exception {
    for (int round = 0; round < 200; round++) {
      Push one = new Push();
      Push other = new Push();
      ChatStream first = one.stream();
      ChatStream second = other.stream();
      CompletableFuture<Ending> heardByOne =
          first.onEach(ChatStream.INLINE, event -> second.cancel());
      CompletableFuture<Ending> heardByOther =
          second.onEach(ChatStream.INLINE, event -> first.cancel());
      CountDownLatch together = new CountDownLatch(2);
      Thread loop = Thread.ofPlatform().start(() -> pushTogether(one, together));
      Thread otherLoop = Thread.ofPlatform().start(() -> pushTogether(other, together));
      assertThat(loop.join(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
      assertThat(otherLoop.join(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
      assertThat(List.of(end(first).kind(), end(second).kind())).contains("cancelled");
      first.cancel();
      second.cancel();
      assertThat(heardByOne.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(end(first));
      assertThat(heardByOther.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(end(second));
    }
  }

  private static void pushTogether(Push push, CountDownLatch together) {
    together.countDown();
    try {
      together.await();
    } catch (InterruptedException notHere) {
      Thread.currentThread().interrupt();
    }
    push.text("first token");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aListenerThatNeverReturnsHoldsUpNeitherACancelNorItsEnd(boolean inline) throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch forEver = new CountDownLatch(1);
    Executor where = inline ? ChatStream.INLINE : Threads.VIRTUAL;
    List<StreamEvent> heard = new CopyOnWriteArrayList<>();
    CompletableFuture<Ending> listened =
        stream.onEach(
            where,
            event -> {
              heard.add(event);
              called.countDown();
              awaitQuietly(forEver);
            });
    Thread loop = Thread.ofPlatform().daemon().start(() -> source.text("a"));
    called.await();
    CompletableFuture<Ending> ending = stream.ending();
    stream.cancel();
    assertThat(source.cancelled).hasValue(1);
    assertThat(ending.get(PATIENCE_SECONDS, TimeUnit.SECONDS).kind()).isEqualTo("cancelled");
    assertThat(stream.await().reply().text()).isEqualTo("a");
    assertThat(listened).as("it has not heard of the end").isNotDone();
    forEver.countDown();
    assertThat(listened.get(PATIENCE_SECONDS, TimeUnit.SECONDS).kind()).isEqualTo("cancelled");
    assertThat(heard).hasSize(2).last().isInstanceOf(StreamEvent.Ended.class);
    loop.join();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException notHere) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSubscriberThatThrowsAtTheLastEventKeepsNobodyFromTheEnd(boolean inline) throws Exception {
    CompletableFuture<Ending> before = stream.ending();
    CompletableFuture<Reply> reply = stream.reply();
    stream
        .publisher(inline ? ChatStream.INLINE : Threads.VIRTUAL)
        .subscribe(
            new Hearing(
                event -> {
                  if (event instanceof StreamEvent.Ended) {
                    throw new AssertionError("at the last event");
                  }
                }));
    source.text("a").finish();
    assertThat(before.get(PATIENCE_SECONDS, TimeUnit.SECONDS).kind()).isEqualTo("completed");
    assertThat(reply.get(PATIENCE_SECONDS, TimeUnit.SECONDS).text()).isEqualTo("a");
    assertThat(stream.await().kind()).isEqualTo("completed");
  }

  @Test
  void aSubscriberThatThrowsWhenItSubscribesEndsItsStream() throws Exception {
    Flow.Publisher<StreamEvent> publisher = stream.publisher();
    assertThatThrownBy(
            () ->
                publisher.subscribe(
                    new Hearing(event -> {}) {
                      @Override
                      public void onSubscribe(Flow.Subscription subscription) {
                        throw new IllegalStateException("no");
                      }
                    }))
        .hasMessage("no");
    assertThat(end(stream).kind()).isEqualTo("cancelled");
    assertThat(source.cancelled).hasValue(1);
  }

  @Test
  void anExecutorThatThrowsAnErrorEndsItsStream() throws Exception {
    CompletableFuture<Ending> heard =
        stream.onEach(
            task -> {
              throw new NoClassDefFoundError("executor");
            },
            event -> {});
    assertThat(heard).failsWithin(Duration.ofSeconds(PATIENCE_SECONDS));
    assertThat(end(stream).kind()).isEqualTo("cancelled");
  }

  @Test
  void aSourceThatThrowsAnErrorEndsItsStreamAsADefect() throws Exception {
    StreamSource broken =
        (request, sink) -> {
          throw new NoClassDefFoundError("source");
        };
    Ending ending = end(new ChatModel("test/broken", broken, StreamTimer.of(() -> 0)).stream("hi"));
    assertThat(ending)
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            early -> assertThat(early.cause().failure()).containsInstanceOf(Failure.Defect.class));
  }

  @Test
  void aListenerMayCancelRequestSubscribeAndOpenInsideItsOwnCall() throws Exception {
    AtomicReference<Flow.Subscription> own = new AtomicReference<>();
    List<Object> seen = new CopyOnWriteArrayList<>();
    Push inner = new Push();
    Hearing nosy =
        new Hearing(
            event -> {
              seen.add(event);
              own.get().request(1);
              own.get().request(1);
              stream.publisher().subscribe(new Hearing(second -> seen.add("second")));
              ChatStream opened = inner.stream();
              inner.text("inside");
              opened.cancel();
              seen.add(opened.await().kind());
              stream.cancel();
            }) {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            own.set(subscription);
            subscription.request(1);
          }
        };
    stream.publisher(ChatStream.INLINE).subscribe(nosy);
    source.text("a").text("b");
    assertThat(end(stream).kind()).isEqualTo("cancelled");
    assertThat(nosy.completed.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNull();
    assertThat(seen)
        .hasSize(4)
        .containsSubsequence(new StreamEvent.TextDelta(0, "a"), "cancelled")
        .doesNotContain("second", new StreamEvent.TextDelta(0, "b"));
  }

  @Test
  void aMillionSingleRequestsInsideOnNextNeedNoDeepStack() throws Exception {
    int count = 1_000_000;
    AtomicReference<Flow.Subscription> own = new AtomicReference<>();
    AtomicInteger seen = new AtomicInteger();
    Hearing one =
        new Hearing(
            event -> {
              seen.incrementAndGet();
              own.get().request(1);
            }) {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            own.set(subscription);
            subscription.request(1);
          }
        };
    Producer.stream(count, number -> new StreamEvent.TextDelta(0, "x"))
        .publisher(ChatStream.INLINE)
        .subscribe(one);
    one.completed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(seen).hasValue(count + 1);
  }

  @Test
  void aCancelWhenTheControlIsHandedOverBeginsNothing() {
    List<String> began = new CopyOnWriteArrayList<>();
    StreamSource careful =
        (request, sink) -> {
          AtomicInteger cancelled = new AtomicInteger();
          sink.onOpen(
              new StreamControl() {
                @Override
                public void resume() {}

                @Override
                public void cancel() {
                  cancelled.incrementAndGet();
                }
              });
          if (cancelled.get() == 0) {
            began.add("sent");
          }
        };
    Arrival arrival =
        new Arrival(
            "any/model",
            Optional.empty(),
            ChatRequest.of("hi"),
            StreamTimer.of(() -> 0),
            null,
            null);
    arrival.cancel();
    arrival.open(careful, ChatRequest.of("hi"));
    assertThat(began).isEmpty();
  }

  @Test
  void anEndThatRacesASubscriptionIsHeardOnce() throws Exception {
    for (int round = 0; round < 2_000; round++) {
      Push racing = new Push();
      ChatStream raced = racing.stream();
      CountDownLatch together = new CountDownLatch(2);
      Thread loop =
          Thread.ofVirtual()
              .start(
                  () -> {
                    together.countDown();
                    awaitQuietly(together);
                    racing.text("a").finish();
                  });
      List<StreamEvent> heard = new CopyOnWriteArrayList<>();
      Hearing hearing = new Hearing(heard::add);
      together.countDown();
      awaitQuietly(together);
      raced.publisher(round % 2 == 0 ? ChatStream.INLINE : Threads.VIRTUAL).subscribe(hearing);
      hearing.completed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      loop.join();
      assertThat(heard).hasSize(2).last().isInstanceOf(StreamEvent.Ended.class);
    }
  }

  @Test
  void thePartialIsWhatTheSourceHadToldAndAReaderHearsABeginningOfIt() throws Exception {
    for (int round = 0; round < 500; round++) {
      Push flood = new Push();
      ChatStream flooded = flood.stream();
      StringBuilder heard = new StringBuilder();
      CompletableFuture<Ending> listened =
          flooded.onEach(
              round % 2 == 0 ? ChatStream.INLINE : Threads.VIRTUAL,
              event -> {
                if (event instanceof StreamEvent.TextDelta delta) {
                  heard.append(delta.text());
                }
              });
      AtomicInteger told = new AtomicInteger();
      Thread loop =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 200; i++) {
                      flood.text(Integer.toString(i % 10));
                      told.incrementAndGet();
                    }
                  });
      Eventually.await("some text", () -> told.get() > 20);
      flooded.cancel();
      Ending ending = listened.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      String partial = ending.reply().text();
      loop.join();
      assertThat(partial).hasSizeGreaterThan(20).startsWith(heard.toString());
      assertThat("0123456789".repeat(20)).startsWith(partial);
      assertThat(end(flooded)).isSameAs(ending);
    }
  }

  @Test
  void theEndAloneReadsAStreamThatNobodyElseReads() throws Exception {
    CompletableFuture<Ending> ending =
        Producer.stream(10_000, number -> new StreamEvent.TextDelta(0, "x")).ending();
    assertThat(ending.get(PATIENCE_SECONDS, TimeUnit.SECONDS).reply().text()).hasSize(10_000);
  }

  @Test
  void whoAsksForTheEndFirstMayStillReadTheStream() throws Exception {
    CompletableFuture<Ending> ending = stream.ending();
    source.text("a").text("b").finish();
    assertThat(stream.text()).containsExactly("a", "b");
    assertThat(ending.get(PATIENCE_SECONDS, TimeUnit.SECONDS).kind()).isEqualTo("completed");
  }

  @Test
  void aPublisherOfAModelAsksWhenSomebodySubscribesAndNotBefore() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    StreamSource counting =
        (request, sink) -> {
          asked.incrementAndGet();
          sink.onOpen(new Push());
          sink.onEvent(new StreamEvent.TextDelta(0, "a"));
          sink.onEnd(Push.FINISHED);
        };
    Flow.Publisher<StreamEvent> publisher =
        new ChatModel("test/counting", counting, StreamTimer.of(() -> 0)).publisher("hi");
    assertThat(asked).hasValue(0);
    for (int i = 1; i <= 2; i++) {
      Hearing hearing = new Hearing(event -> {});
      publisher.subscribe(hearing);
      hearing.completed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(asked).hasValue(i);
    }
  }

  /** A subscriber that wants everything. */
  private static class Hearing implements Flow.Subscriber<StreamEvent> {
    final CompletableFuture<Void> completed = new CompletableFuture<>();
    private final Consumer<StreamEvent> each;

    Hearing(Consumer<StreamEvent> each) {
      this.each = each;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(StreamEvent event) {
      each.accept(event);
    }

    @Override
    public void onError(Throwable failure) {
      completed.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      completed.complete(null);
    }
  }
}
