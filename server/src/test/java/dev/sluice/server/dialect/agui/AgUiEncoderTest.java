package dev.sluice.server.dialect.agui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.server.clients.Client;
import dev.sluice.server.clients.Said;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Recorded;
import dev.sluice.server.dialect.Told;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgUiEncoderTest {
  private static final Cause CUT =
      new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty()));
  private static final String STARTED =
      "{\"type\":\"RUN_STARTED\",\"threadId\":\"t\",\"runId\":\"r\",\"protocolVersion\":\"1.0\"}";

  private final Bytes out = new Bytes();
  private Encoder encoder = encoder();
  private int position;

  private static Encoder encoder() {
    return new AgUiDialect()
        .encoder(
            new Told(
                "r1",
                "fast",
                Instant.EPOCH,
                Asked.View.USUAL,
                ChatRequest.of("Hi"),
                Map.of("runId", "r", "thread", "t")));
  }

  private void events(StreamEvent... events) {
    for (StreamEvent event : events) {
      encoder.event(event, Recorded.at(++position), out);
    }
  }

  private void completed(FinishReason reason) {
    Reply reply = Reply.builder().usage(Usage.of(3, 5)).askedModel("openai/m").build();
    encoder.end(new Ending.Completed(reply, reason), Recorded.at(++position), out);
  }

  private void incomplete(Cause cause) {
    encoder.end(
        new Ending.Incomplete(Reply.builder().build(), cause), Recorded.at(++position), out);
  }

  private List<String> told() {
    return Recorded.parsed(out).stream().map(frame -> new String(frame.data(), UTF_8)).toList();
  }

  private static String finished(String pending, String reason) {
    return "{\"type\":\"RUN_FINISHED\",\"threadId\":\"t\",\"runId\":\"r\",\"outcome\":"
        + "{\"type\":\"success\""
        + pending
        + "},\"usage\":[{\"model\":\"fast\",\"inputTokens\":3,\"outputTokens\":5,"
        + "\"totalTokens\":8}],\"metadata\":{\"tanstack\":{\"model\":\"fast\",\"finishReason\":\""
        + reason
        + "\"}}}";
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

  @Test
  void aTextIsAMessage() {
    events(begun(0, Part.text("")), text(0, "Hel"), text(0, "lo\n\"you\""));
    events(ended(0, Part.text("")));
    completed(FinishReason.STOP);
    assertThat(told())
        .containsExactly(
            STARTED,
            "{\"type\":\"TEXT_MESSAGE_START\",\"messageId\":\"msg_r1\",\"role\":\"assistant\"}",
            "{\"type\":\"TEXT_MESSAGE_CONTENT\",\"messageId\":\"msg_r1\",\"delta\":\"Hel\"}",
            "{\"type\":\"TEXT_MESSAGE_CONTENT\",\"messageId\":\"msg_r1\","
                + "\"delta\":\"lo\\n\\\"you\\\"\"}",
            "{\"type\":\"TEXT_MESSAGE_END\",\"messageId\":\"msg_r1\"}",
            finished("", "stop"));
    assertThat(out.toString()).startsWith("id: 1.2\ndata: {\"type\":\"RUN_STARTED\"");
  }

  @Test
  void nothingButTheEndIsAWholeRunToo() {
    completed(FinishReason.STOP);
    assertThat(told()).containsExactly(STARTED, finished("", "stop"));
  }

  @Test
  void partsOfTextThatGrowInTurnsAreOneOpenMessage() {
    events(text(0, "a"), text(2, "b"), ended(0, Part.text("")), text(2, "c"));
    events(ended(2, Part.text("")));
    completed(FinishReason.STOP);
    assertThat(told()).filteredOn(it -> it.contains("TEXT_MESSAGE_START")).hasSize(1);
    assertThat(told()).filteredOn(it -> it.contains("TEXT_MESSAGE_END")).hasSize(1);
  }

  @Test
  void thoughtsAreMessagesWhoseProofsNameTheirModel() {
    events(begun(0, new Part.Reasoning("")), new StreamEvent.ReasoningDelta(0, "Hm"));
    events(ended(0, new Part.Reasoning("", "sig")), text(1, "a"));
    completed(FinishReason.STOP);
    String id = "reasoning_r1_0";
    assertThat(told())
        .containsSubsequence(
            STARTED,
            "{\"type\":\"STEP_STARTED\",\"stepName\":\"" + id + "\"}",
            "{\"type\":\"REASONING_START\",\"messageId\":\"" + id + "\"}",
            "{\"type\":\"REASONING_MESSAGE_START\",\"messageId\":\""
                + id
                + "\",\"role\":\"reasoning\"}",
            "{\"type\":\"REASONING_MESSAGE_CONTENT\",\"messageId\":\""
                + id
                + "\",\"delta\":\"Hm\"}",
            "{\"type\":\"REASONING_MESSAGE_END\",\"messageId\":\"" + id + "\"}",
            "{\"type\":\"REASONING_END\",\"messageId\":\"" + id + "\"}",
            "{\"type\":\"STEP_FINISHED\",\"stepName\":\"" + id + "\"}");
    String proof = told().stream().filter(it -> it.contains("ENCRYPTED")).findFirst().orElseThrow();
    assertThat(proof).contains("\"entityId\":\"" + id + "\"", "sig", "openai/m");
    assertThat(told().getLast()).isEqualTo(finished("", "stop"));
  }

  @Test
  void aCallIsToldAsItGrowsAndIsPendingAtTheEnd() {
    Part.ToolCall call = new Part.ToolCall("c1", "look", "");
    events(begun(0, call), new StreamEvent.ToolCallDelta(0, "{\"a\":"));
    events(new StreamEvent.ToolCallDelta(0, "1}"), ended(0, call));
    completed(new FinishReason(FinishReason.Kind.TOOL_CALLS, "tool_calls"));
    assertThat(told())
        .containsExactly(
            STARTED,
            "{\"type\":\"TOOL_CALL_START\",\"toolCallId\":\"c1\",\"toolCallName\":\"look\","
                + "\"parentMessageId\":\"msg_r1\"}",
            "{\"type\":\"TOOL_CALL_ARGS\",\"toolCallId\":\"c1\",\"delta\":\"{\\\"a\\\":\"}",
            "{\"type\":\"TOOL_CALL_ARGS\",\"toolCallId\":\"c1\",\"delta\":\"1}\"}",
            "{\"type\":\"TOOL_CALL_END\",\"toolCallId\":\"c1\"}",
            "{\"type\":\"CUSTOM\",\"name\":\"tool-input-available\",\"value\":{\"toolCallId\":"
                + "\"c1\",\"toolName\":\"look\",\"input\":{\"a\":1}}}",
            finished(",\"pendingToolCallIds\":[\"c1\"]", "tool_calls"));
  }

  @Test
  void aCallThatTheLimitCutsOffIsNotToBeRun() {
    events(begun(0, new Part.ToolCall("c", "look", "")), new StreamEvent.ToolCallDelta(0, "{"));
    completed(FinishReason.LENGTH);
    assertThat(told())
        .contains("{\"type\":\"TOOL_CALL_END\",\"toolCallId\":\"c\"}", finished("", "length"))
        .noneMatch(it -> it.contains("tool-input-available"));
  }

  @Test
  void whatTheProviderRunsIsNotTheClientsToRun() {
    Part.ToolCall call = new Part.ToolCall("s", "search", "{}").runByProvider();
    events(begun(0, call), new StreamEvent.ToolCallDelta(0, "{}"), ended(0, call));
    completed(FinishReason.STOP);
    assertThat(told()).containsExactly(STARTED, finished("", "stop"));
  }

  @Test
  void filesAndSourcesAreEventsOfTheGatewaysOwn() {
    Part.Media image =
        new Part.Media(Part.Media.Kind.IMAGE, "image/png", new Part.Media.Inline(""));
    events(begun(0, image), new StreamEvent.MediaDelta(0, "AAAA", false), ended(0, image));
    events(
        new StreamEvent.Cited(
            1, Citation.builder().url("https://a.test").title("A").place(1, 2).build()));
    completed(FinishReason.STOP);
    assertThat(told())
        .contains(
            "{\"type\":\"CUSTOM\",\"name\":\"file\",\"value\":{\"url\":"
                + "\"data:image/png;base64,AAAA\",\"mediaType\":\"image/png\"}}",
            "{\"type\":\"CUSTOM\",\"name\":\"citation\",\"value\":{\"url\":\"https://a.test\","
                + "\"title\":\"A\",\"from\":1,\"to\":2}}");
  }

  @Test
  void anAnswerThatIsNotWholeEndsWithAnErrorAndNeverAsFinished() {
    events(text(0, "a"));
    incomplete(CUT);
    assertThat(told().getLast())
        .startsWith("{\"type\":\"RUN_ERROR\",\"message\":\"")
        .endsWith("\"code\":\"cut\",\"runId\":\"r\",\"threadId\":\"t\"}");
    assertThat(told()).noneMatch(it -> it.contains("RUN_FINISHED"));
    assertThat(encoder.isOver()).isTrue();
  }

  @Test
  void aStoppedRunAndAProviderThatGaveUpAreErrors() {
    incomplete(new Cause.Cancelled());
    assertThat(told().getLast()).contains("RUN_ERROR", "cancelled");
    out.clear();
    encoder = encoder();
    completed(new FinishReason(FinishReason.Kind.ERROR, "MALFORMED"));
    assertThat(told().getLast()).contains("RUN_ERROR", "MALFORMED");
  }

  @Test
  void anAnswerThatBeginsAnewAfterSomethingWasToldIsAnError() {
    events(new StreamEvent.Restarted(2, "openai/m", CUT, Usage.of(0, 0)));
    assertThat(out.size()).isZero();
    events(text(0, "a"), new StreamEvent.Restarted(3, "openai/m", CUT, Usage.of(0, 0)));
    int size = out.size();
    events(text(0, "b"));
    completed(FinishReason.STOP);
    assertThat(out.size()).isEqualTo(size);
    assertThat(told().getLast()).contains("RUN_ERROR", "restarted");
  }

  @ParameterizedTest
  @CsvSource({"2,false", "1,true"})
  void anAnswerGoesOnFromWhatWasToldOrIsAnError(int position, boolean over) {
    events(begun(0, Part.text("")), text(0, "ab"));
    events(begun(1, new Part.Reasoning("")), new StreamEvent.ReasoningDelta(1, "void"));
    events(new StreamEvent.Continued(2, "openai/m", 0, position, CUT, Usage.of(0, 0)));
    assertThat(encoder.isOver()).isEqualTo(over);
    events(text(0, "c"), ended(0, Part.text("")));
    completed(FinishReason.STOP);
    assertThat(told().getLast()).contains(over ? "RUN_ERROR" : "RUN_FINISHED");
    assertThat(told()).anyMatch(it -> it.contains("REASONING_END") != over);
  }

  @Test
  void aLoopOfToolsIsSeveralMessages() {
    events(text(0, "a"), new StreamEvent.RoundStarted(2, "openai/m"), text(1, "b"));
    completed(FinishReason.STOP);
    assertThat(told())
        .containsSubsequence(
            "{\"type\":\"TEXT_MESSAGE_END\",\"messageId\":\"msg_r1\"}",
            "{\"type\":\"TEXT_MESSAGE_START\",\"messageId\":\"msg_r1_1\",\"role\":\"assistant\"}");
  }

  @Test
  void whatProvidersOnceAnsweredIsOpenedAndClosedInOrder() {
    for (Path file : Recorded.files(false)) {
      Recorded.Answer answer = Recorded.answer(file);
      out.clear();
      encoder = encoder();
      for (StreamEvent event : answer.events()) {
        encoder.event(event, Recorded.at(++position), out);
      }
      encoder.end(answer.ending(), Recorded.at(++position), out);
      Said read = Client.AG_UI.stream(200, out.toString());
      boolean good = answer.ending() instanceof Ending.Completed;
      assertThat(read.end()).as(file.toString()).isEqualTo(good ? Said.WHOLE : Said.BROKEN);
      assertThat(read.text()).as(file.toString()).isEqualTo(allText(answer.ending().reply()));
      assertThat(read.thoughts())
          .as(file.toString())
          .isEqualTo(answer.ending().reply().reasoning());
      if (good) {
        assertThat(read.calls())
            .as(file.toString())
            .isEqualTo(
                answer.ending().reply().toolCalls().stream()
                    .filter(call -> !call.isRunByProvider())
                    .map(call -> call.name() + " " + call.arguments())
                    .toList());
      }
    }
  }

  /** Commentary and refusals too, which this format does not tell apart. */
  private static String allText(Reply reply) {
    StringBuilder text = new StringBuilder();
    for (Part part : reply.parts()) {
      if (part instanceof Part.Text piece) {
        text.append(piece.text());
      } else if (part instanceof Part.Refusal piece) {
        text.append(piece.text());
      }
    }
    return text.toString();
  }

  @Test
  void aHeartbeatIsACommentOfOneLine() {
    encoder.heartbeat(out);
    assertThat(out.toString()).isEqualTo(": \n");
  }
}
