package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.PartStarted;
import dev.sluice.chat.StreamEvent.ReasoningDelta;
import dev.sluice.chat.StreamEvent.RefusalDelta;
import dev.sluice.chat.StreamEvent.Started;
import dev.sluice.chat.StreamEvent.UsageReported;
import dev.sluice.chat.Timings;
import dev.sluice.chat.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Times by a clock that the test sets; it begins anywhere, as nanoTime does. */
class TimingsTest {
  private static final long ORIGIN = -5_000_000_000L;

  private final Push source = new Push().at(ORIGIN);

  @Test
  void timesAreMeasuredFromTheRequest() {
    ChatStream stream = source.stream();
    source.at(ORIGIN + 50).event(new Started("c", "m", ""));
    source.at(ORIGIN + 100).text("a");
    source.at(ORIGIN + 250).text("b");
    source.at(ORIGIN + 400).text("c");
    source.at(ORIGIN + 450).event(new UsageReported(Usage.of(3, 4)));
    source.at(ORIGIN + 500).finish();
    Reply reply = stream.await().reply();
    Timings timings = reply.timings();
    assertThat(timings.firstToken()).as("TTFT").contains(Duration.ofNanos(100));
    assertThat(timings.lastToken()).as("E2EL").contains(Duration.ofNanos(400));
    assertThat(timings.total()).isEqualTo(Duration.ofNanos(500));
    assertThat(timings.timePerOutputToken(reply.usage()))
        .as("TPOT = (400 - 100) / (4 - 1)")
        .contains(Duration.ofNanos(100));
    assertThat(timings.outputTokensPerSecond(reply.usage())).hasValue(4 / 500e-9);
  }

  @Test
  void theFirstTokenMayBeOfAnyKind() {
    for (StreamEvent first :
        List.of(
            new ReasoningDelta(0, "hm"),
            new RefusalDelta(0, "no"),
            new PartStarted(0, new Part.ToolCall("t", "weather", "")))) {
      Push push = new Push();
      ChatStream stream = push.stream();
      push.at(10).event(first).at(20).text("a").at(30).finish();
      assertThat(stream.await().reply().timings().firstToken())
          .as("%s", first)
          .contains(Duration.ofNanos(10));
    }
  }

  @Test
  void withoutATokenThereIsNoTimeToIt() {
    ChatStream stream = source.stream();
    source.event(new Started("c", "m", "")).event(new UsageReported(Usage.of(3, 0)));
    source.at(ORIGIN + 10).finish();
    Timings timings = stream.await().reply().timings();
    assertThat(timings).isEqualTo(timings(Optional.empty(), Optional.empty(), 10));
    assertThat(timings.timePerOutputToken(Usage.of(3, 0))).isEmpty();
  }

  @Test
  void anAnswerThatIsNotStreamedHasATotalOnly() {
    ChatStream stream = source.stream(ChatRequest.of("hi").toBuilder().streamed(false).build());
    source.at(ORIGIN + 10).text("a").finish();
    assertThat(stream.await().reply().timings())
        .isEqualTo(timings(Optional.empty(), Optional.empty(), 10));
  }

  @Test
  void aCancelledStreamIsTimedUntilTheCancel() {
    ChatStream stream = source.stream();
    source.at(ORIGIN + 10).text("a");
    source.at(ORIGIN + 30);
    stream.cancel();
    source.at(ORIGIN + 99).text("late");
    assertThat(stream.await().reply().timings())
        .isEqualTo(
            timings(Optional.of(Duration.ofNanos(10)), Optional.of(Duration.ofNanos(10)), 30));
  }

  @Test
  void figuresThatNeedUnknownCountsAreEmpty() {
    Timings timings =
        timings(Optional.of(Duration.ofNanos(10)), Optional.of(Duration.ofNanos(20)), 30);
    assertThat(timings.timePerOutputToken(Usage.unknown())).isEmpty();
    assertThat(timings.timePerOutputToken(Usage.of(1, 1))).as("one token has no gap").isEmpty();
    assertThat(timings.timePerOutputToken(Usage.of(1, 2))).contains(Duration.ofNanos(10));
    assertThat(timings.outputTokensPerSecond(Usage.unknown())).isEqualTo(OptionalDouble.empty());
    assertThat(timings(Optional.empty(), Optional.empty(), 0).outputTokensPerSecond(Usage.of(1, 1)))
        .as("no time has passed")
        .isEqualTo(OptionalDouble.empty());
  }

  private static Timings timings(
      Optional<Duration> first, Optional<Duration> last, long totalNanos) {
    Timings total = Timings.of(Duration.ofNanos(totalNanos));
    return first.isEmpty() ? total : total.tokens(first.get(), last.orElseThrow());
  }
}
