package dev.sluice.server.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.server.dialect.agui.AgUiDialect;
import dev.sluice.server.dialect.aisdk.UiMessagesDialect;
import dev.sluice.server.dialect.anthropic.MessagesDialect;
import dev.sluice.server.dialect.gemini.GenerateContentDialect;
import dev.sluice.server.dialect.responses.ResponsesDialect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VoidNotesTest {
  private static final String MODEL = "bedrock/nova";

  static Stream<Dialect> dialects() {
    return Stream.of(
        new AgUiDialect(),
        new UiMessagesDialect(),
        new MessagesDialect(),
        new GenerateContentDialect(),
        new ResponsesDialect());
  }

  private static List<StreamEvent> thought(Part.Reasoning end, StreamEvent... before) {
    List<StreamEvent> events = new ArrayList<>();
    events.add(new StreamEvent.PartStarted(0, new Part.Reasoning("")));
    events.add(new StreamEvent.ReasoningDelta(0, "Hm"));
    events.addAll(List.of(before));
    events.add(new StreamEvent.PartEnded(0, end));
    return events;
  }

  private static String told(Dialect dialect, List<StreamEvent> events) {
    Told told =
        new Told(
            "r1",
            "m",
            Instant.ofEpochSecond(7),
            Asked.View.USUAL,
            ChatRequest.of("Hi."),
            Map.of(),
            MODEL);
    Encoder encoder = dialect.encoder(told);
    Bytes out = new Bytes();
    int at = 0;
    for (StreamEvent event : events) {
      encoder.event(event, Recorded.at(++at), out);
    }
    encoder.end(
        new Ending.Completed(Reply.builder().build(), FinishReason.STOP), Recorded.at(99), out);
    return out.toString();
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void whatWasNotedOfVoidThoughtsIsNotOnThoseThatFollow(Dialect dialect) {
    StreamEvent noted =
        new StreamEvent.PartNoted(0, ProviderData.of("bedrock", Map.of("trace", "\"old\"")));
    StreamEvent silent =
        new StreamEvent.PartNoted(0, ProviderData.of("bedrock", Map.of("id", "\"old\"")));
    Part.Reasoning whole = new Part.Reasoning("Hm", "sig");
    assertThat(told(dialect, thought(whole, noted)))
        .as("notes are told")
        .isNotEqualTo(told(dialect, thought(whole, silent)));

    StreamEvent seam =
        new StreamEvent.Continued(
            2,
            MODEL,
            -1,
            0,
            new Cause.Truncated(new Failure.EndedEarly("localhost", "an end")),
            Usage.builder().build());
    assertThat(told(dialect, broken(noted, seam, whole)))
        .isEqualTo(told(dialect, broken(silent, seam, whole)));
  }

  private static List<StreamEvent> broken(
      StreamEvent noted, StreamEvent seam, Part.Reasoning whole) {
    List<StreamEvent> events = new ArrayList<>(thought(whole, noted));
    events.removeLast();
    events.add(seam);
    events.addAll(thought(whole));
    return events;
  }
}
