package dev.sluice.spi.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.PartEnded;
import dev.sluice.chat.StreamEvent.PartStarted;
import dev.sluice.chat.StreamEvent.ReasoningDelta;
import dev.sluice.chat.StreamEvent.TextDelta;
import dev.sluice.chat.StreamEvent.ToolCallDelta;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartWriterTest {
  private static final Part TEXT = new Part.Text("");
  private static final Part THOUGHT = new Part.Reasoning("");

  private final List<StreamEvent> told = new ArrayList<>();
  private final PartWriter writer =
      new PartWriter(
          new StreamSink() {
            @Override
            public void onOpen(StreamControl control) {}

            @Override
            public void onEvent(StreamEvent event) {
              told.add(event);
            }

            @Override
            public void onEnd(Outcome outcome) {}

            @Override
            public boolean isReady() {
              return true;
            }
          });

  @Test
  void aPartEndsWhereAnotherKindBegins() {
    writer.reasoning("h");
    writer.reasoning("m");
    writer.text("Hi");
    writer.end();
    assertThat(told)
        .containsExactly(
            new PartStarted(0, THOUGHT),
            new ReasoningDelta(0, "h"),
            new ReasoningDelta(0, "m"),
            new PartEnded(0, THOUGHT),
            new PartStarted(1, TEXT),
            new TextDelta(1, "Hi"),
            new PartEnded(1, TEXT));
  }

  @Test
  void callsGrowInTurnsAndEndWithTheAnswer() {
    Part.ToolCall one = new Part.ToolCall("a", "f", "");
    Part.ToolCall two = new Part.ToolCall("b", "g", "");
    writer.text("So:");
    writer.call(7, one);
    writer.call(3, two);
    writer.arguments(7, "{");
    writer.arguments(3, "[");
    writer.arguments(7, "}");
    writer.text("!");
    writer.end();
    assertThat(told)
        .containsExactly(
            new PartStarted(0, TEXT),
            new TextDelta(0, "So:"),
            new PartEnded(0, TEXT),
            new PartStarted(1, one),
            new PartStarted(2, two),
            new ToolCallDelta(1, "{"),
            new ToolCallDelta(2, "["),
            new ToolCallDelta(1, "}"),
            new PartStarted(3, TEXT),
            new TextDelta(3, "!"),
            new PartEnded(3, TEXT),
            new PartEnded(1, one),
            new PartEnded(2, two));
  }

  @Test
  void textAfterTheEndIsAnotherPart() {
    writer.text("a");
    writer.end();
    writer.text("b");
    writer.end();
    writer.end();
    assertThat(told.subList(3, 6))
        .containsExactly(new PartStarted(1, TEXT), new TextDelta(1, "b"), new PartEnded(1, TEXT));
    assertThat(told).hasSize(6);
  }

  @Test
  void piecesOfACallThatHasNotBegunAreADefect() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.arguments(0, "{}"))
        .withMessage("no call has the number 0");
  }

  @Test
  void ofCallsThatGrowInTurnsNeitherTheLastOneNorTheOneThatGrewLastIsEndedWhereTheyAreCutOff() {
    for (int number = 0; number < 3; number++) {
      writer.call(number, new Part.ToolCall("c" + number, "f", ""));
    }
    writer.arguments(1, "{");
    writer.endCutOff();
    writer.endCutOff();
    assertThat(told.stream().filter(PartEnded.class::isInstance).toList())
        .containsExactly(new PartEnded(0, new Part.ToolCall("c0", "f", "")));
  }

  @Test
  void aCallThatGrowsAfterATextMayBeCutOffToo() {
    writer.call(0, new Part.ToolCall("c", "f", ""));
    writer.text("Hm");
    writer.arguments(0, "{");
    writer.endCutOff();
    assertThat(told).contains(new PartEnded(1, TEXT)).hasSize(5);
  }

  @Test
  void aCallWhoseNumberIsTakenByAnotherIsOver() {
    writer.call(0, new Part.ToolCall("c", "f", ""));
    writer.call(0, new Part.ToolCall("d", "g", ""));
    assertThat(told).contains(new PartEnded(0, new Part.ToolCall("c", "f", "")));
  }

  @Test
  void whatOnlyTheProviderUnderstandsBelongsToThePartThatGrows() {
    ProviderData data = ProviderData.of("p", "k", "1");
    writer.reasoning("h");
    assertThat(writer.isReasoning()).isTrue();
    writer.noted(data);
    writer.text("Hi");
    assertThat(writer.isText()).isTrue();
    writer.call(7, new Part.ToolCall("", "a", ""));
    writer.noted(7, data);
    writer.noted(data);
    assertThat(told)
        .filteredOn(StreamEvent.PartNoted.class::isInstance)
        .as("the last one begins a text of its own")
        .containsExactly(
            new StreamEvent.PartNoted(0, data),
            new StreamEvent.PartNoted(2, data),
            new StreamEvent.PartNoted(3, data));
  }

  @Test
  void whatIsKnownLaterOfACallIsToldByItsEnd() {
    writer.call(0, new Part.ToolCall("", "a", ""));
    writer.arguments(0, "{}");
    writer.known(0, new Part.ToolCall("t", "a", ""));
    writer.end();
    assertThat(told)
        .containsExactly(
            new PartStarted(0, new Part.ToolCall("", "a", "")),
            new ToolCallDelta(0, "{}"),
            new PartEnded(0, new Part.ToolCall("t", "a", "")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.known(1, new Part.ToolCall("", "", "")));
  }

  @Test
  void soundGrowsBesideTheText() {
    Part.Media sound = new Part.Media(Part.Media.Kind.AUDIO, "", new Part.Media.Inline(""));
    writer.text("a");
    writer.media(sound);
    writer.mediaPiece("AAAA");
    writer.text("b");
    writer.end();
    assertThat(told)
        .containsExactly(
            new PartStarted(0, TEXT),
            new TextDelta(0, "a"),
            new PartStarted(1, sound),
            new StreamEvent.MediaDelta(1, "AAAA", false),
            new TextDelta(0, "b"),
            new PartEnded(0, TEXT),
            new PartEnded(1, sound));
    assertThatIllegalStateException().isThrownBy(() -> writer.mediaPiece("AAAA"));
  }
}
