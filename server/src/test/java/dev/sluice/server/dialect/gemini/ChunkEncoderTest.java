package dev.sluice.server.dialect.gemini;

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
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Recorded;
import dev.sluice.server.dialect.Told;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkEncoderTest {
  private static final Cause CUT =
      new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty()));
  private static final String TAIL =
      "},\"index\":0}],\"modelVersion\":\"fast \\\"one\\\"\",\"responseId\":\"r1\"}";
  private static final String CHUNK = "data: {\"candidates\":[{\"content\":{\"role\":\"model\",";
  private static final String END =
      CHUNK
          + "\"parts\":[{\"text\":\"\"}]},\"finishReason\":\"STOP\",\"index\":0}],"
          + "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":5,"
          + "\"totalTokenCount\":8},\"modelVersion\":\"fast \\\"one\\\"\",\"responseId\":\"r1\"}\n\n";

  private final Bytes out = new Bytes();
  private Encoder encoder = encoder(Asked.View.USUAL);
  private int position;

  private static Encoder encoder(Asked.View view) {
    Instant at = Instant.ofEpochSecond(7);
    return new GenerateContentDialect().encoder(new Told("r1", "fast \"one\"", at, view));
  }

  private void events(StreamEvent... events) {
    for (StreamEvent event : events) {
      encoder.event(event, Recorded.at(++position), out);
    }
  }

  private void frame(String data) {
    byte[] bytes = ("xx" + data + "yy").getBytes(UTF_8);
    encoder.frame("message", bytes, 2, bytes.length - 4, Recorded.at(++position), out);
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

  private static String chunk(String parts) {
    return CHUNK + "\"parts\":[" + parts + "]" + TAIL + "\n\n";
  }

  @Test
  void textAndThoughtsAreChunks() {
    events(
        new StreamEvent.PartStarted(0, new Part.Reasoning("")),
        new StreamEvent.ReasoningDelta(0, "Hm"),
        new StreamEvent.PartEnded(0, new Part.Reasoning("", "proof")),
        new StreamEvent.PartStarted(1, Part.text("")),
        new StreamEvent.TextDelta(1, "a\"\n\u2028☀"),
        new StreamEvent.PartEnded(1, Part.text("")));
    completed(FinishReason.STOP);
    assertThat(out.toString())
        .isEqualTo(
            chunk("{\"thought\":true,\"text\":\"Hm\"}")
                + chunk("{\"text\":\"a\\\"\\n\u2028☀\"}")
                + END);
  }

  @Test
  void thoughtsAreNotToldToWhoeverHasNotAskedForThem() {
    encoder = encoder(new GeminiView(false, false));
    events(
        new StreamEvent.ReasoningDelta(0, "Hm"),
        new StreamEvent.TextDelta(1, "a"),
        new StreamEvent.PartEnded(0, new Part.Reasoning("Hm")));
    completed(FinishReason.STOP);
    assertThat(out.toString()).isEqualTo(chunk("{\"text\":\"a\"}") + END);
  }

  @Test
  void aCallIsToldOnceItIsWhole() {
    events(
        new StreamEvent.PartStarted(0, new Part.ToolCall("c1", "f", "")),
        new StreamEvent.ToolCallDelta(0, "{\"a\":"),
        new StreamEvent.PartStarted(1, new Part.ToolCall("", "g", "")),
        new StreamEvent.ToolCallDelta(0, "\n1}"));
    assertThat(out.size()).isZero();
    events(
        new StreamEvent.PartEnded(0, new Part.ToolCall("c1", "f", "")),
        new StreamEvent.PartNoted(1, ProviderData.of("gemini", "thoughtSignature", "\"s\"")),
        new StreamEvent.PartEnded(1, new Part.ToolCall("", "g", "")));
    completed(new FinishReason(FinishReason.Kind.TOOL_CALLS, "tool_calls"));
    assertThat(out.toString())
        .isEqualTo(
            chunk("{\"functionCall\":{\"id\":\"c1\",\"name\":\"f\",\"args\":{\"a\": 1}}}")
                + chunk(
                    "{\"functionCall\":{\"name\":\"g\",\"args\":{}},\"thoughtSignature\":\"s\"}")
                + END);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":", "[1]", "5", "{} {}", "nonsense"})
  void argumentsThatAreNoObjectStandInOne(String arguments) {
    events(
        new StreamEvent.PartStarted(0, new Part.ToolCall("c1", "f", "")),
        new StreamEvent.ToolCallDelta(0, arguments),
        new StreamEvent.PartEnded(0, new Part.ToolCall("c1", "f", "")));
    String quoted = arguments.replace("\"", "\\\"");
    assertThat(out.toString())
        .isEqualTo(
            chunk(
                "{\"functionCall\":{\"id\":\"c1\",\"name\":\"f\",\"args\":{\"input\":\""
                    + quoted
                    + "\"}}}"));
  }

  @Test
  void aCallThatIsNeverWholeIsNotTold() {
    events(
        new StreamEvent.PartStarted(0, new Part.ToolCall("c1", "f", "")),
        new StreamEvent.ToolCallDelta(0, "{\"a\":"));
    completed(FinishReason.LENGTH);
    assertThat(out.toString()).isEqualTo(END.replace("STOP", "MAX_TOKENS"));
  }

  @Test
  void picturesSourcesAndProbabilitiesAreTold() {
    Part.Media picture =
        new Part.Media(Part.Media.Kind.IMAGE, "image/png", new Part.Media.Inline(""));
    events(
        new StreamEvent.PartStarted(0, picture),
        new StreamEvent.MediaDelta(0, "AAAA", false),
        new StreamEvent.MediaDelta(0, "BBBB", true),
        new StreamEvent.PartEnded(0, picture),
        new StreamEvent.TextDelta(1, "a"),
        new StreamEvent.Cited(1, Citation.builder().url("https://a.test").title("A").build()),
        new StreamEvent.LogProbs(1, List.of(new StreamEvent.LogProb("a", -0.5, List.of()))));
    completed(FinishReason.STOP);
    assertThat(out.toString())
        .startsWith(
            chunk("{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"BBBB\"}}")
                + chunk("{\"text\":\"a\"}"))
        .contains(
            "\"logprobsResult\":{\"chosenCandidates\":[{\"token\":\"a\",\"logProbability\":-0.5}],"
                + "\"topCandidates\":[{\"candidates\":[]}]}")
        .contains(
            "\"citationMetadata\":{\"citationSources\":[{\"uri\":\"https://a.test\",\"title\":"
                + "\"A\"}]}");
  }

  @Test
  void framesGoOutAsTheyCameButForTheReasonOfTheEnd() {
    String first =
        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\\\"finishReason\\\":\\\"STOP\\\",\"}]"
            + "}}],\"own\":{\"finishReason\":\"x\"},\"modelVersion\":\"m\",\"responseId\":\"i\"}";
    String last =
        "{ \"candidates\": [\n {\"content\": {\"parts\":[{\"text\":\"b\"}]},\n"
            + "  \"finishReason\": \"STOP\",\n \"index\": 0, \"groundingMetadata\":{\"a\":1}}],"
            + "\"usageMetadata\":{\"promptTokenCount\":9,\"x\":[{}]}}";
    frame(first);
    frame(last);
    assertThat(out.toString())
        .isEqualTo(
            "data: "
                + first
                + "\n\ndata: "
                + last.replace("\"finishReason\": \"STOP\",", "").replace('\n', ' ')
                + "\n\n");
    int told = out.size();
    completed(new FinishReason(FinishReason.Kind.STOP, "STOP"));
    assertThat(out.toString().substring(told))
        .isEqualTo(
            "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"\"}]},"
                + "\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":"
                + "9,\"x\":[{}]},\"modelVersion\":\"m\",\"responseId\":\"i\"}\n\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"candidates\":[{\"finishReason\":\"STOP\"}]} | {\"candidates\":[{}]}",
        "{\"candidates\":[{\"index\":0,\"finishReason\":\"STOP\" }]} |"
            + " {\"candidates\":[{\"index\":0 }]}",
        "{\"candidates\":[{\"finishReason\":\"A\",\"index\":0},{\"index\":1,\"finishReason\":"
            + "\"B\"}]} | {\"candidates\":[{\"index\":0},{\"index\":1}]}",
        "{\"candidates\":[{\"finishReason\":null}]} | {\"candidates\":[{\"finishReason\":null}]}",
        "{\"candidates\":[{\"finishReason\":\"FINISH_REASON_UNSPECIFIED\"}]} |"
            + " {\"candidates\":[{\"finishReason\":\"FINISH_REASON_UNSPECIFIED\"}]}",
      })
  void theReasonIsTakenOutWhereverItStands(String came, String told) {
    frame(came);
    assertThat(out.toString()).isEqualTo("data: " + told + "\n\n");
  }

  @Test
  void errorsInFramesAndWhatIsNoChunkAreNotPassedOn() {
    frame("{\"error\":{\"code\":503,\"message\":\"no\"}}");
    frame("[DONE]");
    frame("");
    assertThat(out.size()).isZero();
    frame("{\"error\":null,\"candidates\":[]}");
    assertThat(out.size()).isPositive();
  }

  @Test
  void aBlockedPromptIsToldByItsFrameAlone() {
    String blocked = "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{}}";
    frame(blocked);
    completed(new FinishReason(FinishReason.Kind.CONTENT_FILTER, "SAFETY"));
    assertThat(out.toString()).isEqualTo("data: " + blocked + "\n\n");
  }

  @Test
  void anArrayIsClosedAtAGoodEndAlone() {
    encoder = encoder(new GeminiView(true, false));
    assertThat(encoder.contentType()).isEqualTo("application/json");
    assertThat(encoder.tellsErrors()).isFalse();
    events(new StreamEvent.TextDelta(0, "a"), new StreamEvent.TextDelta(0, "b"));
    encoder.heartbeat(out);
    completed(FinishReason.STOP);
    String text = out.toString();
    assertThat(text)
        .startsWith("[{\"candidates\"")
        .endsWith("}\n]")
        .contains("},\r\n{", "}\n,\r\n{");

    out.clear();
    encoder = encoder(new GeminiView(true, false));
    events(new StreamEvent.TextDelta(0, "a"));
    incomplete(CUT);
    assertThat(out.toString()).contains("},\r\n{\"error\":{\"code\":503").doesNotEndWith("]");
  }

  @Test
  void whatBreaksOffIsAnErrorAndNoReasonOfAnEnd() {
    events(new StreamEvent.TextDelta(0, "a"));
    incomplete(CUT);
    assertThat(out.toString())
        .startsWith(chunk("{\"text\":\"a\"}") + "data: {\"error\":{\"code\":503,\"message\":\"")
        .contains("\"status\":\"UNAVAILABLE\"", "\"reason\":\"CUT\"")
        .doesNotContain("finishReason")
        .endsWith("\n\n");
    assertThat(encoder.tellsErrors()).isTrue();
  }

  @Test
  void whatBeginsAnewIsAnErrorIfSomethingWasTold() {
    events(
        new StreamEvent.PartStarted(0, new Part.ToolCall("", "f", "")),
        new StreamEvent.Restarted(2, "m", CUT, Usage.unknown()),
        new StreamEvent.TextDelta(0, "a"));
    assertThat(out.toString()).isEqualTo(chunk("{\"text\":\"a\"}"));
    events(new StreamEvent.Restarted(3, "m", CUT, Usage.unknown()));
    assertThat(encoder.isOver()).isTrue();
    assertThat(out.toString()).contains("\"reason\":\"RESTARTED\"");
    int told = out.size();
    completed(FinishReason.STOP);
    assertThat(out.size()).isEqualTo(told);
  }

  @Test
  void eventsGoOnBehindFrames() {
    frame(
        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"STOP\"}]}");
    events(
        new StreamEvent.Continued(2, "m", 0, 1, CUT, Usage.unknown()),
        new StreamEvent.TextDelta(0, "b"));
    completed(FinishReason.STOP);
    assertThat(encoder.isOver()).isTrue();
    assertThat(out.toString())
        .isEqualTo(
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}\n\n"
                + chunk("{\"text\":\"b\"}")
                + END);
  }

  @ParameterizedTest
  @CsvSource({
    "CONTENT_FILTER, content_filter, SAFETY",
    "CONTENT_FILTER, PROHIBITED_CONTENT, PROHIBITED_CONTENT",
    "REFUSAL, refusal, SAFETY",
    "PAUSED, pause_turn, MAX_TOKENS",
    "OTHER, LANGUAGE, LANGUAGE",
    "OTHER, novel, OTHER",
  })
  void reasonsAreInTheWordsOfTheFormat(FinishReason.Kind kind, String raw, String word) {
    completed(new FinishReason(kind, raw));
    assertThat(out.toString()).contains("\"finishReason\":\"" + word + "\"");
  }
}
