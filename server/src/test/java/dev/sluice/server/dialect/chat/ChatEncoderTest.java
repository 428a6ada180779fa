package dev.sluice.server.dialect.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Recorded;
import dev.sluice.server.dialect.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatEncoderTest {
  private static final Cause CUT =
      new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty()));

  private final Bytes out = new Bytes();
  private Encoder encoder = encoder(Asked.View.USUAL);
  private int position;

  private static Encoder encoder(Asked.View view) {
    Instant at = Instant.ofEpochSecond(7);
    return new ChatDialect().encoder(new Told("r1", "fast \"one\"", at, view));
  }

  private void events(StreamEvent... events) {
    for (StreamEvent event : events) {
      encoder.event(event, Recorded.at(++position), out);
    }
  }

  private void frame(String data) {
    frame("message", data);
  }

  private void frame(String type, String data) {
    byte[] bytes = ("xx" + data + "yy").getBytes(UTF_8);
    encoder.frame(type, bytes, 2, bytes.length - 4, Recorded.at(++position), out);
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

  private String head() {
    return "data: {\"id\":\"chatcmpl-r1\",\"object\":\"chat.completion.chunk\",\"created\":7,"
        + "\"model\":\"fast \\\"one\\\"\",\"choices\":[{\"index\":0,";
  }

  @Test
  void anAnswerIsChunksWithTheSameBeginningAndAGoodEnd() {
    events(
        new StreamEvent.Started("c-1", "m-1", ""),
        begun(0, Part.text("")),
        text(0, "Hel"),
        text(0, "lo\n\"you\""),
        new StreamEvent.PartEnded(0, Part.text("")),
        new StreamEvent.UsageReported(Usage.of(3, 5)));
    completed(FinishReason.STOP);
    String tail = "},\"logprobs\":null,\"finish_reason\":null}]}\n\n";
    assertThat(out.toString())
        .isEqualTo(
            "id: 1.3\n"
                + head()
                + "\"delta\":{\"role\":\"assistant\",\"content\":\"Hel\""
                + tail
                + "id: 1.4\n"
                + head()
                + "\"delta\":{\"content\":\"lo\\n\\\"you\\\"\""
                + tail
                + head()
                + "\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n"
                + "id: 1.7\ndata: [DONE]\n\n");
  }

  @Test
  void usageIsAChunkWithoutChoicesBeforeTheEndIfItWasAskedFor() {
    encoder = encoder(new ChatView(true));
    events(text(0, "a"));
    completed(FinishReason.STOP);
    assertThat(out.toString())
        .contains("\"finish_reason\":null}],\"usage\":null}\n\n")
        .contains("\"finish_reason\":\"stop\"}],\"usage\":null}\n\n")
        .endsWith(
            "\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":5,"
                + "\"total_tokens\":8,\"prompt_tokens_details\":{},"
                + "\"completion_tokens_details\":{}}}\n\nid: 1.2\ndata: [DONE]\n\n");
  }

  @Test
  void callsAreNumberedAmongThemselves() {
    events(
        text(0, "Let me see."),
        begun(1, new Part.ToolCall("c1", "look", "")),
        new StreamEvent.ToolCallDelta(1, "{\"a\":"),
        begun(2, new Part.ToolCall("", "search", "{}").runByProvider()),
        new StreamEvent.ToolCallDelta(2, "never told"),
        begun(3, new Part.ToolCall("", "other", "")),
        new StreamEvent.ToolCallDelta(1, "1}"),
        new StreamEvent.PartEnded(3, new Part.ToolCall("", "other", "{}")));
    completed(new FinishReason(FinishReason.Kind.TOOL_CALLS, "tool_calls"));
    assertThat(out.toString())
        .contains(
            "\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\","
                + "\"function\":{\"name\":\"look\",\"arguments\":\"\"}}]")
        .contains("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":\"}}]")
        .contains("[{\"index\":1,\"id\":\"call_r1_3\",\"type\":\"function\"")
        .contains("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]")
        .contains("\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{}\"}}]")
        .contains("\"finish_reason\":\"tool_calls\"")
        .doesNotContain("search")
        .doesNotContain("never told");
  }

  @Test
  void thoughtsRefusalsAndProbabilitiesHaveTheirNames() {
    events(
        new StreamEvent.ReasoningDelta(0, "hm"),
        new StreamEvent.RefusalDelta(1, "no"),
        new StreamEvent.LogProbs(
            1,
            List.of(
                new StreamEvent.LogProb(
                    "n",
                    -0.5,
                    List.of(new StreamEvent.LogProb("m", Double.NEGATIVE_INFINITY, List.of()))))));
    completed(new FinishReason(FinishReason.Kind.CONTENT_FILTER, "content_filter"));
    assertThat(out.toString())
        .contains("\"delta\":{\"role\":\"assistant\",\"reasoning_content\":\"hm\"}")
        .contains("\"delta\":{\"refusal\":\"no\"}")
        .contains(
            "\"delta\":{},\"logprobs\":{\"content\":[{\"token\":\"n\",\"logprob\":-0.5,"
                + "\"bytes\":[110],\"top_logprobs\":[{\"token\":\"m\",\"logprob\":-9999.0,")
        .contains("\"finish_reason\":\"content_filter\"");
  }

  @Test
  void aRefusalInWordsIsAnAnswerAndOneWithoutIsAFilter() {
    FinishReason refused = new FinishReason(FinishReason.Kind.REFUSAL, "refusal");
    completed(refused);
    assertThat(out.toString()).contains("\"finish_reason\":\"content_filter\"");
    out.clear();
    encoder = encoder(Asked.View.USUAL);
    events(new StreamEvent.RefusalDelta(0, "no"));
    completed(refused);
    assertThat(out.toString()).contains("\"finish_reason\":\"stop\"");
  }

  @Test
  void framesGoOutAsTheyCameAndTheirEndIsWrittenOnce() {
    frame("{\"id\":\"p\",\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"own\":1}");
    frame("{\"choices\":[{\"delta\":{},\n\"finish_reason\":\"stop\"}],\"usage\":null}");
    frame("{\"choices\":[],\"usage\":{\"prompt_tokens\":1}}");
    frame("[DONE]");
    completed(FinishReason.STOP);
    assertThat(out.toString())
        .isEqualTo(
            "id: 1.1\ndata: {\"id\":\"p\",\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"own\":1}"
                + "\n\nid: 1.2\ndata: {\"choices\":[{\"delta\":{},\n"
                + "data: \"finish_reason\":\"stop\"}],\"usage\":null}\n\n"
                + "id: 1.5\ndata: [DONE]\n\n");
  }

  @Test
  void aFrameOfUsageGoesOutIfItWasAskedForAndIsNotToldTwice() {
    encoder = encoder(new ChatView(true));
    frame("{\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}");
    frame("{\"choices\":[],\"usage\":{\"prompt_tokens\":1}}");
    completed(FinishReason.STOP);
    assertThat(out.toString()).containsOnlyOnce("prompt_tokens");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"x\"}}",
        "{ \"error\" : \"x\" }",
        "[DONE]",
        "",
        "DONE",
        "null",
        "[{\"error\":{}}]"
      })
  void framesThatAreNoChunksAreLeftToTheEnding(String data) {
    frame(data);
    assertThat(out.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "ping", "heartbeat"})
  void signsOfLifeAndNamedErrorsAreLeftToTheEnding(String type) {
    frame(type, "{\"message\":\"x\"}");
    assertThat(out.size()).isZero();
  }

  @Test
  void aWordForAnErrorWithinAChunkIsNone() {
    frame("{\"error\":null,\"choices\":[{\"delta\":{\"content\":\"\\\"error\\\":{1\"}}]}");
    assertThat(out.toString()).contains("content");
  }

  @Test
  void eventsBehindFramesGoOnUnderTheirNames() {
    frame("{\"id\":\"p-1\",\"created\":99,\"model\":\"m\\\"x\",\"choices\":[]}");
    events(new StreamEvent.Continued(2, "o/m", 0, 4, CUT, Usage.unknown()), text(0, "more"));
    completed(FinishReason.STOP);
    assertThat(out.toString())
        .contains(
            "{\"id\":\"p-1\",\"object\":\"chat.completion.chunk\",\"created\":99,"
                + "\"model\":\"m\\\"x\",\"choices\":[{\"index\":0,\"delta\":{\"role\":"
                + "\"assistant\",\"content\":\"more\"}")
        .contains("\"finish_reason\":\"stop\"")
        .endsWith("data: [DONE]\n\n");
  }

  @Test
  void aFrameThatNamesNobodyLeavesTheNamesToTheNext() {
    frame("{\"id\":\"\",\"created\":0,\"model\":\"\",\"choices\":[],\"prompt_filter_results\":[]}");
    frame("{\"id\":\"p-2\",\"created\":5,\"model\":\"m\",\"choices\":[]}");
    events(new StreamEvent.RoundStarted(2, "o/m"), text(0, "more"));
    assertThat(out.toString())
        .contains("prompt_filter_results")
        .contains(
            "{\"id\":\"p-2\",\"object\":\"chat.completion.chunk\",\"created\":5,\"model\":\"m\"");
  }

  @Test
  void anAnswerThatGoesOnBehindACallIsAnError() {
    frame("{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0}]}}]}");
    events(new StreamEvent.Continued(2, "o/m", 0, 4, CUT, Usage.unknown()), text(0, "more"));
    completed(FinishReason.STOP);
    assertThat(encoder.isOver()).isTrue();
    assertThat(out.toString()).contains("\"code\":\"restarted\"").doesNotContain("more");
  }

  @Test
  void anAnswerThatGoesOnBeforeItsEndIsAnError() {
    events(
        text(0, "12345"),
        new StreamEvent.Continued(2, "o/m", 0, 4, CUT, Usage.unknown()),
        text(0, "more"));
    assertThat(out.toString()).contains("\"code\":\"restarted\"").doesNotContain("more");
  }

  @Test
  void anAnswerThatBeginsAnewIsAnErrorOnceSomethingWasTold() {
    events(new StreamEvent.Restarted(2, "o/m", CUT, Usage.unknown()), text(0, "kept"));
    assertThat(encoder.isOver()).isFalse();
    events(new StreamEvent.Restarted(3, "o/m", CUT, Usage.unknown()), text(0, "gone"));
    completed(FinishReason.STOP);
    assertThat(encoder.isOver()).isTrue();
    assertThat(out.toString())
        .contains("kept")
        .contains("data: {\"error\":{\"message\":\"the answer was interrupted (")
        .contains("\"type\":\"server_error\",\"code\":\"restarted\",\"param\":null}}\n\n")
        .doesNotContain("gone")
        .doesNotContain("[DONE]");
  }

  @Test
  void eachEndThatIsNotGoodIsAnErrorAndNeverDone() {
    List<Cause> causes =
        List.of(
            CUT,
            new Cause.Truncated(new Failure.EndedEarly("host", "a finish_reason")),
            new Cause.TimedOut(
                new Failure.Timeout(Failure.Timeout.Phase.IDLE, Duration.ofSeconds(3))),
            new Cause.OverBudget(new Failure.BudgetSpent("5 tokens", false)),
            new Cause.Interrupted(new Failure.ProcessEnded("")),
            new Cause.Cancelled());
    for (Cause cause : causes) {
      out.clear();
      encoder = encoder(Asked.View.USUAL);
      frame("{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}");
      incomplete(cause);
      assertThat(out.toString())
          .contains("\n\nid: 1." + position + "\ndata: {\"error\":{\"message\":\"")
          .contains("\"code\":\"" + cause.kind() + "\"")
          .doesNotContain("[DONE]")
          .doesNotContain("finish_reason\":\"");
    }
  }

  @Test
  void whatAProviderSaysInTheStreamIsToldByItsReason() {
    incomplete(
        new Cause.Failed(
            new Failure.ErrorInStream("too many", "x", "y").because(Failure.Reason.RATE_LIMITED)));
    assertThat(out.toString())
        .contains("too many")
        .contains("\"type\":\"rate_limit_error\",\"code\":\"rate_limit_exceeded\"");
  }

  @Test
  void aReasonThatSaysTheProviderGaveUpIsAnError() {
    events(text(0, "a"));
    completed(new FinishReason(FinishReason.Kind.ERROR, "MALFORMED_CALL"));
    assertThat(out.toString()).contains("MALFORMED_CALL").doesNotContain("[DONE]");
  }

  @Test
  void anEmptyAnswerSaysItsRoleAndItsEnd() {
    completed(FinishReason.LENGTH);
    assertThat(out.toString())
        .isEqualTo(
            head()
                + "\"delta\":{\"role\":\"assistant\"},\"logprobs\":null,"
                + "\"finish_reason\":\"length\"}]}\n\nid: 1.1\ndata: [DONE]\n\n");
  }

  @Test
  void picturesAreToldOnceTheyAreWhole() {
    events(
        begun(0, new Part.Media(Part.Media.Kind.IMAGE, "image/webp", new Part.Media.Inline(""))),
        new StreamEvent.MediaDelta(0, "AAAA", false),
        new StreamEvent.MediaDelta(0, "BBBB", true),
        new StreamEvent.MediaDelta(0, "CCCC", false));
    assertThat(out.size()).isZero();
    events(
        new StreamEvent.PartEnded(
            0, new Part.Media(Part.Media.Kind.IMAGE, "image/webp", new Part.Media.Inline(""))));
    assertThat(out.toString()).contains("\"url\":\"data:image/webp;base64,BBBBCCCC\"}}]");
  }
}
