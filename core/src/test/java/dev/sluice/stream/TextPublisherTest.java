package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamException;
import dev.sluice.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who subscribes to the text alone is told what the text's iterator tells, and no less. */
class TextPublisherTest {
  private static final Cause CUT =
      new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty()));
  private static final StreamEvent RESTART =
      new StreamEvent.Restarted(2, "test/push", CUT, Usage.unknown());

  private final Push source = new Push();
  private final ChatStream stream = source.stream();
  private final Texts texts = new Texts();

  /** Runs where the events are brought, so that nothing is to be waited for. */
  private static final class Texts implements Flow.Subscriber<String> {
    final List<String> seen = new ArrayList<>();
    @Nullable Throwable failure;
    int completed;
    Flow.@Nullable Subscription subscription;

    void request(long n) {
      Objects.requireNonNull(subscription).request(n);
    }

    StreamException thrown() {
      assertThat(failure).isInstanceOf(StreamException.class);
      return (StreamException) Objects.requireNonNull(failure);
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
      subscription = begun;
    }

    @Override
    public void onNext(String text) {
      seen.add(text);
    }

    @Override
    public void onError(Throwable thrown) {
      failure = thrown;
    }

    @Override
    public void onComplete() {
      completed++;
    }
  }

  private void subscribe() {
    stream.textPublisher(ChatStream.INLINE).subscribe(texts);
  }

  @Test
  void demandCountsTextsAndWhatBringsNoneCostsNothing() {
    subscribe();
    source.event(new StreamEvent.ReasoningDelta(0, "hm")).event(new StreamEvent.TextDelta(1, "a"));
    source.event(new StreamEvent.ReasoningDelta(2, "so")).event(new StreamEvent.TextDelta(3, "b"));
    assertThat(texts.seen).isEmpty();
    texts.request(1);
    assertThat(texts.seen).containsExactly("a");
    texts.request(2);
    source.finish();
    assertThat(texts.seen).containsExactly("a", "b");
    assertThat(texts.completed).isOne();
    assertThat(texts.failure).isNull();
  }

  @Test
  void commentaryIsLeftOutAndARefusalIsShown() {
    subscribe();
    texts.request(Long.MAX_VALUE);
    source
        .event(new StreamEvent.PartStarted(0, new Part.Text("").asCommentary()))
        .text("I shall look.")
        .event(new StreamEvent.RefusalDelta(1, "No."))
        .finish();
    assertThat(texts.seen).containsExactly("No.");
  }

  @Test
  void anEndThatIsNotCompleteIsAnErrorAndNoCompletion() {
    subscribe();
    texts.request(Long.MAX_VALUE);
    source.text("One").end(CUT);
    assertThat(texts.seen).containsExactly("One");
    assertThat(texts.thrown().ending()).isSameAs(stream.await());
    assertThat(texts.completed).isZero();
  }

  @Test
  void anAnswerThatWasWithheldWithoutAWordIsAnError() {
    subscribe();
    texts.request(Long.MAX_VALUE);
    source.end(
        new Outcome.Finished(new FinishReason(FinishReason.Kind.CONTENT_FILTER, "content_filter")));
    assertThat(texts.thrown()).hasMessageContaining("content_filter");
    assertThat(texts.completed).isZero();
  }

  @Test
  void aRestartAfterTextWasHandedOutEndsTheStream() {
    subscribe();
    texts.request(Long.MAX_VALUE);
    source.text("One").event(RESTART).text("Eins").finish();
    assertThat(texts.seen).containsExactly("One");
    assertThat(texts.thrown().ending().kind()).isEqualTo("failed");
    assertThat(texts.thrown()).hasMessageContaining("publisher()");
    assertThat(texts.completed).isZero();
    assertThat(source.cancelled).hasValue(1);
  }

  @Test
  void cancellingTheSubscriptionCancelsTheStream() {
    subscribe();
    texts.request(1);
    Objects.requireNonNull(texts.subscription).cancel();
    assertThat(stream.await().kind()).isEqualTo("cancelled");
    assertThat(source.cancelled).hasValue(1);
    assertThat(texts.failure).isNull();
  }
}
