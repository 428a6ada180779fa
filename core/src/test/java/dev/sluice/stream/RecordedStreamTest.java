package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Part;
import dev.sluice.chat.ReplyBuilder;
import dev.sluice.chat.StreamEvent;
import dev.sluice.fake.FakeClock;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.StreamTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A recorder hears all that a stream tells, before its reader, and how it ended, once. */
@Timeout(240)
class RecordedStreamTest {
  private final Push source = new Push();
  private final Kept kept = new Kept();
  private final ChatRequest request = ChatRequest.of("hi");

  private ChatModel model(StreamSource of) {
    return new ChatModel("test/push", of, StreamTimer.of(() -> 0));
  }

  private ChatStream stream() {
    return model(source).stream(request, kept);
  }

  @Test
  void itHearsEveryEventAndThenTheWholeReply() throws Exception {
    ChatStream stream = stream();
    source.event(new StreamEvent.PartStarted(0, new Part.Text(""))).text("One ").text("two");
    source.event(new StreamEvent.PartEnded(0, new Part.Text("")));
    assertThat(kept.hasEnded()).isFalse();
    source.finish();
    assertThat(kept.hasEnded()).as("nobody has read yet").isTrue();
    assertThat(kept.events())
        .containsExactly(
            new StreamEvent.PartStarted(0, new Part.Text("")),
            new StreamEvent.TextDelta(0, "One "),
            new StreamEvent.TextDelta(0, "two"),
            new StreamEvent.PartEnded(0, new Part.Text("")));
    assertThat(Seen.ofEvents(stream.events()).texts()).containsExactly("One ", "two");
    kept.assertIs(stream.await());
    assertThat(kept.ending().reply().text()).isEqualTo("One two");
  }

  @Test
  void itHearsATextOnceWhichReadersFindInItsEndAgain() {
    ChatStream stream = stream();
    source.event(new StreamEvent.PartStarted(0, new Part.Text(""))).text("One ").text("two");
    source.event(new StreamEvent.PartEnded(0, new Part.Text("")));
    source.finish();
    ReplyBuilder again = new ReplyBuilder("test/push", 0, true);
    List<StreamEvent> shown = kept.events().stream().map(event -> again.add(event, 0)).toList();
    assertThat(kept.events()).doesNotContain(new StreamEvent.PartEnded(0, Part.text("One two")));
    assertThat(shown).containsExactlyElementsOf(withoutEnding(stream));
    assertThat(shown).endsWith(new StreamEvent.PartEnded(0, Part.text("One two")));
  }

  private static List<StreamEvent> withoutEnding(ChatStream stream) {
    List<StreamEvent> events = new ArrayList<>();
    stream.events().forEach(events::add);
    events.removeIf(StreamEvent.Ended.class::isInstance);
    return events;
  }

  @Test
  void itHearsAnEventBeforeAnyReaderCan() throws Exception {
    List<StreamEvent> read = new CopyOnWriteArrayList<>();
    List<Integer> readBefore = new ArrayList<>();
    Kept first =
        new Kept() {
          @Override
          public void onEvent(StreamEvent event) {
            super.onEvent(event);
            readBefore.add(read.size());
          }
        };
    ChatStream stream = model(source).stream(request, first);
    var unused = stream.onEach(ChatStream.INLINE, read::add);
    for (int i = 0; i < 5; i++) {
      source.text("a");
    }
    source.finish();
    assertThat(readBefore).containsExactly(0, 1, 2, 3, 4);
    assertThat(read).hasSize(6);
    first.assertIs(stream.await());
  }

  @Test
  void itHearsWhatNobodyReadsToo() throws Exception {
    ChatStream stream = stream();
    stream.discardUnlessRead();
    for (int i = 0; i < 1_000; i++) {
      source.text("a");
    }
    source.finish();
    assertThat(kept.events()).hasSize(1_000);
    kept.assertIs(stream.await());
  }

