package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.ReplyBuilder;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.Cited;
import dev.sluice.chat.StreamEvent.Continued;
import dev.sluice.chat.StreamEvent.PartEnded;
import dev.sluice.chat.StreamEvent.PartStarted;
import dev.sluice.chat.StreamEvent.ReasoningDelta;
import dev.sluice.chat.StreamEvent.TextDelta;
import dev.sluice.chat.StreamEvent.ToolCallDelta;
import dev.sluice.fake.FakeClock;
import dev.sluice.testing.HandSource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the parts of a further attempt have their place in the one answer. */
class ContinuedPartsTest {
  private static final Part TEXT = new Part.Text("");
  private static final Part THOUGHT = new Part.Reasoning("");
  private static final Part.ToolCall CALL = new Part.ToolCall("c", "f", "");

  private final FakeClock clock = new FakeClock();
  private final HandSource source = HandSource.create();

  private Asked ask() {
    return Asked.of(Asked.with(OnCut.resume().by(clock), source));
  }

  private HandSource.Attempt next() {
    clock.advance();
    return source.last();
  }

  private static HandSource.Attempt push(HandSource.Attempt attempt, StreamEvent... events) {
    for (StreamEvent event : events) {
      attempt.push(event);
    }
    return attempt;
  }

  private static List<StreamEvent> content(Asked asked) {
    return asked.heard().events().stream()
        .filter(
            event -> event instanceof StreamEvent.Content || event instanceof StreamEvent.Continued)
        .toList();
  }

  /** What a stream makes of what its reader heard. */
  private static Reply reply(Asked asked) {
    ReplyBuilder builder = new ReplyBuilder("hand/one", 0, true);
    asked.heard().events().forEach(event -> builder.add(event, 0));
    return builder.end(asked.end(), 0).reply();
  }

  private static Continued seam(Asked asked) {
    return (Continued)
        asked.heard().events().stream()
            .filter(Continued.class::isInstance)
            .findFirst()
            .orElseThrow();
  }

  @Test
  void aTextThatGoesOnIsOnePart() {
    Asked asked = ask();
    push(source.last(), new PartStarted(0, TEXT), new TextDelta(0, "One two ")).cut();
    push(next(), new PartStarted(0, TEXT), new TextDelta(0, "three"), new PartEnded(0, TEXT))
        .finish();
    assertThat(reply(asked).parts()).containsExactly(new Part.Text("One two three"));
    assertThat(content(asked))
        .containsExactly(
            new PartStarted(0, TEXT),
            new TextDelta(0, "One two "),
            seam(asked),
            new TextDelta(0, "three"),
            new PartEnded(0, TEXT));
    assertThat(seam(asked).part()).isZero();
    assertThat(seam(asked).position()).isEqualTo("One two ".length());
  }

  @Test
  void partsBeforeTheTextStandAndTheirIndexesAreNotTakenAgain() {
    Asked asked = ask();
    push(
            source.last(),
            new PartStarted(0, THOUGHT),
            new ReasoningDelta(0, "hm"),
            new PartEnded(0, THOUGHT),
            new PartStarted(1, TEXT),
            new TextDelta(1, "One two "))
        .cut();
    push(
            next(),
            new PartStarted(0, THOUGHT),
            new ReasoningDelta(0, "again"),
            new PartEnded(0, THOUGHT),
            new PartStarted(1, TEXT),
            new TextDelta(1, "three"),
            new PartEnded(1, TEXT))
        .finish();
    Reply reply = reply(asked);
    assertThat(reply.text()).isEqualTo("One two three");
    assertThat(reply.parts())
        .containsExactly(
            new Part.Reasoning("hm"),
            new Part.Text("One two "),
            new Part.Reasoning("again"),
            new Part.Text("three"));
  }

