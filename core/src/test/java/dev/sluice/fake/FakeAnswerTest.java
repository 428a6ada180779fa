package dev.sluice.fake;

import static dev.sluice.testing.Parts.callEnds;
import static dev.sluice.testing.Parts.callStarts;
import static dev.sluice.testing.Parts.reasoningEnds;
import static dev.sluice.testing.Parts.reasoningStarts;
import static dev.sluice.testing.Parts.textEnds;
import static dev.sluice.testing.Parts.textStarts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.testing.Recorder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each answer tells, event by event. */
class FakeAnswerTest {

  private static Recorder heard(FakeAnswer answer) {
    return heard(answer, ChatRequest.of("Count."));
  }

  private static Recorder heard(FakeAnswer answer, ChatRequest request) {
    Recorder heard = new Recorder();
    FakeModel.playing(answer).source().open(request, heard);
    return heard;
  }

  private static Cause cause(FakeAnswer answer) {
    if (heard(answer).end() instanceof Cause cause) {
      return cause;
    }
    throw new AssertionError("completed");
  }

  @Test
  void aTextComesWordByWordAndIsWholeToTheCharacter() {
    String text = "One  two\nthree. 😀 ";
    Recorder heard = heard(FakeAnswer.text(text));
    assertThat(heard.events())
        .containsExactly(
            new StreamEvent.Started("fake-1", "fake/model", ""),
            textStarts(0),
            new StreamEvent.TextDelta(0, "One"),
            new StreamEvent.TextDelta(0, "  two"),
            new StreamEvent.TextDelta(0, "\nthree."),
            new StreamEvent.TextDelta(0, " 😀"),
            new StreamEvent.TextDelta(0, " "),
            textEnds(0));
    assertThat(heard.text()).isEqualTo(text);
    assertThat(heard.end()).isEqualTo(new Outcome.Finished(FinishReason.STOP));
  }

  @Test
  void piecesComeAsTheyAre() {
    assertThat(heard(FakeAnswer.pieces("O", "n", "e t")).events(StreamEvent.TextDelta.class))
        .extracting(StreamEvent.TextDelta::text)
        .containsExactly("O", "n", "e t");
  }

  @Test
  void anEmptyTextIsAnAnswerWithoutAPieceAndAnEmptyPieceIsRefused() {
    assertThat(heard(FakeAnswer.text("")).events()).hasSize(1);
    assertThat(heard(FakeAnswer.text("")).end()).isInstanceOf(Outcome.Finished.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FakeAnswer.pieces("a", ""))
        .withMessageContaining("a piece cannot be empty");
    assertThatIllegalArgumentException().isThrownBy(() -> FakeAnswer.toolCall("weather", ""));
  }

  @Test
  void thoughtsComeFirstAndUsageLast() {
    Recorder heard = heard(FakeAnswer.text("Sunny.").withReasoning("Look out.").withUsage(12, 5));
    assertThat(heard.events().subList(1, 9))
        .containsExactly(
            reasoningStarts(0),
            new StreamEvent.ReasoningDelta(0, "Look"),
            new StreamEvent.ReasoningDelta(0, " out."),
            reasoningEnds(0),
            textStarts(1),
            new StreamEvent.TextDelta(1, "Sunny."),
            textEnds(1),
            new StreamEvent.UsageReported(Usage.of(12, 5)));
  }

  @Test
  void toolCallsHaveNumbersAndIdsAndTheirOwnFinishReason() {
    FakeAnswer answer =
        FakeAnswer.toolCall("weather", "{\"city\":", "\"Bern\"}").withToolCall("clock", "{}");
    Ending ending = FakeModel.playing(answer).model().stream("What?").await();
    assertThat(ending.reply().toolCalls())
        .extracting(call -> call.id() + " " + call.name() + " " + call.arguments())
        .containsExactly("call_0 weather {\"city\":\"Bern\"}", "call_1 clock {}");
    assertThat(ending)
        .isInstanceOfSatisfying(
            Ending.Completed.class,
            done -> assertThat(done.finishReason().kind()).isEqualTo(FinishReason.Kind.TOOL_CALLS));
  }

  @Test
  void aModelsOwnRefusalIsToldApartFromText() {
    Reply reply = FakeModel.playing(FakeAnswer.text("").withRefusal("I cannot.")).model().ask("?");
    assertThat(reply.refusal()).isEqualTo("I cannot.");
    assertThat(reply.parts()).containsExactly(new Part.Refusal("I cannot."));
    assertThat(reply.text()).as("whoever shows the text alone shows it too").isEqualTo("I cannot.");
    Reply both = FakeModel.playing(FakeAnswer.text("So.").withRefusal("No.")).model().ask("?");
    assertThat(both.text()).isEqualTo("So.");
  }

  @Test
  void anyFinishReasonCanBeGiven() {
    assertThat(heard(FakeAnswer.text("a").withFinish(FinishReason.LENGTH)).end())
        .isEqualTo(new Outcome.Finished(FinishReason.LENGTH));
  }

  @Test
  void aCallThatATokenLimitCutsOffIsNotEnded() {
    Recorder heard =
        heard(FakeAnswer.toolCall("weather", "{\"city\":").withFinish(FinishReason.LENGTH));
    assertThat(heard.events()).noneMatch(StreamEvent.PartEnded.class::isInstance);
  }