  @Test
  void itHearsOfAStreamThatFailsToOpen() throws Exception {
    Cause refused = new Cause.Failed(new Failure.InvalidRequest("no"));
    ChatStream stream = model((asked, sink) -> sink.onEnd(refused)).stream(request, kept);
    kept.assertIs(stream.await());
    assertThat(kept.ending()).isInstanceOf(Ending.Incomplete.class);
    assertThat(kept.events()).isEmpty();
  }

  @Test
  void itHearsOfASourceThatThrows() throws Exception {
    StreamSource broken =
        (asked, sink) -> {
          sink.onOpen(new Push());
          sink.onEvent(new StreamEvent.TextDelta(0, "half"));
          throw new IllegalStateException("broken");
        };
    ChatStream stream = model(broken).stream(request, kept);
    kept.assertIs(stream.await());
    assertThat(kept.ending().kind()).isEqualTo("failed");
    assertThat(kept.ending().reply().text()).isEqualTo("half");
  }

  @Test
  void itHearsOfADefectInWhatIsTold() throws Exception {
    ChatStream stream = stream();
    source.text("a");
    source.event(new StreamEvent.ToolCallDelta(0, "{}")); // no piece of a text
    kept.assertIs(stream.await());
    assertThat(kept.events()).hasSize(1);
    assertThat(kept.ending().kind()).isEqualTo("failed");
  }

  @Test
  void itHearsOfAnAnswerThatOutgrowsItsBoundAndOfWhatDidIt() throws Exception {
    ChatStream stream = stream();
    String mebi = "x".repeat(1024 * 1024);
    for (int i = 0; i < 20; i++) {
      source.text(mebi);
    }
    kept.assertIs(stream.await());
    assertThat(kept.events()).as("the one that was too much included").hasSize(16);
    assertThat(source.cancelled).hasValue(1);
  }

  @Test
  void itHearsOfACancelInAnyPhase() throws Exception {
    stream().cancel();
    assertThat(kept.ending().kind()).isEqualTo("cancelled");

    for (int events = 0; events < 3; events++) {
      Push pushed = new Push();
      Kept after = new Kept();
      ChatStream stream = model(pushed).stream(request, after);
      for (int i = 0; i < events; i++) {
        pushed.text("a");
      }
      stream.cancel();
      pushed.text("late").finish();
      after.assertIs(stream.await());
      assertThat(after.events()).hasSize(events);
      assertThat(after.ending().kind()).isEqualTo("cancelled");
    }
  }

  @Test
  void aCancelBehindTheEndIsNotHeard() throws Exception {
    ChatStream stream = stream();
    source.text("a").finish();
    stream.cancel();
    kept.assertIs(stream.await());
    assertThat(kept.ending().kind()).isEqualTo("completed");
  }

  @Test
  void aRecorderThatEndsItsStreamHearsTheEndingBehindTheEvent() throws Exception {
    AtomicReference<ChatStream> own = new AtomicReference<>();
    Kept canceller =
        new Kept() {
          @Override
          public void onEvent(StreamEvent event) {
            super.onEvent(event);
            own.get().cancel();
            assertThat(hasEnded()).as("the ending overlaps the event").isFalse();
          }
        };
    own.set(model(source).stream(request, canceller));
    source.text("a").text("b");
    canceller.assertIs(own.get().await());
    assertThat(canceller.ending().reply().text()).isEqualTo("a");
  }