  @Test
  void aCallThatWasCutIsVoidAndTheNextOneHasItsPlace() {
    Asked asked = ask();
    push(
            source.last(),
            new PartStarted(0, TEXT),
            new TextDelta(0, "I look. "),
            new PartEnded(0, TEXT),
            new PartStarted(1, CALL),
            new ToolCallDelta(1, "{\"a"))
        .cut();
    push(next(), new PartStarted(0, CALL), new ToolCallDelta(0, "{}"), new PartEnded(0, CALL))
        .finish();
    assertThat(reply(asked).parts())
        .containsExactly(new Part.Text("I look. "), new Part.ToolCall("c", "f", "{}"));
  }

  @Test
  void aTextThatItsProviderHadEndedIsNotGoneOnIn() {
    Asked asked = ask();
    push(
            source.last(),
            new PartStarted(0, TEXT),
            new TextDelta(0, "I look. "),
            new PartEnded(0, TEXT),
            new PartStarted(1, CALL))
        .cut();
    push(next(), new PartStarted(0, TEXT), new TextDelta(0, "Found."), new PartEnded(0, TEXT))
        .finish();
    assertThat(reply(asked).parts())
        .containsExactly(new Part.Text("I look. "), new Part.Text("Found."));
    assertThat(reply(asked).text()).isEqualTo("I look. Found.");
  }

  @Test
  void commentaryIsNoTextToGoOnFrom() {
    Part commentary = new Part.Text("").asCommentary();
    Asked asked = ask();
    push(source.last(), new PartStarted(0, commentary), new TextDelta(0, "Let me see.")).cut();
    push(next(), new PartStarted(0, TEXT), new TextDelta(0, "It rains.")).finish();
    assertThat(asked.heard().events()).hasAtLeastOneElementOfType(StreamEvent.Restarted.class);
    assertThat(reply(asked).text()).isEqualTo("It rains.");
  }

  @Test
  void theirPlacesInATextMoveWithIt() {
    Citation citation = Citation.builder().url("u").place(4, 9).build();
    Asked asked = ask();
    push(source.last(), new PartStarted(0, TEXT), new TextDelta(0, "One two ")).cut();
    push(next(), new PartStarted(0, TEXT), new TextDelta(0, "two three"), new Cited(0, citation))
        .finish();
    assertThat(asked.text()).isEqualTo("One two three");
    Citation moved = reply(asked).citations().getFirst();
    assertThat(asked.text().substring(moved.from(), moved.to())).isEqualTo("three");
  }

  /** What nothing has come in may come again: readers are told of it once. */
  @Test
  void aStartWithoutATokenIsToldOnceSomethingIsInIt() {
    Asked asked = Asked.of(Asked.with(Retry.upTo(2).waits(Duration.ZERO).by(clock), source));
    push(source.last(), new PartStarted(0, THOUGHT)).end(HandSource.CUT);
    push(next(), new PartStarted(0, TEXT), new TextDelta(0, "Hi"), new PartEnded(0, TEXT)).finish();
    assertThat(content(asked))
        .containsExactly(new PartStarted(0, TEXT), new TextDelta(0, "Hi"), new PartEnded(0, TEXT));
  }

  @Test
  void aPartThatStaysEmptyIsToldWithTheGoodEnd() {
    Part signed = new Part.Text("");
    Asked asked = Asked.of(Asked.with(Retry.upTo(2).by(clock), source));
    push(source.last(), new PartStarted(0, signed), new PartEnded(0, signed)).finish();
    assertThat(reply(asked).parts()).containsExactly(signed);
  }

  @Test
  void aContinuationOfAContinuationCountsOn() {
    Asked asked = ask();
    push(source.last(), new PartStarted(0, TEXT), new TextDelta(0, "One ")).cut();
    push(
            next(),
            new PartStarted(0, TEXT),
            new TextDelta(0, "two "),
            new PartEnded(0, TEXT),
            new PartStarted(1, CALL))
        .cut();
    push(next(), new PartStarted(0, TEXT), new TextDelta(0, "three")).finish();
    assertThat(reply(asked).text()).isEqualTo("One two three");
    assertThat(reply(asked).parts())
        .containsExactly(new Part.Text("One two "), new Part.Text("three"));
    assertThat(reply(asked).earlier())
        .extracting(Reply.Attempt::cause)
        .allMatch(Cause.Cut.class::isInstance);
  }
}