  @Test
  void aStatusRefusesWithWhatItSaysOfTryingAgain() {
    assertThat(cause(FakeAnswer.refused(401)).failure().orElseThrow())
        .isInstanceOfSatisfying(
            Failure.Refused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(401);
              assertThat(refused.advice().after()).isEmpty();
              assertThat(refused.message())
                  .isEqualTo("the fake model answered 401: its script refuses; check the API key");
            });
    assertThat(cause(FakeAnswer.refused(429, Duration.ofSeconds(3))).failure().orElseThrow())
        .isInstanceOfSatisfying(
            Failure.Refused.class,
            refused -> assertThat(refused.advice().after()).contains(Duration.ofSeconds(3)));
  }

  @Test
  void whatFailsBeforeItBeginsTellsNothingElse() {
    Failure odd = new Failure.Malformed("odd", "");
    for (FakeAnswer answer :
        List.of(
            FakeAnswer.refused(500),
            FakeAnswer.unreachable(),
            FakeAnswer.failed(odd),
            FakeAnswer.text("One two").cutAfter(0),
            FakeAnswer.text("One two").truncatedAfter(0))) {
      assertThat(heard(answer).events()).isEmpty();
    }
    assertThat(cause(FakeAnswer.failed(odd))).isEqualTo(new Cause.Failed(odd));
    assertThat(cause(FakeAnswer.unreachable()).kind()).isEqualTo("failed");
  }

  @Test
  void aConnectionThatBreaksBeforeTheFirstPieceIsAFailureAndLaterACut() {
    assertThat(cause(FakeAnswer.text("One two").cutAfter(0)).kind()).isEqualTo("failed");
    assertThat(cause(FakeAnswer.text("One two").cutAfter(1)).kind()).isEqualTo("cut");
  }

  @Test
  void anAnswerEndsAfterSoManyPiecesInEveryWay() {
    FakeAnswer answer = FakeAnswer.text("One two three").withUsage(1, 3);
    Cause cancelled = new Cause.Cancelled();
    assertThat(heard(answer.cutAfter(2)).text()).isEqualTo("One two");
    assertThat(heard(answer.truncatedAfter(2)).text()).isEqualTo("One two");
    assertThat(cause(answer.truncatedAfter(2)).kind()).isEqualTo("truncated");
    assertThat(cause(answer.failingAfter(1, "overloaded")).message())
        .isEqualTo("the provider reported an error: overloaded");
    assertThat(cause(answer.endingAfter(1, cancelled))).isEqualTo(cancelled);
    assertThat(heard(answer.cutAfter(9)).text()).isEqualTo("One two three");
    assertThat(heard(answer.cutAfter(9)).events(StreamEvent.UsageReported.class))
        .as("a provider that is cut off does not come to count")
        .isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> answer.cutAfter(-1));
  }

  @Test
  void anAnswerThatStallsHasNoEnd() {
    assertThat(heard(FakeAnswer.stalled()).events()).isEmpty();
    assertThat(heard(FakeAnswer.stalled()).outcome()).isNull();
    assertThat(heard(FakeAnswer.text("One two").stallingAfter(1)).text()).isEqualTo("One");
    assertThat(heard(FakeAnswer.text("One two").stallingAfter(1)).outcome()).isNull();
  }

  @Test
  void whatIsNotStreamedComesInOnePieceOrNotAtAll() {
    ChatRequest whole = ChatRequest.builder().user("Count.").streamed(false).build();
    FakeAnswer answer =
        FakeAnswer.text("One two")
            .withReasoning("Hm hm.")
            .withToolCall("weather", "{", "}")
            .withUsage(1, 2);
    assertThat(heard(answer, whole).events())
        .containsExactly(
            new StreamEvent.Started("fake-1", "fake/model", ""),
            reasoningStarts(0),
            new StreamEvent.ReasoningDelta(0, "Hm hm."),
            reasoningEnds(0),
            textStarts(1),
            new StreamEvent.TextDelta(1, "One two"),
            textEnds(1),
            callStarts(2, "call_0", "weather"),
            new StreamEvent.ToolCallDelta(2, "{}"),
            callEnds(2, "call_0", "weather"),
            new StreamEvent.UsageReported(Usage.of(1, 2)));
    assertThat(heard(answer.cutAfter(2), whole).events(StreamEvent.TextDelta.class)).isEmpty();
  }

  @Test
  void exactEventsAreToldAndOnlyContentAndUsageCanBe() {
    StreamEvent[] events = {
      new StreamEvent.TextDelta(0, "a"),
      new StreamEvent.UsageReported(Usage.of(1, 1)),
      new StreamEvent.RefusalDelta(0, "b")
    };
    assertThat(heard(FakeAnswer.events(events)).events())
        .as("in parts that begin and end")
        .containsExactly(
            new StreamEvent.Started("fake-1", "fake/model", ""),
            textStarts(0),
            events[0],
            events[1],
            textEnds(0),
            new StreamEvent.PartStarted(1, new Part.Refusal("")),
            new StreamEvent.RefusalDelta(1, "b"),
            new StreamEvent.PartEnded(1, new Part.Refusal("")));
    StreamEvent[] framed = {
      textStarts(4), new StreamEvent.TextDelta(4, "a"), new StreamEvent.PartEnded(4, Part.text("b"))
    };
    assertThat(heard(FakeAnswer.events(framed)).events().subList(1, 4))
        .as("as they are, if they begin and end parts themselves")
        .containsExactly(framed);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FakeAnswer.events(new StreamEvent.Started("", "", "")))
        .withMessageContaining("not a piece of an answer");
  }

  @Test
  void aPaceIsNeverNegative() {
    FakeAnswer answer = FakeAnswer.text("a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> answer.paced(Duration.ofSeconds(-1), Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> answer.paced(Duration.ZERO, Duration.ofSeconds(-1)));
  }
}
