package dev.sluice.fake;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Message;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamException;
import dev.sluice.policy.Fallback;
import dev.sluice.policy.Limiter;
import dev.sluice.policy.OnCut;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.stream.Gather;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a user's test sees of a fake model, without a network and without waiting. */
@Timeout(240)
class FakeModelTest {
  private final FakeClock clock = new FakeClock();

  @Test
  void itSaysTheSameToEveryRequest() {
    FakeModel fake = FakeModel.saying("It is sunny.");
    for (int i = 0; i < 3; i++) {
      assertThat(fake.model().ask("How is it?").text()).isEqualTo("It is sunny.");
    }
  }

  @Test
  void itPlaysItsScriptInOrderAndThenSaysThatItIsOver() {
    ChatModel model = FakeModel.playing(FakeAnswer.text("One."), FakeAnswer.text("Two.")).model();
    assertThat(model.ask("First?").text()).isEqualTo("One.");
    assertThat(model.ask("Second?").text()).isEqualTo("Two.");
    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(() -> model.with(Retry.upTo(5)).ask("Third?"))
        .withMessageContaining("has given all 2 answers of its script");
  }

  @Test
  void itGivesItsLastAnswerAgainIfItRepeats() {
    ChatModel model = FakeModel.repeating(FakeAnswer.text("One."), FakeAnswer.text("Two.")).model();
    assertThat(IntStream.range(0, 4).mapToObj(i -> model.ask("And?").text()))
        .containsExactly("One.", "Two.", "Two.", "Two.");
    assertThatIllegalArgumentException().isThrownBy(() -> FakeModel.repeating());
  }

  @Test
  void aRequestsDeadlineRingsByTheModelsClock() {
    ChatRequest hasty = ChatRequest.builder().user("Now!").deadline(ofSeconds(20)).build();
    assertThat(FakeModel.saying("It is sunny.").model().ask(hasty).text())
        .isEqualTo("It is sunny.");
    FakeModel stalled = FakeModel.playing(FakeAnswer.text("One two").stallingAfter(1)).by(clock);
    CompletableFuture<Ending> ending = stalled.model().stream(hasty).ending();
    clock.advance(ofSeconds(19));
    assertThat(ending).isNotDone();
    clock.advance(ofSeconds(1));
    assertThat(ending.join().kind()).isEqualTo("timed_out");
    assertThat(stalled.calls().getFirst().state()).isEqualTo(FakeCall.State.CANCELLED);
  }

  @Test
  void itAnswersByTheRequest() {
    FakeModel fake =
        FakeModel.answering(
            request ->
                request.messages().getLast() instanceof Message.ToolResult
                    ? FakeAnswer.text("It is sunny in Bern.")
                    : FakeAnswer.toolCall("weather", "{\"city\":\"Bern\"}"));
    Reply call = fake.model().ask("How is the weather?");
    ChatRequest next =
        ChatRequest.of("How is the weather?").toBuilder()
            .message(call.toMessage())
            .message(Message.toolResult(call.toolCalls().getFirst(), "sunny"))
            .build();
    assertThat(fake.model().ask(next).text()).isEqualTo("It is sunny in Bern.");
  }

