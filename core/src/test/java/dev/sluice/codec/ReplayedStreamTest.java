package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.ReplyBuilder;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whoever keeps a stream's events with their times gets the ending again that the stream had. */
class ReplayedStreamTest {
  private static final long ASKED_NANOS = 5_000;

  /** What a log keeps of an event: when it happened, and its form. */
  private record Entry(long nanos, String form) {}

  @Test
  void aRecordedStreamGivesTheReplyAgainWithItsTimes() {
    ReplyBuilder stream = new ReplyBuilder("openai/gpt", ASKED_NANOS, true);
    List<Entry> log = new ArrayList<>();
    long now = ASKED_NANOS;
    for (StreamEvent event : heard()) {
      now += 1_000_003;
      log.add(new Entry(now, EventCodec.encode(stream.add(event, now))));
    }
    Ending ending = stream.end(new Outcome.Finished(FinishReason.LENGTH), now + 7);
    log.add(new Entry(now + 7, EventCodec.encode(new StreamEvent.Ended(ending))));

    ReplyBuilder replay = new ReplyBuilder("openai/gpt", ASKED_NANOS, true);
    for (Entry entry : log) {
      StreamEvent event = EventCodec.decode(entry.form);
      if (event instanceof StreamEvent.Ended(Ending kept)) {
        assertThat(kept).isEqualTo(ending);
        Outcome outcome =
            switch (kept) {
              case Ending.Completed done -> new Outcome.Finished(done.finishReason());
              case Ending.Incomplete early -> early.cause();
            };
        assertThat(replay.end(outcome, entry.nanos)).isEqualTo(ending);
      } else {
        replay.add(event, entry.nanos);
      }
    }
    assertThat(ending.reply().timings().firstToken()).contains(Duration.ofNanos(3_000_009));
    assertThat(ending.reply().text()).isEqualTo("Once upon a time");
  }

  private static List<StreamEvent> heard() {
    Cause cut = new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty()));
    Part.ToolCall call = new Part.ToolCall("t-1", "clock", "");
    return List.of(
        new StreamEvent.Started("c-1", "gpt", "req-1"),
        new StreamEvent.PartStarted(0, new Part.Reasoning("")),
        new StreamEvent.ReasoningDelta(0, "hm"),
        new StreamEvent.PartEnded(0, new Part.Reasoning("", "sig")),
        new StreamEvent.PartStarted(1, new Part.Text("")),
        new StreamEvent.TextDelta(1, "Once upon and"),
        new StreamEvent.Continued(2, "openai/gpt", 1, 10, cut, Usage.of(10, 3)),
        new StreamEvent.TextDelta(1, "a time"),
        new StreamEvent.Cited(1, Citation.builder().place(0, 4).title("Tales").build()),
        new StreamEvent.PartNoted(1, ProviderData.of("openai", "id", "\"msg_1\"")),
        new StreamEvent.PartEnded(1, new Part.Text("")),
        new StreamEvent.PartStarted(2, call),
        new StreamEvent.ToolCallDelta(2, "{ }"),
        new StreamEvent.PartEnded(2, call),
        new StreamEvent.RoundStarted(2, "openai/gpt"),
        new StreamEvent.Warned("top_k was left out"),
        new StreamEvent.PartStarted(3, new Part.Text("")),
        new StreamEvent.UsageReported(Usage.of(20, 9)));
  }
}
