package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(calls).isEqualTo(16);
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
  void sumsOfUsageNeverOverflow() {
    Usage max = Usage.of(Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(max.plus(max)).isEqualTo(max);
    assertThat(max.plus(Usage.of(1, 1))).isEqualTo(max);
    Usage least = Usage.of(Long.MIN_VALUE, -1);
    assertThat(least.plus(least)).isEqualTo(Usage.of(Long.MIN_VALUE, -2));
    assertThat(Usage.of(1, 2).plus(Usage.of(3, 4))).isEqualTo(Usage.of(4, 6));
  }
}