  @Test
  @SuppressWarnings("NullAway")
  void aFunctionThatGivesNoAnswerIsNamed() {
    Ending ending = FakeModel.answering(request -> null).model().stream("Hi").await();
    assertThat(ending)
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            it ->
                assertThat(it.cause().message())
                    .contains("the function of FakeModel.answering gave no answer"));
  }

  @Test
  void whatAFunctionThrowsIsADefectOfThatStreamAlone() {
    FakeModel fake =
        FakeModel.answering(
            request -> {
              throw new IllegalStateException("not today");
            });
    assertThat(fake.model().stream("Hi").await())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            early -> assertThat(early.cause().message()).contains("not today"));
  }

  @Test
  void itRemembersWhatItWasAskedAndWhatBecameOfIt() {
    FakeModel fake =
        FakeModel.playing(FakeAnswer.text("One two"), FakeAnswer.text("One two").stallingAfter(1));
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(fake::lastRequest);
    fake.model().ask("First?");
    ChatStream stream = fake.model().stream("Second?");
    assertThat(fake.lastRequest()).isEqualTo(ChatRequest.of("Second?"));
    assertThat(fake.requests())
        .containsExactly(ChatRequest.of("First?"), ChatRequest.of("Second?"));
    assertThat(fake.running()).isEqualTo(1);
    assertThat(fake.calls())
        .extracting(FakeCall::state)
        .containsExactly(FakeCall.State.ENDED, FakeCall.State.RUNNING);
    stream.cancel();
    assertThat(fake.calls())
        .extracting(FakeCall::toString)
        .containsExactly("FakeCall[ENDED after 2 pieces]", "FakeCall[CANCELLED after 1 pieces]");
    assertThat(fake.running()).isZero();
    assertThat(stream.await().reply().text()).isEqualTo("One");
  }

  @Test
  void nothingFollowsACancel() {
    FakeModel fake =
        FakeModel.playing(FakeAnswer.text("One two three").paced(ofSeconds(1), ofSeconds(1)))
            .by(clock);
    ChatStream stream = fake.model().stream("Count.");
    clock.advance(ofSeconds(1));
    stream.cancel();
    clock.advance(ofSeconds(9));
    assertThat(stream.await().kind()).isEqualTo("cancelled");
    assertThat(stream.await().reply().text()).isEqualTo("One");
    assertThat(fake.calls().getFirst().pieces()).isEqualTo(1);
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void itsPaceIsThatOfTheClock() {
    ChatModel model =
        FakeModel.playing(FakeAnswer.text("One two three").paced(ofSeconds(5), ofSeconds(2)))
            .by(clock)
            .model();
    List<String> heard = new ArrayList<>();
    CompletableFuture<Ending> ending =
        model.stream("Count.")
            .onEach(
                ChatStream.INLINE,
                event -> {
                  if (event instanceof StreamEvent.TextDelta delta) {
                    heard.add(clock.elapsed().toSeconds() + delta.text());
                  }
                });
    clock.advance(ofSeconds(20));
    Reply reply = ending.join().reply();
    assertThat(heard).containsExactly("5One", "7 two", "9 three");
    assertThat(reply.timings().firstToken()).contains(ofSeconds(5));
    assertThat(reply.timings().total()).isEqualTo(ofSeconds(9));
  }

  @Test
  void aDeadlineComesByTheModelsClock() {
    ChatModel model = FakeModel.playing(FakeAnswer.stalled()).by(clock).model();
    ChatRequest request = ChatRequest.builder().user("Hi").deadline(ofSeconds(3)).build();
    CompletableFuture<Ending> ending = model.stream(request).ending();
    clock.advance(ofSeconds(2));
    assertThat(ending).isNotDone();
    clock.advance(ofSeconds(1));
    assertThat(ending.join().kind()).isEqualTo("timed_out");
  }

  @Test
  void aRefusalWaitsForItsTimeToo() {
    ChatModel model =
        FakeModel.playing(FakeAnswer.refused(500).paced(ofSeconds(3), Duration.ZERO))
            .by(clock)
            .model();
    CompletableFuture<Ending> ending = model.stream("Hi").ending();
    clock.advance(ofSeconds(2));
    assertThat(ending).isNotDone();
    clock.advance(ofSeconds(1));
    assertThat(ending.join().kind()).isEqualTo("failed");
  }

  @Test
  void aRetryWaitsAsLongAsTheFakeAsks() {
    FakeModel fake =
        FakeModel.playing(FakeAnswer.refused(429, ofSeconds(30)), FakeAnswer.text("Hello."));
    ChatModel model = fake.model().with(Retry.upTo(1).by(clock, new Random(1)));
    CompletableFuture<Reply> reply = model.stream("Hi").reply();
    clock.advance(ofSeconds(29));
    assertThat(fake.calls()).hasSize(1);
    clock.advance(ofSeconds(2));
    assertThat(reply.join().text()).isEqualTo("Hello.");
    assertThat(fake.calls()).hasSize(2);
  }

  @Test
  void anAnswerThatIsCutIsResumedByPrefillIfTheFakeTakesIt() {
    FakeModel fake =
        FakeModel.playing(
                FakeAnswer.text("One two three").cutAfter(2), FakeAnswer.text(" three four"))
            .prefilling();
    ChatModel model = fake.model().with(OnCut.resume().by(clock));
    CompletableFuture<Reply> reply = model.stream("Count.").reply();
    clock.advance();
    assertThat(reply.join().text()).isEqualTo("One two three four");
    assertThat(fake.lastRequest().messages().getLast()).isEqualTo(Message.assistant("One two"));
  }

  @Test
  void aLimiterLetsTheNextInOnceOneHasLeft() {
    FakeModel fake = FakeModel.playing(FakeAnswer.stalled(), FakeAnswer.text("Hello."));
    ChatModel model = fake.model().with(Limiter.unlimited().streams(1).by(clock));
    ChatStream first = model.stream("Hi");
    CompletableFuture<Reply> second = model.stream("Hi").reply();
    clock.advance(ofSeconds(1));
    assertThat(fake.calls()).hasSize(1);
    first.cancel();
    clock.advance(ofSeconds(1));
    assertThat(second.join().text()).isEqualTo("Hello.");
  }

  @Test
  void itsNameIsThatOfTheModelThatAnswers() {
    FakeModel first = FakeModel.playing(FakeAnswer.unreachable()).named("fake/first");
    FakeModel second = FakeModel.saying("Hello.").named("fake/second");
    ChatModel model = first.model().with(Fallback.to(second.model()).by(clock));
    CompletableFuture<Reply> reply = model.stream("Hi").reply();
    clock.advance();
    assertThat(reply.join().started().model()).isEqualTo("fake/second");
    assertThat(model.name()).isEqualTo("fake/first");
    assertThat(first).hasToString("FakeModel[fake/first]");
  }

  @Test
  void everyTimeoutEndsIt() {
    Timeouts timeouts =
        Timeouts.defaults().by(clock).connect(ofSeconds(4)).firstToken(ofSeconds(5));
    assertThat(timedOut(FakeAnswer.neverConnecting(), timeouts)).contains("connect timeout");
    assertThat(timedOut(FakeAnswer.stalled(), timeouts)).contains("first-token timeout");
    assertThat(timedOut(FakeAnswer.text("One two").stallingAfter(1), timeouts))
        .contains("idle timeout");
    assertThat(
            timedOut(
                FakeAnswer.text("One two three").paced(ofSeconds(1), ofSeconds(50)),
                timeouts.total(ofSeconds(60))))
        .contains("total timeout");
  }

  private String timedOut(FakeAnswer answer, Timeouts timeouts) {
    FakeModel fake = FakeModel.playing(answer).by(clock);
    CompletableFuture<Ending> ending = fake.model().with(timeouts).stream("Hi").ending();
    clock.advance(ofSeconds(100));
    clock.advance(ofSeconds(100));
    assertThat(fake.running()).isZero();
    return ending.join() instanceof Ending.Incomplete early ? early.cause().message() : "completed";
  }

  @Test
  void aConnectionNeverComesAboutWithoutATimeoutUnlessSomebodyCancels() {
    FakeModel fake = FakeModel.playing(FakeAnswer.neverConnecting()).by(clock);
    ChatStream stream = fake.model().with(Timeouts.off()).stream("Hi");
    clock.advance(Duration.ofDays(400));
    assertThat(stream.ending()).isNotDone();
    stream.cancel();
    assertThat(fake.running()).isZero();
  }

  @Test
  void aReaderThatDoesNotReadStopsIt() {
    String[] pieces = new String[1_000];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = i + " ";
    }
    FakeModel fake = FakeModel.playing(FakeAnswer.pieces(pieces));
    Iterator<String> text = fake.model().stream("Count.").text().iterator();
    assertThat(fake.calls().getFirst().pieces()).isLessThanOrEqualTo(256);
    List<String> read = new ArrayList<>();
    text.forEachRemaining(read::add);
    assertThat(read).containsExactly(pieces);
    assertThat(fake.calls().getFirst().state()).isEqualTo(FakeCall.State.ENDED);
  }

  @Test
  void manyAskItAtOnceAndEachIsAnsweredOnce() {
    int many = 2_000;
    FakeAnswer[] answers = new FakeAnswer[many];
    for (int i = 0; i < many; i++) {
      answers[i] = FakeAnswer.pieces(i + "", " is", " mine").paced(ofMillis(1), ofMillis(1));
    }
    FakeModel fake = FakeModel.playing(answers);
    List<Ending> endings =
        Gather.with(fake.model())
            .start(IntStream.range(0, many).mapToObj(i -> ChatRequest.of("Whose?")).toList())
            .await();
    assertThat(endings).extracting(ending -> ending.reply().text()).doesNotHaveDuplicates();
    assertThat(endings).allMatch(ending -> ending.reply().text().endsWith(" is mine"));
    assertThat(fake.running()).isZero();
  }

  @Test
  void whatItKeepsIsBounded() {
    FakeModel fake = FakeModel.saying("");
    ChatModel model = fake.model();
    for (int i = 0; i < 100_000; i++) {
      model.stream("Hi").cancel();
    }
    assertThat(model.stream("Hi").await())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            early ->
                assertThat(early.cause().message())
                    .isEqualTo(
                        "the list of what one fake model was asked is longer than the limit of"
                            + " 100000 requests"));
    assertThat(fake.calls()).hasSize(100_000);
  }

  @Test
  void whatIsNullIsRefusedByItsNameWhereItIsGiven() {
    refused("text", () -> FakeModel.saying(missing()));
    refused("answers", () -> FakeModel.playing(FakeModelTest.<FakeAnswer[]>missing()));
    refused("answers", () -> FakeModel.repeating(FakeModelTest.<FakeAnswer[]>missing()));
    refused("answer", () -> FakeModel.answering(missing()));
    refused("other", () -> FakeModel.saying("").named(missing()));
    refused("other", () -> FakeModel.saying("").by(missing()));
    refused("text", () -> FakeAnswer.text(missing()));
    refused("pieces", () -> FakeAnswer.pieces(FakeModelTest.<String[]>missing()));
    refused("events", () -> FakeAnswer.events(FakeModelTest.<StreamEvent[]>missing()));
    refused("name", () -> FakeAnswer.toolCall(missing()));
    refused("arguments", () -> FakeAnswer.toolCall("a", FakeModelTest.<String[]>missing()));
    refused("retryAfter", () -> FakeAnswer.refused(429, missing()));
    refused("failure", () -> FakeAnswer.failed(missing()));
    refused("cause", () -> FakeAnswer.ending(missing()));
    refused("message", () -> FakeAnswer.text("").failingAfter(0, missing()));
    refused("used", () -> FakeAnswer.text("").withUsage(missing()));
    refused("reason", () -> FakeAnswer.text("").withFinish(missing()));
    refused("beforeFirst", () -> FakeAnswer.text("").paced(missing(), Duration.ZERO));
    refused("betweenPieces", () -> FakeAnswer.text("").paced(Duration.ZERO, missing()));
  }

  /** As a caller without NullAway has it. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T missing() {
    return null;
  }

  private static void refused(String parameter, ThrowingCallable call) {
    assertThatNullPointerException().isThrownBy(call).withMessage(parameter);
  }
}
