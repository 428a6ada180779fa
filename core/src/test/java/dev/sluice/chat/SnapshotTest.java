package dev.sluice.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What has come of a stream can be looked at while it comes. */
class SnapshotTest {
  private static final Cause CUT =
      new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty()));

  private static List<StreamEvent> events() {
    Part.ToolCall call = new Part.ToolCall("t", "clock", "");
    return List.of(
        new StreamEvent.Started("c-1", "gpt", "r"),
        new StreamEvent.Warned("one"),
        new StreamEvent.Noted(ProviderData.of("openai", "id", "1")),
        new StreamEvent.Retrying(2, "openai/gpt", CUT, Duration.ZERO, Usage.of(1, 1)),
        new StreamEvent.Warned("two"),
        new StreamEvent.PartStarted(0, new Part.Text("")),
        new StreamEvent.TextDelta(0, "One "),
        new StreamEvent.PartNoted(0, ProviderData.of("openai", "x", "1")),
        new StreamEvent.Continued(3, "openai/gpt", 0, 4, CUT, Usage.of(2, 2)),
        new StreamEvent.Noted(ProviderData.of("openai", "id", "2")),
        new StreamEvent.Warned("two"),
        new StreamEvent.Warned("three"),
        new StreamEvent.TextDelta(0, "two"),
        new StreamEvent.Cited(0, Citation.builder().url("u").build()),
        new StreamEvent.PartEnded(0, new Part.Text("")),
        new StreamEvent.Cited(0, Citation.builder().url("v").build()),
        new StreamEvent.RoundStarted(2, "openai/gpt"),
        new StreamEvent.PartStarted(1, call),
        new StreamEvent.ToolCallDelta(1, "{}"),
        new StreamEvent.UsageReported(Usage.of(3, 3)));
  }

  private static ReplyBuilder builder() {
    return new ReplyBuilder("openai/gpt", 0, true);
  }

  @Test
  void itIsThePartialOfAStreamThatEndsThereAndChangesNothing() {
    ReplyBuilder watched = builder();
    for (int i = 0; i <= events().size(); i++) {
      ReplyBuilder alone = builder();
      for (int j = 0; j < i; j++) {
        alone.add(events().get(j), 1 + j);
      }
      Reply snapshot = watched.snapshot();
      assertThat(watched.snapshot()).isEqualTo(snapshot);
      Reply partial = alone.end(new Cause.Cancelled(), 99).reply();
      assertThat(snapshot.toBuilder().timings(partial.timings()).build()).isEqualTo(partial);
      assertThat(snapshot.timings().firstToken()).isEqualTo(partial.timings().firstToken());
      if (i < events().size()) {
        watched.add(events().get(i), 1 + i);
      }
    }
    assertThat(watched.snapshot().timings().total()).isEqualTo(Duration.ofNanos(19));
  }

  /** Wherever a stream breaks off, its partial can be gone on with. */
  @Test
  void aBuilderOfAPartialGoesOnAsTheOneThatMadeIt() {
    for (int cut = 0; cut <= events().size(); cut++) {
      ReplyBuilder whole = builder();
      for (StreamEvent event : events().subList(0, cut)) {
        whole.add(event, 5);
      }
      ReplyBuilder second = new ReplyBuilder(whole.snapshot(), 0, true);
      StreamEvent seam = new StreamEvent.Continued(4, "openai/gpt", 0, 99, CUT, Usage.unknown());
      whole.add(seam, 5);
      second.add(seam, 5);
      for (StreamEvent event : events().subList(cut, events().size())) {
        whole.add(event, 5);
        second.add(event, 5);
      }
      Ending one = whole.end(new Cause.Cancelled(), 9);
      Reply other = second.end(new Cause.Cancelled(), 9).reply();
      assertThat(other.toBuilder().timings(one.reply().timings()).build())
          .as("cut after %s events", cut)
          .isEqualTo(one.reply());
    }
  }
}
