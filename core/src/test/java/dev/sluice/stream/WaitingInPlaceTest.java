package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Reply;
import dev.sluice.spi.stream.StreamTimer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is called on the thread that reads the network is told so when he would wait for it. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitingInPlaceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Push source = new Push();
  private final ChatStream stream = source.stream();

  /** A way to wait for what a stream brings. */
  @FunctionalInterface
  interface Wait {
    void on(ChatStream other) throws Exception;
  }

  static Stream<Named<Wait>> ways() {
    return Stream.of(
        way("await", ChatStream::await),
        way("events", other -> other.events().forEach(event -> {})),
        way("text", other -> other.text().forEach(text -> {})),
        way("reply", other -> other.reply().join()),
        way("ending", other -> other.ending().get()),
        way("ending for a while", other -> other.ending().get(1, TimeUnit.HOURS)),
        way("what follows", other -> other.reply().thenApply(Reply::text).join()),
        way("listening", other -> other.onEach(event -> {}).join()),
        way("ask", other -> model().ask("hi")),
        way("gather", other -> gather().await()),
        way("gathered", other -> gather().replies().join()));
  }

  private static Named<Wait> way(String name, Wait wait) {
    return Named.of(name, wait);
  }

  private static ChatModel model() {
    return new ChatModel("test/push", new Push(), StreamTimer.of(() -> 0));
  }

  private static Gathering gather() {
    return Gather.with(model()).start(List.of(ChatRequest.of("hi")));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whatWouldWaitForAnotherStreamThrowsAndSaysWhatToDo(Wait wait) {
    CompletableFuture<Ending> heard =
        stream.onEach(ChatStream.INLINE, event -> on(new Push().stream(), wait));
    source.text("a");
    assertThat(heard)
        .failsWithin(PATIENCE)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("would wait for ever inside a callback that runs in place")
        .withMessageContaining("ending() or reply()");
  }

  private static void on(ChatStream other, Wait wait) {
    try {
      wait.on(other);
    } catch (RuntimeException refused) {
      throw refused;
    } catch (Exception never) {
      throw new AssertionError(never);
    }
  }

  @Test
  void whoWaitsInPlaceForHisOwnStreamIsToldSoAndItIsStopped() {
    CompletableFuture<Ending> heard = stream.onEach(ChatStream.INLINE, event -> stream.await());
    source.text("a");
    assertThat(heard).failsWithin(PATIENCE).withThrowableOfType(ExecutionException.class);
    assertThat(source.cancelled).hasValue(1);
    assertThat(stream.await().reply().text()).isEqualTo("a");
  }

  @Test
  void aCallbackMayAskForWhatIsThereAlready() {
    Push other = new Push();
    ChatStream ended = other.stream();
    other.text("b").finish();
    CompletableFuture<Ending> heard =
        stream.onEach(
            ChatStream.INLINE, event -> assertThat(ended.await().reply().text()).isEqualTo("b"));
    source.text("a").finish();
    assertThat(heard).succeedsWithin(PATIENCE);
  }

  @Test
  void aCallbackOnAnExecutorMayWaitAndSoMayTheThreadThatWasCalledInPlaceBefore() {
    CompletableFuture<Ending> inPlace = stream.onEach(ChatStream.INLINE, event -> {});
    source.text("a").finish();
    assertThat(inPlace).succeedsWithin(PATIENCE);
    Push other = new Push();
    ChatStream waiting = other.stream();
    Push awaited = new Push();
    ChatStream later = awaited.stream();
    CompletableFuture<Ending> heard = waiting.onEach(event -> later.await());
    other.text("b").finish();
    Thread.ofVirtual().start(awaited::finish);
    assertThat(later.await().kind()).isEqualTo("completed");
    assertThat(heard).succeedsWithin(PATIENCE);
  }

  static Stream<Named<Wait>> waysForOwn() {
    return Stream.of(
        way("await", ChatStream::await),
        way("reply", own -> own.reply().join()),
        way("ending", own -> own.ending().get()),
        way("what follows", own -> own.reply().thenApply(Reply::text).join()));
  }

  @ParameterizedTest
  @MethodSource("waysForOwn")
  void aCallbackOnAnyThreadThatWaitsForItsOwnStreamIsToldSo(Wait wait) {
    CompletableFuture<Ending> heard = stream.onEach(event -> on(stream, wait));
    for (int i = 0; i <= EventBuffer.HIGH_EVENTS; i++) {
      source.text("a");
    }
    assertThat(heard)
        .failsWithin(PATIENCE)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("inside a callback of the stream that it waits for");
    assertThat(source.cancelled).hasValue(1);
  }

  @Test
  void aCallbackThatWaitsForItselfToBeOverIsToldSoAlsoAtTheEnd() {
    CompletableFuture<CompletableFuture<Ending>> given = new CompletableFuture<>();
    CompletableFuture<Ending> heard = stream.onEach(event -> given.join().join());
    given.complete(heard);
    source.finish();
    assertThat(heard)
        .failsWithin(PATIENCE)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(IllegalStateException.class);
    assertThat(stream.await().kind()).isEqualTo("completed");
  }
}
