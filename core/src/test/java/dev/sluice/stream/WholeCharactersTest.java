package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.PartEnded;
import dev.sluice.chat.StreamEvent.ReasoningDelta;
import dev.sluice.chat.StreamEvent.TextDelta;
import dev.sluice.chat.StreamEvent.ToolCallDelta;
import dev.sluice.chat.Usage;
import dev.sluice.spi.stream.WholeCharacters;
import dev.sluice.testing.HandSource;
import dev.sluice.testing.Recorder;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What becomes of characters that come in halves. */
class WholeCharactersTest {
  private final WholeCharacters characters = new WholeCharacters();
  private final Recorder told = new Recorder();

  private void tell(StreamEvent... events) {
    for (StreamEvent event : events) {
      characters.tell(event, told);
    }
  }

  private static TextDelta text(String piece) {
    return new TextDelta(0, piece);
  }

  @Test
  void aTextWithoutHalvesPassesAsItIs() {
    TextDelta plain = text("a\u00fcb");
    TextDelta pair = text("a😀b");
    tell(plain, pair);
    assertThat(told.events())
        .satisfiesExactly(
            first -> assertThat(first).isSameAs(plain),
            second -> assertThat(second).isSameAs(pair));
  }

  @Test
  void aHalfWaitsForTheOtherOne() {
    tell(text("a\uD83D"));
    assertThat(told.events()).containsExactly(text("a"));
    tell(text("\uDE00b"));
    assertThat(told.events()).containsExactly(text("a"), text("😀b"));
  }

  @Test
  void aHalfAloneIsNoEventUntilItsOtherOneComes() {
    tell(text("\uD83D"));
    assertThat(told.events()).isEmpty();
    tell(text("\uDE00\uD83D"), text("\uDE01"));
    assertThat(told.events()).containsExactly(text("😀"), text("😁"));
  }

  @Test
  void whatIsNoPieceOfAPartPassesAHalfThatWaits() {
    StreamEvent usage = new StreamEvent.UsageReported(Usage.of(1, 1));
    tell(text("\uD83D"), usage, text("\uDE00"));
    assertThat(told.events()).containsExactly(usage, text("😀"));
  }

  @Test
  void eachPartWaitsForItsOwnHalf() {
    tell(text("\uD83D"), new ToolCallDelta(1, "{"), text("\uDE00"));
    assertThat(told.events()).containsExactly(new ToolCallDelta(1, "{"), text("😀"));
  }

  @Test
  void aHalfThatWaitsWhileAnotherPartBreaksInHalfIsGivenUp() {
    tell(text("\uD83D"), new ToolCallDelta(1, "\uD83D"), new ToolCallDelta(1, "\uDE00"));
    assertThat(told.events()).containsExactly(text("\uFFFD"), new ToolCallDelta(1, "😀"));
  }

  @Test
  void aHalfWhoseOtherOneDoesNotComeIsReplaced() {
    tell(text("a\uD83D"), text("b"), text("\uDE00c"), text("d\uD83De\uDE00"));
    assertThat(told.text()).isEqualTo("a\uFFFDb\uFFFDcd\uFFFDe\uFFFD");
  }

  @Test
  void twoFirstHalvesAreOneThatIsAloneAndOneThatWaits() {
    tell(text("\uD83D\uD83D"), text("\uDE00"));
    assertThat(told.text()).isEqualTo("\uFFFD😀");
  }

  @Test
  void aPartThatEndsInHalfACharacterEndsWithItsReplacement() {
    PartEnded end = new PartEnded(0, Part.text(""));
    tell(text("a\uD83D"), end);
    assertThat(told.events()).containsExactly(text("a"), text("\uFFFD"), end);
  }

  @Test
  void anAnswerThatEndsInHalfACharacterEndsWithItsReplacement() {
    tell(new ReasoningDelta(3, "\uD83D"));
    characters.end(told);
    characters.end(told);
    assertThat(told.events()).containsExactly(new ReasoningDelta(3, "\uFFFD"));
  }

  @Test
  void anyTextCutAnywhereIsToldWholeAndInWholePieces() {
    String text = "a😀b😁😂ü€cd😀";
    for (int seed = 0; seed < 1_000; seed++) {
      Random random = new Random(seed);
      told.clear();
      for (int from = 0; from < text.length(); ) {
        int to = Math.min(text.length(), from + 1 + random.nextInt(4));
        tell(text(text.substring(from, to)));
        from = to;
      }
      assertThat(told.text()).as("seed %d", seed).isEqualTo(text);
      List<TextDelta> pieces = told.events(TextDelta.class);
      assertThat(pieces)
          .as("seed %d", seed)
          .allSatisfy(piece -> assertThat(hasHalf(piece.text())).isFalse());
    }
  }

  @Test
  void noSourceGetsAHalfPastTheDoorOfItsStream() {
    Push source = new Push();
    ChatStream stream = source.stream();
    source.text("a\uD83D").text("\uDE00b\uD83D").finish();
    assertThat(stream.text()).containsExactly("a", "😀b", "\uFFFD");
    assertThat(stream.await().reply().text()).isEqualTo("a😀b\uFFFD");
  }

  /** Its other half was on its way, and comes with the continuation if there is one. */
  @Test
  void whereAnAnswerBreaksOffAHalfIsLeftOut() {
    Push source = new Push();
    ChatStream stream = source.stream();
    source.text("a\uD83D").end(HandSource.CUT);
    assertThat(stream.await().reply().text()).isEqualTo("a");
  }

  @Test
  void whatIsToldBesideATextPassesAHalfThatWaits() {
    StreamEvent beside = new StreamEvent.LogProbs(0, List.of());
    StreamEvent cited = new StreamEvent.Cited(0, Citation.builder().build());
    StreamEvent noted = new StreamEvent.PartNoted(0, ProviderData.of("p"));
    tell(text("\uD83D"), beside, cited, noted, text("\uDE00"));
    assertThat(told.events()).containsExactly(beside, cited, noted, text("😀"));
  }

  @Test
  void anotherAttemptKnowsNothingOfTheHalfThatOneBeforeBrokeOffIn() {
    Usage none = Usage.unknown();
    for (StreamEvent next :
        List.of(
            new StreamEvent.Retrying(2, "m", HandSource.CUT, Duration.ZERO, none),
            new StreamEvent.Restarted(2, "m", HandSource.CUT, none),
            new StreamEvent.Continued(2, "m", 0, 0, HandSource.CUT, none))) {
      told.clear();
      tell(text("\uD83D"), next, text("b"));
      assertThat(told.events()).containsExactly(next, text("b"));
    }
  }

  private static boolean hasHalf(String text) {
    return text.isEmpty() || text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }
}
