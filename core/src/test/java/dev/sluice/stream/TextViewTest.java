package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamException;
import dev.sluice.chat.Usage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What who reads the text alone is given, and what he is told instead of being lied to. */
class TextViewTest {
  private static final Cause CUT =
      new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty()));
  private static final StreamEvent RESTART =
      new StreamEvent.Restarted(2, "test/push", CUT, Usage.unknown());

  private final Push source = new Push();
  private final ChatStream stream = source.stream();

  private static void assertTakenBack(Throwable thrown, ChatStream stream) {
    assertThat(thrown).isInstanceOf(StreamException.class).hasMessageContaining("events()");
    assertThat(((StreamException) thrown).ending())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            end -> {
              assertThat(end.cause().failure().orElseThrow()).isInstanceOf(Failure.TakenBack.class);
              Reply reply = stream.await().reply();
              assertThat(end.partial())
                  .as("all that came, and no reason to finish: of this view it is a partial")
                  .isEqualTo(reply.toBuilder().finishReason(Optional.empty()).build());
            });
  }

  @Test
  void aRestartAfterTextWasHandedOutEndsTheStream() {
    Iterator<String> texts = stream.text().iterator();
    source.text("One");
    assertThat(texts.next()).isEqualTo("One");
    source.event(RESTART).text("Eins");
    assertTakenBack(catchThrowableOfType(RuntimeException.class, texts::hasNext), stream);
    assertTakenBack(catchThrowableOfType(RuntimeException.class, texts::next), stream);
    assertThat(source.cancelled).hasValue(1);
    assertThat(stream.await().kind()).isEqualTo("failed");
  }

  /** What has come by then makes no difference to what the reader is told. */
  @Test
  void aRestartAfterTextWasHandedOutIsToldEvenIfTheStreamIsOver() {
    source.text("One").event(RESTART).text("Eins").finish();
    List<String> handedOut = new ArrayList<>();
    Iterator<String> texts = stream.text().iterator();
    handedOut.add(texts.next());
    Throwable thrown =
        catchThrowableOfType(RuntimeException.class, () -> texts.forEachRemaining(handedOut::add));
    assertTakenBack(thrown, stream);
    assertThat(handedOut).containsExactly("One");
    assertThat(stream.await().completeReply().text()).isEqualTo("Eins");
  }

  @Test
  void aRestartBeforeAnyTextIsNoNews() {
    source.event(new StreamEvent.ReasoningDelta(0, "hm")).event(RESTART).text("Eins").finish();
    assertThat(stream.text()).containsExactly("Eins");
  }

  @Test
  void commentaryIsLeftOutAndARefusalIsShown() {
    source
        .event(new StreamEvent.PartStarted(0, new Part.Text("").asCommentary()))
        .text("I shall look.")
        .event(new StreamEvent.PartEnded(0, new Part.Text("").asCommentary()))
        .event(new StreamEvent.TextDelta(1, "So."))
        .event(new StreamEvent.RefusalDelta(2, "No."))
        .finish();
    assertThat(stream.text()).containsExactly("So.", "No.");
    assertThat(stream.await().reply().text()).isEqualTo("So.");
  }

  @Test
  void anAnswerThatWasWithheldWithoutAWordIsThrown() {
    source.end(
        new Outcome.Finished(
            new FinishReason(FinishReason.Kind.CONTENT_FILTER, "content_filter")
                .explained("it names a person")));
    Iterator<String> texts = stream.text().iterator();
    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(texts::hasNext)
        .withMessageEndingWith("the reason content_filter: it names a person")
        .satisfies(thrown -> assertThat(thrown.ending()).isSameAs(stream.await()));
  }
}
