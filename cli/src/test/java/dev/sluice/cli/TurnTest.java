package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.fake.FakeAnswer;
import dev.sluice.fake.FakeModel;
import dev.sluice.policy.OnCut;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.time.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the parts of an answer that none of the providers here can send yet. */
final class TurnTest {
  private static final FakeAnswer WITH_COMMENTARY =
      FakeAnswer.events(
          new StreamEvent.PartStarted(0, new Part.Text("").asCommentary()),
          new StreamEvent.TextDelta(0, "I look "),
          new StreamEvent.TextDelta(0, "outside."),
          new StreamEvent.PartEnded(0, new Part.Text("").asCommentary()),
          new StreamEvent.PartStarted(1, new Part.Text("")),
          new StreamEvent.TextDelta(1, "It is "),
          new StreamEvent.TextDelta(1, "sunny."));

  /** What a turn shows of a stream. */
  private record Shown(int code, String out, String err) {}

  private static Shown show(FakeAnswer answer, boolean watched, boolean held) {
    return show(FakeModel.playing(answer).model(), watched, held);
  }

  private static Shown show(ChatModel model, boolean watched, boolean held) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Notes notes = new Notes(err, false);
    TextAnswer answer =
        new TextAnswer(
            new TextWriter(Destination.standardOutput(out), false), notes, watched, held, false);
    int code = show(model, answer, notes);
    return new Shown(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static int show(ChatModel model, Answer answer, Notes notes) {
    try (ChatStream stream = model.stream("How is the weather?")) {
      ProgressNotes progress = new ProgressNotes(notes, false, Clock.system());
      return ExitCode.of(Turn.show(stream, answer, notes, progress));
    } catch (IOException full) {
      throw new AssertionError(full);
    }
  }

  private static List<String> lines(FakeAnswer answer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    show(
        FakeModel.playing(answer).model(),
        new JsonAnswer(Destination.standardOutput(out), false),
        new Notes(new ByteArrayOutputStream(), false));
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void commentaryIsToldWhereReasoningIsAndIsNoPartOfTheAnswer() {
    assertThat(show(WITH_COMMENTARY, true, false))
        .isEqualTo(new Shown(0, "It is sunny.\n", "I look outside.\n"));
    assertThat(show(WITH_COMMENTARY, false, false)).isEqualTo(new Shown(0, "It is sunny.\n", ""));
    assertThat(show(WITH_COMMENTARY, false, true)).isEqualTo(new Shown(0, "It is sunny.\n", ""));
  }

  @Test
  void anAnswerIsContinuedAtItsPlaceInTheTextThatIsNoCommentary() {
    ChatModel model =
        FakeModel.playing(WITH_COMMENTARY.cutAfter(6), FakeAnswer.pieces("sunny", "."))
            .model()
            .with(OnCut.resume());

    Shown shown = show(model, true, false);

    assertThat(shown.out()).isEqualTo("It is sunny.\n");
    assertThat(shown.err()).contains("continues after 6 characters (attempt 2)");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPartThatComesAtOnceIsPrintedOnce(boolean held) {
    FakeAnswer answer =
        FakeAnswer.events(
            new StreamEvent.PartStarted(0, new Part.Reasoning("Hm.")),
            new StreamEvent.PartEnded(0, new Part.Reasoning("Hm.")),
            new StreamEvent.PartStarted(1, new Part.Text("It is ")),
            new StreamEvent.TextDelta(1, "sunny."),
            new StreamEvent.PartEnded(1, new Part.Text("")));

    assertThat(show(answer, true, held)).isEqualTo(new Shown(0, "It is sunny.\n", "Hm.\n"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRefusalAfterTextIsPrintedOnce(boolean held) {
    assertThat(show(FakeAnswer.text("Well. ").withRefusal("I won't."), false, held))
        .isEqualTo(new Shown(0, "Well. I won't.\n", ""));
    assertThat(show(FakeAnswer.events().withRefusal("I won't."), false, held))
        .isEqualTo(new Shown(0, "I won't.\n", ""));
  }

  @Test
  void aRefusalThatIsTakenBackHasNotGoneDownThePipe() {
    ChatModel model =
        FakeModel.playing(
                FakeAnswer.events().withRefusal("I won't tell.").cutAfter(1),
                FakeAnswer.text("It is sunny."))
            .model()
            .with(OnCut.restart());

    assertThat(show(model, false, true).out()).isEqualTo("It is sunny.\n");
  }

  @Test
  void whatIsDoneOtherwiseThanAskedForIsANote() {
    FakeAnswer answer =
        FakeAnswer.events(
            new StreamEvent.Warned("left out: top_k, which this model does not know"),
            new StreamEvent.TextDelta(0, "Sunny."));

    assertThat(show(answer, false, false))
        .isEqualTo(
            new Shown(0, "Sunny.\n", "sluice: left out: top_k, which this model does not know\n"));
  }

  @Test
  void aToolThatTheProviderRanIsANoteOfItsOwn() {
    Part.ToolCall search = new Part.ToolCall("s1", "search", "").runByProvider();
    FakeAnswer answer =
        FakeAnswer.events(
            new StreamEvent.PartStarted(0, search),
            new StreamEvent.ToolCallDelta(0, "{}"),
            new StreamEvent.PartEnded(0, search),
            new StreamEvent.TextDelta(1, "Sunny."));

    assertThat(show(answer, false, false))
        .isEqualTo(new Shown(0, "Sunny.\n", "sluice: the provider ran a tool: search({})\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSAL,the model declines to answer",
    "CONTENT_FILTER,the provider withheld it",
    "ERROR,the provider gave up"
  })
  void anAnswerThatWasWithheldWholeIsNoSuccess(FinishReason.Kind kind, String why) {
    FinishReason reason = new FinishReason(kind, "raw_word");

    assertThat(show(FakeAnswer.events().withReasoning("Hm.").withFinish(reason), false, false))
        .isEqualTo(
            new Shown(
                1, "", "sluice: there is no answer: " + why + " (finish reason: raw_word)\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSAL,0,the model declines to go on",
    "CONTENT_FILTER,0,the provider withheld the rest",
    "PAUSED,0,the provider pauses",
    "ERROR,3,the provider gave up in the middle"
  })
  void aFinishThatLeavesSomethingOutIsANote(FinishReason.Kind kind, int code, String note) {
    Shown shown =
        show(FakeAnswer.text("It is").withFinish(new FinishReason(kind, "raw_word")), false, false);

    assertThat(shown.code()).isEqualTo(code);
    assertThat(shown.out()).isEqualTo("It is\n");
    assertThat(shown.err())
        .startsWith("sluice: " + note)
        .endsWith("(finish reason: raw_word)\n")
        .hasLineCount(1);
  }

  // JSON.

  @Test
  void thePiecesOfTextInJsonAreTheAnswerAndCommentaryHasItsOwnWord() {
    assertThat(lines(WITH_COMMENTARY))
        .contains(
            "{\"type\":\"part_started\",\"part\":0,\"kind\":\"commentary\"}",
            "{\"type\":\"commentary\",\"part\":0,\"text\":\"I look \"}",
            "{\"type\":\"part_ended\",\"part\":0}",
            "{\"type\":\"part_started\",\"part\":1,\"kind\":\"text\"}",
            "{\"type\":\"text\",\"part\":1,\"text\":\"It is \"}")
        .last()
        .asString()
        .contains("\"text\":\"It is sunny.\"");
  }

  @Test
  void whatComesAtOnceIsToldAsAPiece() {
    assertThat(
            lines(
                FakeAnswer.events(
                    new StreamEvent.PartStarted(0, new Part.Text("All at once.")),
                    new StreamEvent.PartEnded(0, new Part.Text("All at once.")),
                    new StreamEvent.PartStarted(1, new Part.ToolCall("c", "clock", "{}")))))
        .contains(
            "{\"type\":\"text\",\"part\":0,\"text\":\"All at once.\"}",
            "{\"type\":\"tool_call\",\"index\":0,\"part\":1,\"id\":\"c\",\"name\":\"clock\","
                + "\"arguments\":\"{}\"}");
  }

  @Test
  void callsOfToolsAreCountedFromZeroWhateverCameBefore() {
    assertThat(
            lines(
                FakeAnswer.text("One moment.")
                    .withToolCall("clock", "{}")
                    .withToolCall("map", "{}")))
        .filteredOn(line -> line.contains("tool_call_delta"))
        .containsExactly(
            "{\"type\":\"tool_call_delta\",\"index\":0,\"part\":1,\"arguments\":\"{}\"}",
            "{\"type\":\"tool_call_delta\",\"index\":1,\"part\":2,\"arguments\":\"{}\"}");
  }

  @Test
  void aRefusalInJsonIsNoText() {
    assertThat(lines(FakeAnswer.events().withRefusal("I won't.")).getLast())
        .contains("\"text\":\"\",\"refusal\":\"I won't.\"");
  }

  @Test
  void warningsAreInTheLastObjectToo() {
    assertThat(lines(FakeAnswer.events(new StreamEvent.Warned("left out: a"))))
        .contains("{\"type\":\"warning\",\"message\":\"left out: a\"}")
        .last()
        .asString()
        .contains("\"warnings\":[\"left out: a\"]");
  }
}
