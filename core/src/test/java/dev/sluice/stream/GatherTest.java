package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Message;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamException;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.StreamTimer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class GatherTest {
  private static final Outcome FAILED =
      new Cause.Failed(new Failure.ErrorInStream("overloaded", "", ""));

  /** The streams that were opened, in their order. */
  private final BlockingQueue<Push> opened = new LinkedBlockingQueue<>();

  private final ConcurrentHashMap<String, Push> byPrompt = new ConcurrentHashMap<>();

  private final ChatModel model =
      new ChatModel(
          "test/many",
          (request, sink) -> {
            Push push = new Push();
            push.open(request, sink);
            byPrompt.put(prompt(request), push);
            opened.add(push);
          },
          StreamTimer.of(() -> 0));

  @Test
  void endingsStandInTheOrderOfTheRequestsWhateverEndsFirst() throws Exception {
    Gathering gathering = Gather.with(model).start(requests(3));
    for (int i = 0; i < 3; i++) {
      next();
    }
    for (String prompt : List.of("2", "0", "1")) {
      of(prompt).text("answer " + prompt).finish();
    }
    assertThat(gathering.await())
        .extracting(ending -> ending.reply().text())
        .containsExactly("answer 0", "answer 1", "answer 2");
    assertThat(gathering.replies().join()).extracting(Reply::text).endsWith("answer 2");
  }

  @Test
  void atMostSoManyStreamsRunAtOnce() throws Exception {
    Gathering gathering = Gather.with(model).atOnce(7).start(requests(100));
    assertThat(opened).as("all that may, at once").hasSize(7);
    for (int i = 0; i < 100; i++) {
      assertThat(byPrompt.size()).isLessThanOrEqualTo(i + 7);
      next().finish();
    }
    assertThat(gathering.await()).hasSize(100).allMatch(Ending.Completed.class::isInstance);
  }

  @Test
  void theBoundHoldsWhenManyStreamsEndTogether() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger max = new AtomicInteger();
    StreamSource counting =
        (request, sink) -> {
          sink.onOpen(new Push());
          max.accumulateAndGet(running.incrementAndGet(), Math::max);
          Thread.ofVirtual()
              .start(
                  () -> {
                    sink.onEvent(new StreamEvent.TextDelta(0, "x"));
                    running.decrementAndGet();
                    sink.onEnd(Push.FINISHED);
                  });
        };
    List<Ending> endings =
        Gather.with(new ChatModel("test/counting", counting, StreamTimer.of(() -> 0)))
            .atOnce(5)
            .start(requests(2_000))
            .await();
    assertThat(endings).hasSize(2_000).allMatch(Ending.Completed.class::isInstance);
    assertThat(max).hasValueLessThanOrEqualTo(5);
  }

  @Test
  void aFailureLeavesTheOthersAlone() throws Exception {
    Gathering gathering = Gather.with(model).start(requests(2));
    next();
    next();
    of("0").end(FAILED);
    of("1").text("fine").finish();
    assertThat(gathering.await()).extracting(Ending::kind).containsExactly("failed", "completed");
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> gathering.replies().join())
        .havingCause()
        .isInstanceOf(StreamException.class)
        .withMessageContaining("overloaded");
  }

  @Test
  void theFirstFailureCancelsTheOthersIfToldTo() throws Exception {
    Gathering gathering = Gather.with(model).atOnce(3).untilFirstFailure().start(requests(10));
    next();
    next();
    next();
    of("1").text("half").end(FAILED);
    assertThat(gathering.await())
        .extracting(Ending::kind)
        .containsExactly(
            "cancelled",
            "failed",
            "cancelled",
            "cancelled",
            "cancelled",
            "cancelled",
            "cancelled",
            "cancelled",
            "cancelled",
            "cancelled");
    assertThat(of("0").cancelled).hasValue(1);
    assertThat(of("2").cancelled).hasValue(1);
    assertThat(byPrompt).as("the others never began").hasSize(3);
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> gathering.replies().join())
        .withCauseInstanceOf(StreamException.class)
        .withMessageContaining("overloaded");
  }

  @Test
  void cancellingStopsWhatRunsAndStartsNothingMore() throws Exception {
    Gathering gathering = Gather.with(model).atOnce(2).start(requests(5));
    next().text("half");
    next();
    gathering.cancel();
    assertThat(gathering.await())
        .extracting(Ending::kind)
        .containsExactly("cancelled", "cancelled", "cancelled", "cancelled", "cancelled");
    assertThat(gathering.await().getFirst().reply().text()).isEqualTo("half");
    assertThat(byPrompt).hasSize(2);
  }

  @Test
  void closingCancelsAndAfterTheEndItChangesNothing() throws Exception {
    Gathering open = Gather.with(model).start(requests(1));
    Push running = next();
    open.close();
    assertThat(open.await().getFirst().kind()).isEqualTo("cancelled");
    assertThat(running.cancelled).hasValue(1);

    Gathering done = Gather.with(model).start(requests(1));
    next().finish();
    assertThat(done.await().getFirst().kind()).isEqualTo("completed");
    done.close();
    assertThat(done.await().getFirst().kind()).isEqualTo("completed");
  }

  @Test
  void cancellingTheFutureStopsTheStreams() throws Exception {
    Gathering gathering = Gather.with(model).start(requests(1));
    Push running = next();
    assertThat(gathering.endings().cancel(true)).isTrue();
    assertThat(running.cancelled).hasValue(1);
    assertThatExceptionOfType(CompletionException.class).isThrownBy(gathering::await);
  }

  @Test
  void anInterruptedThreadStopsTheGatheringAndKeepsItsFlag() throws Exception {
    Gathering gathering = Gather.with(model).start(requests(1));
    Push running = next();
    Thread.currentThread().interrupt();
    List<Ending> endings = gathering.await();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(endings.getFirst().kind()).isEqualTo("cancelled");
    assertThat(running.cancelled).hasValue(1);
  }

  @Test
  void nothingToAskIsDoneAtOnce() {
    Gathering gathering = Gather.with(model).start(List.of());
    assertThat(gathering.endings()).isCompletedWithValue(List.of());
    assertThat(gathering.replies().join()).isEmpty();
  }

  @Test
  void tenThousandAnswersThatEndAtOnceNeedNoDeepStack() {
    StreamSource immediate =
        (request, sink) -> {
          sink.onOpen(new Push());
          sink.onEvent(new StreamEvent.TextDelta(0, prompt(request)));
          sink.onEnd(Push.FINISHED);
        };
    List<Reply> replies =
        Gather.with(new ChatModel("test/immediate", immediate, StreamTimer.of(() -> 0)))
            .start(requests(10_000))
            .replies()
            .join();
    assertThat(replies).hasSize(10_000);
    assertThat(replies.get(9_999).text()).isEqualTo("9999");
  }

  @Test
  void asManyAtOnceAsThereAreNumbersCostsNothing() throws Exception {
    Gathering gathering = Gather.with(model).atOnce(Integer.MAX_VALUE).start(requests(2));
    next().finish();
    next().finish();
    assertThat(gathering.await()).hasSize(2);
  }

  @Test
  void lessThanOneAtOnceIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gather.with(model).atOnce(0))
        .withMessage("at least one stream must run at once, not 0");
  }

  private Push next() throws InterruptedException {
    Push push = opened.poll(60, TimeUnit.SECONDS);
    if (push == null) {
      throw new AssertionError("no stream was opened");
    }
    return push;
  }

  private Push of(String prompt) {
    Push push = byPrompt.get(prompt);
    if (push == null) {
      throw new AssertionError("nobody asked " + prompt);
    }
    return push;
  }

  private static List<ChatRequest> requests(int count) {
    return IntStream.range(0, count).mapToObj(i -> ChatRequest.of("" + i)).toList();
  }

  private static String prompt(ChatRequest request) {
    return request.messages().getFirst() instanceof Message.User user
            && user.parts().getFirst() instanceof Part.Text text
        ? text.text()
        : "";
  }
}