  @Test
  void aRecorderThatNeverReturnsHoldsUpNeitherACancelNorItsReader() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch longer = new CountDownLatch(1);
    Kept slow =
        new Kept() {
          @Override
          public void onEvent(StreamEvent event) {
            called.countDown();
            try {
              longer.await();
            } catch (InterruptedException notHere) {
              Thread.currentThread().interrupt();
            }
            super.onEvent(event);
          }
        };
    ChatStream stream = model(source).stream(request, slow);
    Thread reading = Thread.ofPlatform().start(() -> source.text("a"));
    called.await();
    stream.cancel();
    assertThat(source.cancelled).hasValue(1);
    assertThat(stream.await().reply().text()).isEqualTo("a");
    assertThat(slow.hasEnded()).isFalse();
    longer.countDown();
    slow.assertIs(stream.await());
    reading.join();
  }

  @Test
  void whatARecorderThrowsIsReportedAndHurtsNobody() throws Exception {
    List<Throwable> reported = new ArrayList<>();
    Kept thrower =
        new Kept() {
          @Override
          public void onEvent(StreamEvent event) {
            super.onEvent(event);
            throw new IllegalStateException("event");
          }

          @Override
          public void onEnded(Ending ending) {
            super.onEnded(ending);
            throw new StackOverflowError("ending");
          }
        };
    Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
    Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown));
    ChatStream stream = model(source).stream(request, thrower);
    try {
      source.text("a").text("b").finish();
    } finally {
      Thread.currentThread().setUncaughtExceptionHandler(before);
    }
    assertThat(Seen.ofEvents(stream.events()).texts()).containsExactly("a", "b");
    assertThat(stream.await().kind()).isEqualTo("completed");
    thrower.assertIs(stream.await());
    assertThat(reported)
        .extracting(Throwable::getMessage)
        .containsExactly("event", "event", "ending");
  }

  // What the time decides.

  private static StreamTimer by(FakeClock clock) {
    return new StreamTimer() {
      @Override
      public long nanos() {
        return clock.nanos();
      }

      @Override
      public Runnable alarm(Duration delay, Runnable task, Consumer<? super Throwable> owner) {
        return clock.alarm(delay, task, owner)::cancel;
      }

      @Override
      public void aside(Runnable task, Consumer<? super Throwable> owner) {
        clock.aside(task, owner);
      }
    };
  }

  @Test
  void itHearsOfADeadline() throws Exception {
    FakeClock clock = new FakeClock();
    ChatRequest hurried = request.toBuilder().deadline(Duration.ofSeconds(2)).build();
    ChatStream stream = new ChatModel("test/push", source, by(clock)).stream(hurried, kept);
    source.text("a");
    clock.advance(Duration.ofSeconds(3));
    kept.assertIs(stream.await());
    assertThat(kept.ending().kind()).isEqualTo("timed_out");
  }

  @Test
  void itHearsOfADeadlineThatCannotBeKept() throws Exception {
    ChatRequest hurried = request.toBuilder().deadline(Duration.ofSeconds(2)).build();
    ChatStream stream = model(source).stream(hurried, kept);
    kept.assertIs(stream.await());
    assertThat(kept.ending().kind()).isEqualTo("failed");
  }

  @Test
  void itHearsThatNobodyRead() throws Exception {
    FakeClock clock = new FakeClock();
    ChatStream stream = new ChatModel("test/push", source, by(clock)).stream(request, kept);
    while (source.sink().isReady()) {
      source.text("x");
    }
    clock.advance(ChatStream.UNREAD_BOUND);
    kept.assertIs(stream.await());
    assertThat(kept.ending().kind()).isEqualTo("failed");
    assertThat(kept.events()).hasSize(EventBuffer.HIGH_EVENTS);
  }

  // Who comes at the same moment.

  @Test
  void whoeverEndsItWhileEventsComeTheEndingIsHeardOnceAndLast() throws Exception {
    for (int round = 0; round < 1_000; round++) {
      Push pushed = new Push();
      Kept raced = new Kept();
      ChatStream stream = model(pushed).stream(request, raced);
      CyclicBarrier together = new CyclicBarrier(3);
      Thread source = Thread.ofPlatform().start(() -> push(pushed, together));
      Thread one = Thread.ofPlatform().start(() -> cancel(stream, together));
      Thread other = Thread.ofPlatform().start(() -> cancel(stream, together));
      source.join();
      one.join();
      other.join();
      raced.assertIs(stream.await());
    }
  }

  private static void push(Push pushed, CyclicBarrier together) {
    await(together);
    for (int i = 0; i < 20; i++) {
      pushed.text("a");
    }
    pushed.finish();
  }

  private static void cancel(ChatStream stream, CyclicBarrier together) {
    await(together);
    stream.cancel();
  }

  private static void await(CyclicBarrier together) {
    try {
      together.await();
    } catch (Exception notHere) {
      throw new AssertionError(notHere);
    }
  }
}
