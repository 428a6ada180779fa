package dev.sluice.server.dialect.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.server.clients.Client;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Recorded;
import dev.sluice.server.dialect.Recorded.Frame;
import dev.sluice.server.dialect.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessagesEncoderTest {
  private static final Cause CUT =
      new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty()));

  private final Bytes out = new Bytes();
  private final Encoder encoder =
      new MessagesDialect()
          .encoder(new Told("r1", "fast \"one\"", Instant.ofEpochSecond(7), Asked.View.USUAL));
  private int position;

  private void events(StreamEvent... events) {
    for (StreamEvent event : events) {
      encoder.event(event, Recorded.at(++position), out);
    }
  }

  private void frame(String type, String data) {
    byte[] bytes = ("xx" + data + "yy").getBytes(UTF_8);
    encoder.frame(type, bytes, 2, bytes.length - 4, Recorded.at(++position), out);
  }

  /** A frame with its type beside it. */
  private void frame(String data) {
    frame(data.replaceAll("^\\{\"type\":\"([a-z_]+)\".*", "$1"), data);
  }

  private void end(Ending ending) {
    encoder.end(ending, Recorded.at(++position), out);
  }

  private void completed(FinishReason reason) {
    end(new Ending.Completed(Reply.builder().usage(Usage.of(3, 5)).build(), reason));
  }

  private void incomplete(Cause cause) {
    end(new Ending.Incomplete(Reply.builder().build(), cause));
  }

  private static StreamEvent text(int part, String text) {
    return new StreamEvent.TextDelta(part, text);
  }

  private static StreamEvent begun(int part, Part begun) {
    return new StreamEvent.PartStarted(part, begun);
  }

  private static StreamEvent ended(int part, Part ended) {
    return new StreamEvent.PartEnded(part, ended);
  }

  private List<String> told() {
    List<Frame> events = Recorded.parsed(out);
    assertThat(Client.MESSAGES.stream(200, out.toString()).end()).isNotEmpty();
    return events.stream().map(event -> new String(event.data(), UTF_8)).toList();
  }

  private static String start(int index, String block) {
    return "{\"type\":\"content_block_start\",\"index\":"
        + index
        + ",\"content_block\":"
        + block
        + "}";
  }

  private static String delta(int index, String delta) {
    return "{\"type\":\"content_block_delta\",\"index\":"
        + index
        + ",\"delta\":{\"type\":"
        + delta
        + "}}";
  }

  private static String stop(int index) {
    return "{\"type\":\"content_block_stop\",\"index\":" + index + "}";
  }

  private static final String TEXT = "{\"type\":\"text\",\"text\":\"\"}";
  private static final String THINKING =
      "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}";

  private static String finish(String reason) {
    return "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""
        + reason
        + "\",\"stop_sequence\":null},\"usage\":{\"input_tokens\":3,"
        + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":5}}";
  }

  private static final String STOP = "{\"type\":\"message_stop\"}";

  @Test
  void anAnswerIsAMessageWithAGoodEnd() {
    events(
        new StreamEvent.Started("c-1", "m-1", ""),
        new StreamEvent.UsageReported(Usage.of(3, 1)),
        begun(0, Part.text("")),
        text(0, "Hel"),
        text(0, "lo\n\"you\""),
        ended(0, Part.text("")));
    completed(FinishReason.STOP);
    assertThat(out.toString())
        .startsWith(
            "id: 1.4\nevent: message_start\ndata: {\"type\":\"message_start\",\"message\":{"
                + "\"id\":\"msg_r1\",\"type\":\"message\",\"role\":\"assistant\","
                + "\"model\":\"fast \\\"one\\\"\",\"content\":[],\"stop_reason\":null,"
                + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":3,"
                + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,"
                + "\"output_tokens\":1}}}\n\n"
                + "id: 1.4\nevent: content_block_start\ndata: ")
        .endsWith("id: 1.7\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    assertThat(told().subList(1, 7))
        .containsExactly(
            start(0, TEXT),
            delta(0, "\"text_delta\",\"text\":\"Hel\""),
            delta(0, "\"text_delta\",\"text\":\"lo\\n\\\"you\\\"\""),
            stop(0),
            finish("end_turn"),
            STOP);
  }

  @Test
  void anEmptyAnswerIsAMessageToo() {
    completed(FinishReason.LENGTH);
    assertThat(told()).hasSize(3).endsWith(finish("max_tokens"), STOP);
  }

  @Test
  void thoughtsAreSignedBeforeTheyEnd() {
    events(
        begun(0, new Part.Reasoning("")),
        new StreamEvent.ReasoningDelta(0, "Hm"),
        ended(0, new Part.Reasoning("", "sig")),
        begun(1, new Part.Reasoning("").enciphered("zzz")),
        ended(1, new Part.Reasoning("").enciphered("zzz")),
        begun(2, new Part.Reasoning("")),
        ended(2, new Part.Reasoning("", "alone")),
        text(3, "yes"));
    completed(FinishReason.STOP);
    assertThat(told())
        .containsSequence(
            start(0, THINKING),
            delta(0, "\"thinking_delta\",\"thinking\":\"Hm\""),
            delta(0, "\"signature_delta\",\"signature\":\"sig\""),
            stop(0),
            start(1, "{\"type\":\"redacted_thinking\",\"data\":\"zzz\"}"),
            stop(1),
            start(2, THINKING),
            delta(2, "\"signature_delta\",\"signature\":\"alone\""),
            stop(2),
            start(3, TEXT));
  }

  @Test
  void callsMayGrowInTurnsAndATextEndsWhereOneBegins() {
    events(
        text(0, "Let me see."),
        begun(1, new Part.ToolCall("c1", "look", "")),
        begun(2, new Part.ToolCall("", "other", "")),
        new StreamEvent.ToolCallDelta(1, "{\"a\":"),
        begun(3, new Part.ToolCall("x", "search", "{}").runByProvider()),
        new StreamEvent.ToolCallDelta(3, "never told"),
        new StreamEvent.ToolCallDelta(1, "1}"),
        ended(1, new Part.ToolCall("c1", "look", "")),
        ended(2, new Part.ToolCall("", "other", "{}")),
        text(0, " More."));
    completed(FinishReason.STOP);
    assertThat(told().subList(1, 15))
        .containsExactly(
            start(0, TEXT),
            delta(0, "\"text_delta\",\"text\":\"Let me see.\""),
            stop(0),
            start(1, "{\"type\":\"tool_use\",\"id\":\"c1\",\"name\":\"look\",\"input\":{}}"),
            start(
                2, "{\"type\":\"tool_use\",\"id\":\"call_r1_2\",\"name\":\"other\",\"input\":{}}"),
            delta(1, "\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":\""),
            delta(1, "\"input_json_delta\",\"partial_json\":\"1}\""),
            stop(1),
            delta(2, "\"input_json_delta\",\"partial_json\":\"{}\""),
            stop(2),
            start(3, TEXT),
            delta(3, "\"text_delta\",\"text\":\" More.\""),
            stop(3),
            finish("tool_use"));
  }

  @Test
  void freeTextIsTheOneTextOfAnObject() {
    events(
        begun(0, new Part.ToolCall("c", "run", "").asFreeText()),
        new StreamEvent.ToolCallDelta(0, "say \"a\""),
        ended(0, new Part.ToolCall("c", "run", "").asFreeText()));
    completed(new FinishReason(FinishReason.Kind.TOOL_CALLS, "tool_calls"));
    Ending ending = Recorded.answer("anthropic.messages", "a/m", Recorded.parsed(out)).ending();
    assertThat(ending.reply().toolCalls().getFirst().arguments())
        .isEqualTo("{\"input\":\"say \\\"a\\\"\"}");
  }

  @Test
  void aProvidersOwnToolsAreToldWhereTheyAreOfThisFormat() {
    events(
        begun(0, new Part.ToolCall("srvtoolu_1", "web_search", "").runByProvider()),
        new StreamEvent.ToolCallDelta(0, "{}"),
        ended(0, new Part.ToolCall("srvtoolu_1", "web_search", "").runByProvider()),
        begun(
            1,
            new Part.ToolResult("srvtoolu_1", "web_search", List.of())
                .runByProvider()
                .withData(
                    ProviderData.of("a", "type", "\"web_search_tool_result\"")
                        .with("content", "[]"))),
        begun(2, new Part.Native("a", "compaction", "{\"type\":\"compaction\"}")),
        new StreamEvent.NativeDelta(2, "{\"type\":\"compaction_delta\",\"content\":\"s\"}"),
        ended(2, new Part.Native("a", "compaction", "{}")),
        text(3, "so"),
        new StreamEvent.Cited(
            3, Citation.builder().url("https://a.test").title("T").quote("q").build()));
    completed(FinishReason.STOP);
    assertThat(told())
        .contains(
            start(
                0,
                "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_1\",\"name\":\"web_search\","
                    + "\"input\":{}}"),
            start(
                1,
                "{\"tool_use_id\":\"srvtoolu_1\",\"type\":\"web_search_tool_result\","
                    + "\"content\":[]}"),
            delta(2, "\"compaction_delta\",\"content\":\"s\""),
            delta(
                3,
                "\"citations_delta\",\"citation\":{\"type\":\"web_search_result_location\","
                    + "\"cited_text\":\"q\",\"url\":\"https://a.test\",\"title\":\"T\","
                    + "\"encrypted_index\":\"\"}"))
        .contains(finish("end_turn"));
  }

  @Test
  void whatIsToldOfTheWholeAnswerStandsInTheDeltaAtItsEnd() {
    events(
        text(0, "a"),
        new StreamEvent.Noted(
            ProviderData.of("a", "stop_sequence", "\"X\"").with("context_management", "{}")));
    completed(new FinishReason(FinishReason.Kind.STOP, "stop_sequence"));
    assertThat(told().get(4))
        .contains("\"stop_reason\":\"stop_sequence\",\"stop_sequence\":\"X\"}")
        .endsWith(",\"context_management\":{}}");
  }

  // Frames.

  private static final String MESSAGE_START =
      "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"new\":1}}";

  @Test
  void framesGoOutAsTheyCameButForErrorsTheEndAndSignsOfLife() {
    frame("ping", "{\"type\":\"ping\"}");
    frame(MESSAGE_START);
    frame(MESSAGE_START);
    frame(start(0, "{\"type\":\"text\",\"text\":\"\",\"new\":true}"));
    frame(delta(0, "\"text_delta\",\"text\":\"a\",\"new\":\"b\""));
    frame(stop(0));
    frame("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{}}");
    frame(STOP);
    completed(new FinishReason(FinishReason.Kind.STOP, "end_turn"));
    assertThat(told())
        .containsExactly(
            MESSAGE_START,
            start(0, "{\"type\":\"text\",\"text\":\"\",\"new\":true}"),
            delta(0, "\"text_delta\",\"text\":\"a\",\"new\":\"b\""),
            stop(0),
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{}}",
            STOP);
    assertThat(out.toString()).startsWith("id: 1.2\nevent: message_start\ndata: {");
  }

  @Test
  void framesWithoutTypesBesideThemAreToldWithThem() {
    frame("message", MESSAGE_START);
    frame("message", start(0, TEXT));
    frame("message", delta(0, "\"text_delta\",\"text\":\"a\""));
    frame("message", "[DONE]");
    frame("message", "{\"type\":\"error\",\"error\":{}}");
    incomplete(CUT);
    assertThat(told()).hasSize(4);
  }

  @Test
  void anErrorIsToldByTheEndingAndNothingFollows() {
    frame(MESSAGE_START);
    frame(start(0, TEXT));
    frame("error", "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}");
    incomplete(
        new Cause.Failed(
            new Failure.ErrorInStream("busy", "overloaded_error", "")
                .because(Failure.Reason.OVERLOADED)));
    events(text(0, "late"));
    completed(FinishReason.STOP);
    assertThat(told()).hasSize(3);
    assertThat(told().getLast())
        .startsWith("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"");
    assertThat(out.toString()).contains("event: error\n");
  }

  @Test
  void eventsGoOnBehindFramesInABlockOfTheirOwn() {
    frame(MESSAGE_START);
    frame(start(0, THINKING));
    frame(stop(0));
    frame(start(1, TEXT));
    frame(delta(1, "\"text_delta\",\"text\":\"Hello\""));
    events(
        new StreamEvent.Continued(2, "b/m", 1, 5, CUT, Usage.unknown()),
        text(1, " you"),
        begun(2, new Part.ToolCall("c", "f", "{}")));
    completed(FinishReason.STOP);
    assertThat(told().subList(5, told().size()))
        .startsWith(stop(1), start(2, TEXT), delta(2, "\"text_delta\",\"text\":\" you\""), stop(2))
        .endsWith(finish("tool_use"), STOP);
  }

  @Test
  void aCallThatFramesHaveToldCannotBeTakenBack() {
    frame(MESSAGE_START);
    frame(start(0, "{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"b\",\"input\":{}}"));
    events(new StreamEvent.Continued(2, "b/m", 0, 0, CUT, Usage.unknown()));
    assertThat(encoder.isOver()).isTrue();
    assertThat(told().getLast()).contains("\"code\":\"restarted\"");
  }

  @Test
  void anAnswerThatBeginsAnewEndsAsAnErrorOnceSomethingWasTold() {
    events(
        new StreamEvent.Restarted(2, "b/m", CUT, Usage.unknown()),
        text(0, "a"),
        new StreamEvent.Retrying(3, "b/m", CUT, Duration.ZERO, Usage.unknown()),
        new StreamEvent.Restarted(4, "b/m", CUT, Usage.unknown()));
    assertThat(encoder.isOver()).isTrue();
    assertThat(told()).hasSize(4);
    assertThat(told().getLast()).contains("api_error").contains("restarted");
  }

  @Test
  void aMessageThatCameWholeIsItsBeginning() {
    frame("message", "{\"type\":\"message\",\n\"id\":\"m\",\"content\":[],\"usage\":{}}");
    completed(FinishReason.STOP);
    List<Frame> events = Recorded.parsed(out);
    assertThat(new String(events.getFirst().data(), UTF_8))
        .isEqualTo(
            "{\"type\":\"message_start\",\"message\":{\"type\":\"message\",\n"
                + "\"id\":\"m\",\"content\":[],\"usage\":{}}}");
    assertThat(told()).hasSize(3);
  }

  @Test
  void aReasonThatMeansFailureIsAnError() {
    events(text(0, "a"));
    completed(new FinishReason(FinishReason.Kind.ERROR, "abort"));
    assertThat(told().getLast()).contains("api_error");
  }

  @Test
  void aSignOfLifeIsAPing() {
    encoder.heartbeat(out);
    assertThat(out.toString()).isEqualTo("event: ping\ndata: {\"type\": \"ping\"}\n\n");
  }

  @Test
  void aTypeThatIsNoWordBeginsNoOtherEvent() {
    frame("message", "{\"type\":\"x\\n\\nevent: message_stop\\ndata: {}\\n\\n\"}");
    incomplete(CUT);
    assertThat(Recorded.parsed(out)).extracting(Frame::type).containsExactly("error");
  }
}
