package dev.sluice.server.dialect.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Proof;
import dev.sluice.server.dialect.Recorded;
import dev.sluice.server.dialect.Recorded.Frame;
import dev.sluice.server.dialect.Told;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesEncoderTest {
  private static final Cause CUT =
      new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty()));

  private final Bytes out = new Bytes();
  private Encoder encoder = encoder(ChatRequest.of("hi"));
  private int position;

  private static Encoder encoder(ChatRequest request) {
    Instant at = Instant.ofEpochSecond(7);
    return new ResponsesDialect()
        .encoder(new Told("r1", "fast", at, new ResponsesView(-1), request, Map.of()));
  }

  private void events(StreamEvent... events) {
    for (StreamEvent event : events) {
      encoder.event(event, Recorded.at(++position), out);
    }
  }

  private void frame(String type, String data) {
    byte[] bytes = ("xx" + data + "yy").getBytes(UTF_8);
    encoder.frame(type, bytes, 2, bytes.length - 4, Recorded.at(++position), out);
  }

  private void completed(FinishReason reason) {
    Ending ending = new Ending.Completed(Reply.builder().usage(Usage.of(3, 5)).build(), reason);
    encoder.end(ending, Recorded.at(++position), out);
  }

  private void incomplete(Cause cause) {
    encoder.end(
        new Ending.Incomplete(Reply.builder().build(), cause), Recorded.at(++position), out);
  }

  private List<String> types() {
    return Recorded.parsed(out).stream()
        .map(Frame::type)
        .map(type -> type.replace("response.", ""))
        .toList();
  }

  private String told(String type) {
    return Recorded.parsed(out).stream()
        .filter(frame -> frame.type().equals(type))
        .map(frame -> new String(frame.data(), UTF_8))
        .reduce("", (before, event) -> before + event + "\n");
  }

  private static StreamEvent begun(int part, Part begun) {
    return new StreamEvent.PartStarted(part, begun);
  }

  private static StreamEvent ended(int part, Part ended) {
    return new StreamEvent.PartEnded(part, ended);
  }

  private static StreamEvent text(int part, String text) {
    return new StreamEvent.TextDelta(part, text);
  }

  @Test
  void aTextIsAMessageFromItsBeginningToItsEnd() {
    events(
        new StreamEvent.Started("x", "m", ""),
        begun(0, Part.text("")),
        text(0, "Hel"),
        text(0, "lo\n\"you\""),
        ended(0, Part.text("")));
    completed(FinishReason.STOP);
    assertThat(types())
        .containsExactly(
            "created",
            "in_progress",
            "output_item.added",
            "content_part.added",
            "output_text.delta",
            "output_text.delta",
            "output_text.done",
            "content_part.done",
            "output_item.done",
            "completed");
    assertThat(out.toString())
        .contains(
            "id: 1.3\nevent: response.output_text.delta\ndata: {\"type\":"
                + "\"response.output_text.delta\",\"item_id\":\"msg_r1_0\",\"output_index\":0,"
                + "\"content_index\":0,\"delta\":\"Hel\",\"logprobs\":[],"
                + "\"sequence_number\":4}\n\n");
    assertThat(told("response.completed"))
        .contains("\"id\":\"resp_r1\"", "\"status\":\"completed\"", "\"model\":\"fast\"")
        .contains("\"text\":\"Hello\\n\\\"you\\\"\"", "\"total_tokens\":8");
  }

  @Test
  void textsThatFollowEachOtherArePiecesOfOneMessageAndCommentaryIsOneOfItsOwn() {
    events(
        begun(0, new Part.Text("").asCommentary()),
        text(0, "First"),
        ended(0, new Part.Text("").asCommentary()),
        begun(1, Part.text("")),
        text(1, "A"),
        ended(1, Part.text("")),
        begun(2, Part.text("")),
        text(2, "B"),
        new StreamEvent.Cited(
            2, Citation.builder().url("https://a.test/").title("t").place(0, 1).build()),
        ended(2, Part.text("")));
    completed(FinishReason.STOP);
    assertThat(told("response.output_item.added").lines()).hasSize(2);
    assertThat(told("response.output_item.done"))
        .contains("\"phase\":\"commentary\"")
        .contains("\"url\":\"https://a.test/\"");
    assertThat(told("response.output_text.done")).contains("\"content_index\":1");
    assertThat(told("response.output_text.annotation.added")).contains("\"annotation_index\":0");
  }

  @Test
  void thoughtsAreAnItemThatHoldsTheirProof() {
    events(
        begun(0, new Part.Reasoning("")),
        new StreamEvent.ReasoningDelta(0, "Hm."),
        ended(0, new Part.Reasoning("", "sig")),
        begun(1, Part.text("")),
        text(1, "A"),
        ended(1, Part.text("")));
    completed(FinishReason.STOP);
    String done = told("response.output_item.done").lines().findFirst().orElseThrow();
    assertThat(done).contains("\"type\":\"reasoning\"", "\"reasoning_text\",\"text\":\"Hm.\"");
    String encrypted = done.replaceAll(".*\"encrypted_content\":\"([^\"]*)\".*", "$1");
    assertThat(Proof.read(encrypted).orElseThrow().signature()).isEqualTo("sig");
  }

  @Test
  void aCallGrowsAndWhatItsProviderWantsBackStandsBehindIt() {
    Part.ToolCall call = new Part.ToolCall("c1", "look", "");
    events(
        begun(0, call),
        new StreamEvent.ToolCallDelta(0, "{\"at\":"),
        new StreamEvent.ToolCallDelta(0, "1}"),
        ended(0, call.withData(ProviderData.of("gemini", "thought_signature", "\"s\""))));
    completed(new FinishReason(FinishReason.Kind.TOOL_CALLS, "tool_calls"));
    assertThat(types())
        .containsSubsequence(
            "output_item.added",
            "function_call_arguments.delta",
            "function_call_arguments.delta",
            "function_call_arguments.done",
            "output_item.done",
            "output_item.added",
            "output_item.done",
            "completed");
    assertThat(told("response.function_call_arguments.done"))
        .contains("\"arguments\":\"{\\\"at\\\":1}\"");
    assertThat(told("response.completed")).contains("\"call_id\":\"c1\"", "sluice.");
  }

  @Test
  void functionsThatStandForOtherToolsAreCalledAsThose() {
    ChatRequest request =
        ChatRequest.builder()
            .user("hi")
            .tool(ClientTools.text("apply", "", ""))
            .tool(java.util.Objects.requireNonNull(ClientTools.described("local_shell")))
            .build();
    encoder = encoder(request);
    Part.ToolCall patch = new Part.ToolCall("c1", "apply", "");
    Part.ToolCall shell = new Part.ToolCall("c2", "local_shell", "");
    events(
        begun(0, patch),
        new StreamEvent.ToolCallDelta(0, "{\"input\":\"*** "),
        new StreamEvent.ToolCallDelta(0, "x\"}"),
        ended(0, patch),
        begun(1, shell),
        new StreamEvent.ToolCallDelta(1, "{\"command\":[\"ls\"]}"),
        ended(1, shell));
    completed(new FinishReason(FinishReason.Kind.TOOL_CALLS, "tool_calls"));
    assertThat(told("response.custom_tool_call_input.done")).contains("\"input\":\"*** x\"");
    assertThat(told("response.completed"))
        .contains("\"type\":\"custom_tool_call\"")
        .contains("\"action\":{\"type\":\"exec\",\"command\":[\"ls\"],\"env\":{}}");
  }

  @Test
  void aLimitIsAnIncompleteResponse() {
    events(begun(0, Part.text("")), text(0, "Hel"));
    completed(FinishReason.LENGTH);
    assertThat(told("response.incomplete"))
        .contains("\"status\":\"incomplete\"", "\"reason\":\"max_output_tokens\"");
  }

  @Test
  void whatBreaksOffIsAFailedResponseAndThenAnError() {
    events(begun(0, Part.text("")), text(0, "Hel"));
    incomplete(CUT);
    assertThat(types()).endsWith("failed", "error").doesNotContain("completed");
    assertThat(told("response.failed")).contains("\"status\":\"failed\"", "\"text\":\"Hel\"");
    assertThat(told("error")).contains("\"error\":{", "\"code\":\"cut\"");
  }

  @Test
  void anAnswerThatBeginsAnewIsAnError() {
    events(
        begun(0, Part.text("")),
        text(0, "Hel"),
        new StreamEvent.Restarted(2, "m", CUT, Usage.unknown()));
    assertThat(encoder.isOver()).isTrue();
    assertThat(told("error")).contains("\"code\":\"restarted\"");
  }

  private void framedText() {
    frame(
        "response.created",
        "{\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_theirs\","
            + "\"model\":\"m-1\",\"own\":1}}");
    frame(
        "response.output_item.added",
        "{\"type\":\"response.output_item.added\",\"sequence_number\":1,\"output_index\":0,"
            + "\"item\":{\"id\":\"msg_t\",\"type\":\"message\",\"content\":[]}}");
    frame(
        "response.content_part.added",
        "{\"type\":\"response.content_part.added\",\"sequence_number\":2,\"output_index\":0,"
            + "\"content_index\":0,\"item_id\":\"msg_t\",\"part\":{\"type\":\"output_text\"}}");
    frame(
        "response.output_text.delta",
        "{\"type\":\"response.output_text.delta\",\"sequence_number\":3,\"output_index\":0,"
            + "\"content_index\":0,\"item_id\":\"msg_t\",\"delta\":\"Hel\\\"\",\"own\":true}");
  }

  @Test
  void framesGoOutAsTheyCameButForTheResponsesId() {
    framedText();
    frame(
        "response.completed",
        "{\"type\":\"response.completed\",\"sequence_number\":4,\"response\":{\"id\":"
            + "\"resp_theirs\",\"status\":\"completed\",\"output\":[]}}");
    assertThat(types()).doesNotContain("completed");
    completed(FinishReason.STOP);
    assertThat(out.toString())
        .doesNotContain("resp_theirs")
        .contains("{\"id\":\"resp_r1\",\"model\":\"m-1\",\"own\":1}")
        .contains("\"delta\":\"Hel\\\"\",\"own\":true}\n\n")
        .endsWith("\"output\":[]}}\n\n");
  }

  @Test
  void framesWithoutNumbersAreGivenThem() {
    frame("response.created", "{\"type\":\"response.created\",\"response\":{\"id\":\"x\"}}");
    frame("message", "{\"type\":\"response.output_text.delta\",\"delta\":\"a\"}");
    assertThat(out.toString())
        .contains("{\"sequence_number\":0,\"type\":\"response.created\"")
        .contains("event: response.output_text.delta\ndata: {\"sequence_number\":1,");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"error\",\"code\":\"x\",\"message\":\"y\"}",
        "{\"type\":\"response.failed\",\"response\":{\"id\":\"x\"}}",
        "{\"type\":\"keepalive\"}",
        "[DONE]",
        "7",
      })
  void errorsEndsAndSignsOfLifeAreNotPassedOn(String data) {
    frame("message", data);
    assertThat(out.size()).isZero();
  }

  @Test
  void anotherProviderGoesOnWithWhatFramesHaveTold() {
    framedText();
    events(
        new StreamEvent.Continued(2, "other/m", 0, 4, CUT, Usage.unknown()),
        text(0, "lo"),
        ended(0, Part.text("")));
    completed(FinishReason.STOP);
    assertThat(told("response.output_text.done")).contains("\"text\":\"Hel\\\"lo\"");
    assertThat(told("response.output_item.done")).contains("\"id\":\"msg_t\"");
    assertThat(told("response.output_text.delta"))
        .contains("\"item_id\":\"msg_t\",\"output_index\":0,\"content_index\":0,\"delta\":\"lo\"");
    assertThat(types()).endsWith("completed");
    assertThat(told("response.completed")).contains("\"sequence_number\":8}");
  }

  @Test
  void heartbeatsAreCommentsOfOneLine() {
    encoder.heartbeat(out);
    assertThat(out.toString()).isEqualTo(": \n");
  }

  @Test
  void aFrameWithoutANumberIsGivenOneWhereverItBegins() {
    frame("message", " \n{\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}");
    frame("message", "\t{\"type\":\"response.completed\",\"response\":{\"id\":\"x\"}}");
    completed(FinishReason.STOP);
    assertThat(told("response.output_text.delta"))
        .isEqualTo(
            "{\"sequence_number\":2,\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}\n");
    assertThat(told("response.completed"))
        .isEqualTo(
            "{\"sequence_number\":3,\"type\":\"response.completed\","
                + "\"response\":{\"id\":\"resp_r1\"}}\n");
  }

  @Test
  void aTypeThatIsNoWordBeginsNoOtherEvent() {
    frame(
        "message",
        "{\"type\":\"response.x\n\nevent: response.completed\ndata: {}\n\n\",\"delta\":\"\"}");
    incomplete(CUT);
    assertThat(types()).containsExactly("created", "in_progress", "failed", "error");
  }
}
