package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.stream.StreamEvent.PartEnded;
import dev.sluice.stream.StreamEvent.ReasoningDelta;
import dev.sluice.stream.StreamEvent.TextDelta;
import dev.sluice.stream.StreamEvent.ToolCallDelta;
import dev.sluice.stream.StreamEvent.UsageReported;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Half a character never leaves alone. */
class WholeCharactersTest {
  private static final String HIGH = "\uD83D";
  private static final String LOW = "\uDE00";

  private final WholeCharacters characters = new WholeCharacters();
  private final List<StreamEvent> told = new ArrayList<>();
  private final StreamSink sink =
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
      };

  private List<StreamEvent> told(StreamEvent... events) {
    for (StreamEvent event : events) {
      characters.tell(event, sink);
    }
    return told;
  }

  @Test
  void wholeTextPassesAsItIs() {
    TextDelta delta = new TextDelta(0, "a" + HIGH + LOW);
    assertThat(told(delta)).hasSize(1).first().isSameAs(delta);
  }

  @Test
  void halvesOfOneCharacterLeaveTogether() {
    assertThat(told(new TextDelta(0, "a" + HIGH), new TextDelta(0, LOW + "b")))
        .containsExactly(new TextDelta(0, "a"), new TextDelta(0, HIGH + LOW + "b"));
  }

  @Test
  void aHalfAloneWaits() {
    assertThat(told(new TextDelta(0, HIGH))).isEmpty();
    assertThat(told(new TextDelta(0, LOW))).containsExactly(new TextDelta(0, HIGH + LOW));
  }

  @Test
  void aHalfWaitsWhileOtherThingsAreTold() {
    assertThat(
            told(
                new TextDelta(0, HIGH),
                new UsageReported(Usage.of(1, 1)),
                new ToolCallDelta(1, "{"),
                new TextDelta(0, LOW)))
        .containsExactly(
            new UsageReported(Usage.of(1, 1)),
            new ToolCallDelta(1, "{"),
            new TextDelta(0, HIGH + LOW));
  }

  @Test
  void halvesOfTwoPartsAreNotOneCharacter() {
    assertThat(told(new TextDelta(0, HIGH), new ToolCallDelta(1, HIGH), new ToolCallDelta(1, LOW)))
        .containsExactly(new TextDelta(0, "\uFFFD"), new ToolCallDelta(1, HIGH + LOW));
  }

  @Test
  void aHalfThatItsPartEndsWithIsNoCharacter() {
    PartEnded end = new PartEnded(0, new Part.Reasoning(""));
    assertThat(told(new ReasoningDelta(0, HIGH), end))
        .containsExactly(new ReasoningDelta(0, "\uFFFD"), end);
  }

  @Test
  void aHalfThatTheAnswerEndsWithIsNoCharacter() {
    told(new TextDelta(0, "a" + HIGH));
    characters.end(sink);
    assertThat(told).containsExactly(new TextDelta(0, "a"), new TextDelta(0, "\uFFFD"));
  }

  @Test
  void aSecondHalfWithoutAFirstIsNoCharacter() {
    assertThat(told(new TextDelta(0, LOW + "b"))).containsExactly(new TextDelta(0, "\uFFFDb"));
  }

  @Test
  void twoFirstHalvesAreOneThatIsNoCharacterAndOneThatWaits() {
    assertThat(told(new TextDelta(0, HIGH), new TextDelta(0, HIGH), new TextDelta(0, LOW)))
        .extracting(event -> ((TextDelta) event).text())
        .containsExactly("\uFFFD", HIGH + LOW);
  }
}
