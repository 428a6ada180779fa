package dev.sluice.server.dialect.aisdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Tool;
import dev.sluice.chat.Usage;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Recorded;
import dev.sluice.server.dialect.Told;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UiEncoderTest {
  private static final Cause CUT =
      new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty()));
  private static final ChatRequest ASKED =
      ChatRequest.builder().user("Hi").tool(new Tool("look", "", "{}")).build();
  private static final String START =
      "{\"type\":\"start\",\"messageId\":\"msg_r1\",\"messageMetadata\":"
          + "{\"run\":\"r1\",\"model\":\"fast\"}}";
  private static final String STEP = "{\"type\":\"start-step\"}";
  private static final String END_STEP = "{\"type\":\"finish-step\"}";
  private static final String DONE = "[DONE]";

  private final Bytes out = new Bytes();
  private Encoder encoder = encoder(ASKED, Asked.View.USUAL, Map.of());
  private int position;

  private static Encoder encoder(ChatRequest request, Asked.View view, Map<String, String> labels) {
    return new UiMessagesDialect()
        .encoder(new Told("r1", "fast", Instant.EPOCH, view, request, labels));
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
    return Recorded.parsed(out).stream()
        .map(frame -> new String(frame.data(), java.nio.charset.StandardCharsets.UTF_8))
        .toList();
  }

  private static String finish(String reason) {
    return "{\"type\":\"finish\",\"finishReason\":\""
        + reason
        + "\",\"messageMetadata\":{\"run\":\"r1\",\"model\":\"fast\",\"answeredBy\":\"openai/m\","
        + "\"usage\":{\"inputTokens\":3,\"outputTokens\":5,\"totalTokens\":8}}}";
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
  void aTextIsABlockWithinAStep() {
    events(begun(0, Part.text("")), text(0, "Hel"), text(0, "lo\n\"you\""));
    events(ended(0, Part.text("")));
    completed(FinishReason.STOP);
    assertThat(told())
        .containsExactly(
            START,
            STEP,
            "{\"type\":\"text-start\",\"id\":\"0\"}",
            "{\"type\":\"text-delta\",\"id\":\"0\",\"delta\":\"Hel\"}",
            "{\"type\":\"text-delta\",\"id\":\"0\",\"delta\":\"lo\\n\\\"you\\\"\"}",
            "{\"type\":\"text-end\",\"id\":\"0\"}",
            END_STEP,
            finish("stop"),
            DONE);
    assertThat(out.toString()).startsWith("id: 1.2\ndata: {\"type\":\"start\"");
    assertThat(encoder.head()).containsEntry("x-vercel-ai-ui-message-stream", "v1");
  }

  @Test
  void nothingButTheEndIsAWholeMessageToo() {
    completed(FinishReason.STOP);
    assertThat(told()).containsExactly(START, STEP, END_STEP, finish("stop"), DONE);
  }

  @Test
  void thoughtsHaveTheirProofsAtTheirEnd() {
    events(begun(0, new Part.Reasoning("")), new StreamEvent.ReasoningDelta(0, "Hm"));
    events(new StreamEvent.PartNoted(0, ProviderData.of("openai", "id", "\"rs_1\"")));
    events(ended(0, new Part.Reasoning("", "sig").enciphered("c").asSummary()));
    completed(FinishReason.STOP);
    assertThat(told())
        .contains(
            "{\"type\":\"reasoning-start\",\"id\":\"0\"}",
            "{\"type\":\"reasoning-delta\",\"id\":\"0\",\"delta\":\"Hm\"}",
            "{\"type\":\"reasoning-end\",\"id\":\"0\",\"providerMetadata\":{\"sluice\":"
                + "{\"signature\":\"sig\",\"cipher\":\"c\",\"summary\":true,"
                + "\"provider\":\"openai\",\"data\":{\"id\":\"rs_1\"}}}}");
  }

  @Test
  void aCipherWithoutWordsIsToldAllTheSame() {
    Part hidden = new Part.Reasoning("").enciphered("secret");
    events(begun(0, hidden), ended(0, hidden));
    completed(FinishReason.STOP);
    assertThat(told().get(3)).contains("reasoning-end", "\"cipher\":\"secret\"");
  }

  @Test
  void aCallIsToldAsItGrowsAndWholeAtItsEnd() {
    Part.ToolCall call = new Part.ToolCall("c1", "look", "");
    events(begun(0, call), new StreamEvent.ToolCallDelta(0, "{\"a\":"));
    events(new StreamEvent.ToolCallDelta(0, "1}"), ended(0, call));
    completed(new FinishReason(FinishReason.Kind.TOOL_CALLS, "tool_calls"));
    assertThat(told())
        .containsExactly(
            START,
            STEP,
            "{\"type\":\"tool-input-start\",\"toolCallId\":\"c1\",\"toolName\":\"look\"}",
            "{\"type\":\"tool-input-delta\",\"toolCallId\":\"c1\",\"inputTextDelta\":\"{\\\"a\\\":\"}",
            "{\"type\":\"tool-input-delta\",\"toolCallId\":\"c1\",\"inputTextDelta\":\"1}\"}",
            "{\"type\":\"tool-input-available\",\"toolCallId\":\"c1\",\"toolName\":\"look\","
                + "\"input\":{\"a\":1}}",
            END_STEP,
            finish("tool-calls"),
            DONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | tool-input-available | \"input\":{}",
        "{\"a\": | tool-input-error | \"input\":\"{\\\"a\\\":\"",
        "[1] | tool-input-available | \"input\":[1]",
        "{} {} | tool-input-error | \"input\":\"{} {}\"",
      })
  void inputThatIsNoJsonIsAnErrorOfTheCall(String input, String type, String told) {
    Part.ToolCall call = new Part.ToolCall("", "other", input);
    events(begun(0, call), ended(0, call));
    completed(FinishReason.STOP);
    assertThat(told())
        .anyMatch(
            it ->
                it.contains("\"type\":\"" + type)
                    && it.contains(
                        "\"toolCallId\":\"call_r1_0\",\"toolName\":\"other\",\"dynamic\":true")
                    && it.contains(told));
  }

  @Test
  void aCallThatTheLimitCutsOffIsNotToBeRun() {
    events(begun(0, new Part.ToolCall("c", "look", "")), new StreamEvent.ToolCallDelta(0, "{}"));
    completed(FinishReason.LENGTH);
    assertThat(told()).anyMatch(it -> it.contains("tool-input-error"));
    assertThat(told()).noneMatch(it -> it.contains("tool-input-available"));
  }

  @Test
  void twoCallsOfOneIdAreTwo() {
    Part.ToolCall call = new Part.ToolCall("c", "look", "{}");
    events(begun(0, call), ended(0, call), begun(1, call), ended(1, call));
    completed(FinishReason.STOP);
    assertThat(told()).anyMatch(it -> it.contains("\"toolCallId\":\"c\""));
    assertThat(told()).anyMatch(it -> it.contains("\"toolCallId\":\"call_r1_1\""));
  }

  @Test
  void whatTheProviderRanIsToldWithItsResult() {
    Part.ToolCall call = new Part.ToolCall("s1", "web_search", "{}").runByProvider();
    Part.ToolResult result =
        new Part.ToolResult("s1", "web_search", List.of(Part.text("[1]"))).runByProvider();
    events(begun(0, call), ended(0, call), begun(1, result), ended(1, result));
    events(ended(2, new Part.ToolResult("unknown", "", List.of())));
    completed(FinishReason.STOP);
    assertThat(told())
        .contains(
            "{\"type\":\"tool-output-available\",\"toolCallId\":\"s1\",\"output\":[1],"
                + "\"providerExecuted\":true}")
        .noneMatch(it -> it.contains("unknown"));
  }

  @Test
  void filesAndSourcesAndPartsOfAProvidersOwnAreTold() {
    Part.Media image = new Part.Media(Part.Media.Kind.IMAGE, "", new Part.Media.Inline(""));
    Citation cited = Citation.builder().url("https://a.test").title("A").build();
    events(begun(0, image), new StreamEvent.MediaDelta(0, "AAAA", false));
    events(new StreamEvent.MediaDelta(0, "BBBB", true), ended(0, image));
    events(new StreamEvent.Cited(1, cited), new StreamEvent.Cited(1, cited));
    events(new StreamEvent.Cited(1, Citation.builder().title("Doc").build()));
    events(ended(2, new Part.Native("anthropic", "compaction", "{\"a\":1}")));
    completed(FinishReason.STOP);
    assertThat(told())
        .containsOnlyOnce(
            "{\"type\":\"file\",\"url\":\"data:image/png;base64,BBBB\",\"mediaType\":\"image/png\"}",
            "{\"type\":\"source-url\",\"sourceId\":\"source-1\",\"url\":\"https://a.test\","
                + "\"title\":\"A\"}",
            "{\"type\":\"source-document\",\"sourceId\":\"source-2\",\"mediaType\":\"text/plain\","
                + "\"title\":\"Doc\"}",
            "{\"type\":\"data-sluice-native\",\"data\":{\"provider\":\"anthropic\","
                + "\"type\":\"compaction\",\"part\":{\"a\":1}}}");
  }

  @Test
  void anAnswerThatIsNotWholeEndsWithAnErrorAndNeverWithFinish() {
    events(text(0, "a"));
    incomplete(CUT);
    assertThat(told()).endsWith(DONE).noneMatch(it -> it.contains("\"finish\""));
    assertThat(told().get(4)).startsWith("{\"type\":\"error\",\"errorText\":\"");
    assertThat(encoder.isOver()).isTrue();
  }

  @Test
  void aStoppedAnswerIsAborted() {
    events(text(0, "a"));
    incomplete(new Cause.Cancelled());
    assertThat(told()).endsWith("{\"type\":\"abort\",\"reason\":\"stopped\"}", DONE);
  }

  @Test
  void aProviderThatGaveUpIsAnError() {
    completed(new FinishReason(FinishReason.Kind.ERROR, "MALFORMED"));
    assertThat(told().get(2)).contains("\"type\":\"error\"", "MALFORMED");
  }

  @ParameterizedTest
  @CsvSource({
    "LENGTH,length",
    "CONTENT_FILTER,content-filter",
    "REFUSAL,content-filter",
    "PAUSED,other",
    "OTHER,other"
  })
  void reasonsAreWordsThatEveryVersionKnows(FinishReason.Kind kind, String word) {
    completed(new FinishReason(kind, "raw"));
    assertThat(told()).contains(finish(word));
  }

  @Test
  void anAnswerThatBeginsAnewAfterSomethingWasToldIsAnError() {
    events(new StreamEvent.Restarted(2, "openai/m", CUT, Usage.of(0, 0)));
    assertThat(out.size()).isZero();
    events(text(0, "a"), new StreamEvent.Restarted(3, "openai/m", CUT, Usage.of(0, 0)));
    assertThat(encoder.isOver()).isTrue();
    int size = out.size();
    events(text(0, "b"));
    completed(FinishReason.STOP);
    assertThat(out.size()).isEqualTo(size);
    assertThat(told()).endsWith(DONE).anyMatch(it -> it.contains("begins anew"));
  }

  @Test
  void anAnswerGoesOnFromWhatWasTold() {
    events(begun(0, Part.text("")), text(0, "ab"));
    events(begun(1, new Part.Reasoning("")), new StreamEvent.ReasoningDelta(1, "void"));
    events(new StreamEvent.Continued(2, "openai/m", 0, 2, CUT, Usage.of(0, 0)));
    assertThat(encoder.isOver()).isFalse();
    events(text(0, "c"), ended(0, Part.text("")));
    completed(FinishReason.STOP);
    assertThat(told())
        .containsSubsequence(
            "{\"type\":\"reasoning-end\",\"id\":\"1\"}",
            "{\"type\":\"text-delta\",\"id\":\"0\",\"delta\":\"c\"}",
            "{\"type\":\"text-end\",\"id\":\"0\"}",
            finish("stop"));
  }

  @Test
  void anAnswerThatGoesOnBeforeWhatWasToldIsAnError() {
    events(begun(0, Part.text("")), text(0, "ab"));
    events(new StreamEvent.Continued(2, "openai/m", 0, 1, CUT, Usage.of(0, 0)));
    assertThat(encoder.isOver()).isTrue();
  }

  @Test
  void aLoopOfToolsIsSteps() {
    events(text(0, "a"), new StreamEvent.RoundStarted(2, "openai/m"), text(1, "b"));
    completed(FinishReason.STOP);
    assertThat(told())
        .containsSubsequence(
            "{\"type\":\"text-end\",\"id\":\"0\"}",
            END_STEP,
            STEP,
            "{\"type\":\"text-start\",\"id\":\"1\"}");
  }

  @Test
  void aPageThatComesBackIsToldWhatTheMessageHeldBefore() {
    Part.ToolCall call = new Part.ToolCall("c1", "look", "{}");
    ChatRequest request =
        ChatRequest.builder()
            .user("Hi")
            .message(new Message.Assistant(List.of(Part.text("Let me see"), call)))
            .message(
                new Message.ToolResult(
                    new Part.ToolResult("c1", "look", List.of(Part.text("{\"sky\":1}")))))
            .build();
    encoder = encoder(request, UiView.RESUMED, Map.of("message", "m7"));
    events(text(0, "Blue"));
    completed(FinishReason.STOP);
    assertThat(told().getFirst()).contains("\"messageId\":\"m7\"");
    assertThat(told())
        .containsSubsequence(
            STEP,
            "{\"type\":\"text-delta\",\"id\":\"0\",\"delta\":\"Let me see\"}",
            "{\"type\":\"tool-input-delta\",\"toolCallId\":\"c1\",\"inputTextDelta\":\"{}\"}",
            "{\"type\":\"tool-output-available\",\"toolCallId\":\"c1\",\"output\":{\"sky\":1}}",
            END_STEP,
            STEP,
            "{\"type\":\"text-delta\",\"id\":\"0\",\"delta\":\"Blue\"}",
            finish("stop"));
    assertThat(told()).noneMatch(it -> it.contains("tool-input-available"));
  }

  @Test
  void aHeartbeatIsACommentOfOneLine() {
    encoder.heartbeat(out);
    assertThat(out.toString()).isEqualTo(": \n");
  }
}
