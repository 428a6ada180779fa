package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a stream keeps is bounded, whatever a provider fills it with. */
class KeptTest {
  private static final String MEBI = "i".repeat(1024 * 1024);

  private final Push source = new Push();
  private final ChatStream stream = source.stream();

  @Test
  void theIdsOfToolCallsCountTowardsTheBound() {
    CompletableFuture<Ending> ending = stream.ending().toCompletableFuture();
    int calls = 0;
    while (source.cancelled.get() == 0 && calls < 300) {
      source.event(new StreamEvent.PartStarted(calls, new Part.ToolCall(MEBI, "a", "")));
      calls++;
    }
    assertThat(calls).as("each weighs a little besides its id and its name").isEqualTo(16);
    assertThat(ending.join())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            early ->
                assertThat(early.cause())
                    .isEqualTo(
                        new Cause.Failed(
                            new Failure.LimitExceeded(
                                "the answer", 16 * 1024 * 1024, "characters"))));
  }

  @Test
  void whoAnswersCountsTowardsTheBoundToo() {
    CompletableFuture<Ending> ending = stream.ending().toCompletableFuture();
    for (int i = 0; i < 6 && source.cancelled.get() == 0; i++) {
      source.event(new StreamEvent.Started(MEBI, MEBI, MEBI));
    }
    assertThat(ending.join().kind()).isEqualTo("failed");
  }

  @Test
  void idsAreNoPartOfAnAnswersEstimatedTokens() {
    source.event(new StreamEvent.Started("id", "model", "request"));
    source.event(new StreamEvent.PartStarted(0, new Part.ToolCall(MEBI, "abcd", "")));
    source.finish();
    assertThat(stream.await().reply().usage().outputTokens()).isEqualTo(OptionalLong.of(1));
  }

  @Test
  void aLongIdStopsTheSourceAsALongTextDoes() {
    source.event(new StreamEvent.PartStarted(0, new Part.ToolCall("i".repeat(64 * 1024), "a", "")));
    assertThat(source.sink().isReady()).isFalse();
  }

  @Test
  void whateverAPartHoldsStopsTheSourceAndCountsTowardsTheBound() {
    String quarter = "x".repeat(16 * 1024);
    List<StreamEvent> heavy =
        List.of(
            new StreamEvent.PartStarted(1, new Part.Reasoning("", MEBI)),
            new StreamEvent.PartStarted(1, new Part.Reasoning("").enciphered(MEBI)),
            new StreamEvent.PartStarted(1, Part.text("").withData(ProviderData.of("p", "f", MEBI))),
            new StreamEvent.PartStarted(1, new Part.ToolResult(MEBI, "a", List.of())),
            new StreamEvent.PartStarted(1, new Part.Native("p", "t", MEBI)),
            new StreamEvent.Cited(1, Citation.builder().quote(MEBI).build()),
            new StreamEvent.PartNoted(1, ProviderData.of("p", "f", MEBI)));
    for (StreamEvent event : heavy) {
      Push push = new Push();
      ChatStream kept = push.stream();
      push.event(event);
      assertThat(push.sink().isReady()).as("%s", event.getClass()).isFalse();
      CompletableFuture<Ending> ending = kept.ending();
      for (int part = 2; part < 20 && push.cancelled.get() == 0; part++) {
        push.event(((StreamEvent.Content) event).inPart(part));
      }
      assertThat(ending.join().kind()).as("%s", event.getClass()).isEqualTo("failed");
    }
    StreamEvent.LogProb token = new StreamEvent.LogProb(quarter, -1, List.of());
    StreamEvent.LogProb other = new StreamEvent.LogProb(quarter, -1, List.of(token, token));
    source.event(new StreamEvent.LogProbs(0, List.of(other, token)));
    assertThat(source.sink().isReady()).isFalse();
  }

  @Test
  void aPartThatItsSourceEndsWithMoreThanItToldCountsWhole() {
    CompletableFuture<Ending> ending = stream.ending();
    int parts = 0;
    while (source.cancelled.get() == 0 && parts < 300) {
      Part whole = parts % 2 == 0 ? Part.text(MEBI) : new Part.Reasoning("", MEBI);
      Part begun = parts % 2 == 0 ? Part.text("") : new Part.Reasoning("");
      source.event(new StreamEvent.PartStarted(parts, begun));
      source.event(new StreamEvent.PartEnded(parts, whole));
      parts++;
    }
    assertThat(parts).isEqualTo(16);
    assertThat(ending.join().kind()).isEqualTo("failed");
  }

  @Test
  void mediaHaveABoundOfTheirOwn() {
    CompletableFuture<Ending> ending = stream.ending();
    source.event(
        new StreamEvent.PartStarted(
            0, new Part.Media(Part.Media.Kind.IMAGE, "image/png", new Part.Media.Inline(""))));
    for (int i = 0; i < 100; i++) {
      source.event(new StreamEvent.MediaDelta(0, MEBI, true));
    }
    assertThat(ending).as("previews take each other's place").isNotDone();
    int more = 0;
    while (source.cancelled.get() == 0 && more < 300) {
      source.event(new StreamEvent.MediaDelta(0, MEBI, false));
      more++;
    }
    assertThat(more).isEqualTo(64);
    assertThat(ending.join())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            early ->
                assertThat(early.cause().message())
                    .isEqualTo(
                        "the media of the answer is longer than the limit of 67108864 characters"
                            + " of base 64"));
  }

  @Test
  void sumsOfUsageNeverOverflow() {
    Usage max = Usage.of(Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(max.plus(max)).isEqualTo(max);
    assertThat(max.plus(Usage.of(1, 1))).isEqualTo(max);
    Usage least = Usage.of(Long.MIN_VALUE, -1);
    assertThat(least.plus(least)).isEqualTo(Usage.of(Long.MIN_VALUE, -2));
    assertThat(Usage.of(1, 2).plus(Usage.of(3, 4))).isEqualTo(Usage.of(4, 6));
  }
}
