package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.testing.Eventually;
import dev.sluice.testing.Notes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What listeners hear of their stream, and that they can do nothing to it. */
@Timeout(240)
class ListenersTest {
  private static final String ATTEMPT = "attempt 1 at test/push";

  private final List<Throwable> reported = new CopyOnWriteArrayList<>();
  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();

  private final Push source = new Push();
  private final ChatModel model = new ChatModel("test/push", source, StreamTimer.of(() -> 0));
  private final Notes notes = new Notes();

  ListenersTest() {
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown));
  }

  @AfterEach
  void leaveTheHandlerAsItWas() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  private static ChatModel heardBy(ChatModel model, StreamObservation... observations) {
    ChatModel observed = model;
    for (StreamObservation each : observations) {
      observed = observed.observedBy((name, request) -> each);
    }
    return observed;
  }

  @Test
  void everythingIsHeardInItsOrder() {
    ChatStream stream = heardBy(model, notes).stream("hi");
    source
        .event(new StreamEvent.Started("id", "model", "request"))
        .text("One")
        .text(" two")
        .event(new StreamEvent.PartStarted(1, new Part.ToolCall("call", "weather", "")))
        .event(new StreamEvent.UsageReported(Usage.of(3, 4)))
        .finish();
    assertThat(notes.lines())
        .containsExactly(
            ATTEMPT,
            "1 first token",
            "1 tool weather call",
            "1 ended completed",
            "ended completed");
    assertThat(notes.attemptEnds.getFirst().usage()).isEqualTo(Usage.of(3, 4));
    assertThat(notes.ending()).isSameAs(stream.await());
  }

  @Test
  void theFirstTokenOfAnAnswerThatIsNotStreamedIsNoNews() {
    ChatRequest whole = ChatRequest.builder().user("hi").streamed(false).build();
    assertThat(heardBy(model, notes).stream(whole)).isNotNull();
    source.text("One").finish();
    assertThat(notes.lines()).containsExactly(ATTEMPT, "1 ended completed", "ended completed");
  }

  @Test
  void aCancelIsHeardOnceWhateverFollowsIt() {
    ChatStream stream = heardBy(model, notes).stream("hi");
    source.text("One");
    stream.cancel();
    stream.cancel();
    source.text("two").finish();
    assertThat(notes.lines())
        .containsExactly(ATTEMPT, "1 first token", "1 ended cancelled", "ended cancelled");
  }

  @Test
  void aSourceThatThrowsIsHeard() {
    StreamSource broken =
        (request, sink) -> {
          throw new IllegalStateException("on purpose");
        };
    Ending ending =
        heardBy(new ChatModel("test/push", broken, StreamTimer.of(() -> 0)), notes).stream("hi")
            .await();
    assertThat(notes.lines()).containsExactly(ATTEMPT, "1 ended failed", "ended failed");
    assertThat(notes.ending()).isSameAs(ending);
  }

  @Test
  void aSourceThatHasEndedBeforeItReturnsIsHeard() {
    StreamSource eager =
        (request, sink) -> {
          sink.onOpen(new Push());
          sink.onEvent(new StreamEvent.TextDelta(0, "One"));
          sink.onEnd(Push.FINISHED);
        };
    heardBy(new ChatModel("test/push", eager, StreamTimer.of(() -> 0)), notes).ask("hi");
    assertThat(notes.lines())
        .containsExactly(ATTEMPT, "1 first token", "1 ended completed", "ended completed");
  }

  @Test
  void aListenerThatThrowsInEveryMethodHurtsNobodyAndIsReportedOnce() {
    Notes thrower =
        new Notes() {
          @Override
          protected void heard(String line) {
            throw new IllegalStateException("on purpose, at " + line);
          }
        };
    ChatStream stream = heardBy(model, thrower, notes).stream("hi");
    source.text("One").finish();
    assertThat(stream.await().reply().text()).isEqualTo("One");
    assertThat(thrower.lines()).isEqualTo(notes.lines()).hasSize(4);
    assertThat(reported).singleElement().asString().contains("on purpose, at " + ATTEMPT);
  }

  @Test
  void aListenerThatBlocksAtTheEndHoldsUpNobody() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Notes blocked =
        new Notes() {
          @Override
          protected void heard(String line) {
            if (line.startsWith("ended")) {
              quietly(release);
            }
          }
        };
    ChatStream stream = heardBy(model, blocked, notes).stream("hi");
    source.text("One").finish();
    assertThat(stream.reply().get(60, TimeUnit.SECONDS).text()).isEqualTo("One");
    assertThat(notes.lines()).endsWith("ended completed");
    Notes after = new Notes();
    assertThat(heardBy(model, after).stream("hi")).isNotNull();
    source.finish();
    assertThat(after.lines()).endsWith("ended completed");
    release.countDown();
    assertThat(blocked.lines()).isEqualTo(notes.lines());
  }

  private static void quietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException never) {
      throw new IllegalStateException(never);
    }
  }

  @Test
  void whatWaitsForAListenerThatHangsHasABoundAndTheEndAlwaysHasRoom() {
    CountDownLatch release = new CountDownLatch(1);
    Notes hanging =
        new Notes() {
          @Override
          protected void heard(String line) {
            quietly(release);
          }
        };
    ChatStream stream = heardBy(model, hanging).stream("hi");
    for (int i = 0; i < 2 * Telling.MAX_WAITING; i++) {
      source.event(new StreamEvent.PartStarted(i, new Part.ToolCall("call", "weather", "")));
    }
    source.finish();
    assertThat(stream.await().kind()).isEqualTo("completed");
    Eventually.await("the report", () -> !reported.isEmpty());
    release.countDown();
    Eventually.await("the end", () -> hanging.soFar().contains("ended completed"));
    assertThat(hanging.soFar()).hasSizeLessThanOrEqualTo(Telling.MAX_WAITING + 2);
    assertThat(reported)
        .singleElement()
        .asString()
        .contains("a listener of test/push")
        .contains("does not return");
  }

  @Test
  void streamsAreOpenedToListenersOnTheThreadThatAsks() throws Exception {
    List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    StreamSource immediate =
        (request, sink) -> {
          sink.onOpen(new Push());
          sink.onEnd(Push.FINISHED);
        };
    ChatModel observed =
        new ChatModel("test/immediate", immediate, StreamTimer.of(() -> 0))
            .observedBy(
                (name, request) -> {
                  threads.add(Thread.currentThread());
                  return null;
                });
    observed.stream("hi").await();
    observed.ask("hi");
    List<ChatRequest> many = IntStream.range(0, 9).mapToObj(i -> ChatRequest.of("hi")).toList();
    Gather.with(observed).atOnce(2).start(many).await();
    CountDownLatch done = new CountDownLatch(1);
    observed.publisher("hi").subscribe(new UntilDone(done));
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(threads).hasSize(12).containsOnly(Thread.currentThread());
  }

  @Test
  void whatAGatheringNeverStartsIsHeardAsCancelled() {
    List<Notes> all = new CopyOnWriteArrayList<>();
    ChatModel observed =
        model.observedBy(
            (name, request) -> {
              Notes each = new Notes();
              all.add(each);
              return each;
            });
    try (Gathering gathering =
        Gather.with(observed)
            .atOnce(1)
            .start(List.of(ChatRequest.of("one"), ChatRequest.of("two")))) {
      gathering.cancel();
      gathering.await();
    }
    assertThat(all.getFirst().lines())
        .containsExactly(ATTEMPT, "1 ended cancelled", "ended cancelled");
    assertThat(all.getLast().lines()).containsExactly("ended cancelled");
  }

  @Test
  void aListenerThatThrowsWhenAStreamIsOpenedHearsNothingAndOthersDo() {
    ChatModel observed =
        model.observedBy(
            (name, request) -> {
              throw new IllegalStateException("on purpose");
            });
    ChatStream stream = heardBy(observed, notes).stream("hi");
    source.finish();
    assertThat(stream.await().kind()).isEqualTo("completed");
    assertThat(notes.lines()).endsWith("ended completed");
    assertThat(reported).singleElement().asString().contains("on purpose");
  }

  @Test
  void whatAListenerIsToldAtTheOpeningIsTheModelAndTheRequest() {
    List<Object> told = new ArrayList<>();
    ChatRequest request = ChatRequest.of("hi");
    ChatModel observed =
        model.observedBy(
            (name, asked) -> {
              told.add(name);
              told.add(asked);
              return notes;
            });
    assertThat(observed.stream(request)).isNotNull();
    assertThat(told).containsExactly("test/push", request);
  }

  /** Takes everything. */
  private record UntilDone(CountDownLatch done) implements Flow.Subscriber<StreamEvent> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(StreamEvent event) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {
      done.countDown();
    }
  }
}
