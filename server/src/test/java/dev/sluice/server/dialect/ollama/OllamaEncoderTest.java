package dev.sluice.server.dialect.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Timings;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaEncoderTest {
  private static final Cause CUT =
      new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty()));
  private static final OllamaView CHAT = new OllamaView(false, "fast \"one\"", true);
  private static final OllamaView COMPLETION = new OllamaView(true, "fast", true);
  private static final String HEAD =
      "{\"model\":\"fast \\\"one\\\"\",\"created_at\":\"1970-01-01T00:00:07Z\","
          + "\"message\":{\"role\":\"assistant\",\"content\":\"";

  private final Bytes out = new Bytes();
  private Encoder encoder = encoder(CHAT);
  private int position;

  private static Encoder encoder(Asked.View view) {
    return new OllamaDialect().encoder(new Told("r1", "fast", Instant.ofEpochSecond(7), view));
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

  private static StreamEvent text(int part, String text) {
    return new StreamEvent.TextDelta(part, text);
  }

  private static StreamEvent begun(int part, Part begun) {
    return new StreamEvent.PartStarted(part, begun);
  }

  private static StreamEvent ended(int part, Part ended) {
    return new StreamEvent.PartEnded(part, ended);
  }

  private List<String> lines() {
    assertThat(out.toString()).endsWith("\n");
    return out.toString().lines().toList();
  }

  private static String line(String rest) {
    return HEAD + rest + "},\"done\":false}";
  }

  private static String last(String reason) {
    return HEAD
        + "\"},\"done\":true,\"done_reason\":\""
        + reason
        + "\",\"prompt_eval_count\":3,\"eval_count\":5}";
  }

  @Test
  void anAnswerIsLinesAndAGoodEnd() {
    events(
        new StreamEvent.Started("c-1", "m-1", ""),
        begun(0, new Part.Reasoning("")),
        new StreamEvent.ReasoningDelta(0, "Hm"),
        ended(0, new Part.Reasoning("")),
        begun(1, Part.text("")),
        text(1, "Hel"),
        text(1, "lo\n\"you\""),
        ended(1, Part.text("")),
        new StreamEvent.UsageReported(Usage.of(3, 5)));
    completed(FinishReason.STOP);
    assertThat(lines())
        .containsExactly(
            line("\",\"thinking\":\"Hm\""),
            line("Hel\""),
            line("lo\\n\\\"you\\\"\""),
            last("stop"));
    assertThat(encoder.contentType()).isEqualTo("application/x-ndjson");
  }

  @Test
  void aCompletionHasItsTextBesideNoMessage() {
    encoder = encoder(COMPLETION);
    events(new StreamEvent.ReasoningDelta(0, "Hm"), text(1, "Hi"));
    encoder.heartbeat(out);
    completed(FinishReason.LENGTH);
    String head = "{\"model\":\"fast\",\"created_at\":\"1970-01-01T00:00:07Z\",\"response\":\"";
    assertThat(lines())
        .containsExactly(
            head + "\",\"thinking\":\"Hm\",\"done\":false}",
            head + "Hi\",\"done\":false}",
            head + "\",\"done\":false}",
            head
                + "\",\"done\":true,\"done_reason\":\"length\",\"prompt_eval_count\":3,"
                + "\"eval_count\":5}");
  }

  @Test
  void thoughtsThatAreNotWantedAreNotTold() {
    encoder = encoder(new OllamaView(false, "fast \"one\"", false));
    events(new StreamEvent.ReasoningDelta(0, "Hm"), text(1, "Hi"));
    assertThat(lines()).containsExactly(line("Hi\""));
  }

  @Test
  void aRunOfAnotherDialectIsToldByItsModelsName() {
    encoder = encoder(Asked.View.USUAL);
    encoder.heartbeat(out);
    assertThat(lines())
        .containsExactly(
            "{\"model\":\"fast:latest\",\"created_at\":\"1970-01-01T00:00:07Z\","
                + "\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":false}");
  }

  @Test
  void callsAreToldOnceTheyAreWholeWithObjects() {
    events(
        text(0, "Let me see."),
        begun(1, new Part.ToolCall("c1", "look", "")),
        new StreamEvent.ToolCallDelta(1, "{\"a\":"),
        begun(2, new Part.ToolCall("", "search", "{}").runByProvider()),
        new StreamEvent.ToolCallDelta(2, "never told"),
        ended(2, new Part.ToolCall("", "search", "").runByProvider()),
        begun(3, new Part.ToolCall("", "other", "")),
        new StreamEvent.ToolCallDelta(1, "\n 1}"));
    assertThat(lines()).hasSize(1);
    events(
        ended(3, new Part.ToolCall("", "other", "{\"b\":[ 2 ]}")),
        ended(1, new Part.ToolCall("c1", "look", "")),
        begun(4, new Part.ToolCall("c4", "cut", "{\"half")));
    completed(new FinishReason(FinishReason.Kind.TOOL_CALLS, "tool_calls"));
    assertThat(lines())
        .containsExactly(
            line("Let me see.\""),
            line(
                "\",\"tool_calls\":[{\"function\":{\"index\":0,\"name\":\"other\","
                    + "\"arguments\":{\"b\":[2]}}}]"),
            line(
                "\",\"tool_calls\":[{\"id\":\"c1\",\"function\":{\"index\":1,\"name\":\"look\","
                    + "\"arguments\":{\"a\":1}}}]"),
            last("stop"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|{}",
        "{\"a\":1}|{\"a\":1}",
        "{\"a\":|{\"input\":\"{\\\"a\\\":\"}",
        "[1]|{\"input\":\"[1]\"}",
        "{} {}|{\"input\":\"{} {}\"}",
        "hello|{\"input\":\"hello\"}",
      })
  void argumentsThatAreNoObjectStandInOne(String arguments, String object) {
    events(
        begun(0, new Part.ToolCall("", "f", "")),
        new StreamEvent.ToolCallDelta(0, arguments),
        ended(0, new Part.ToolCall("", "f", "")));
    assertThat(lines().getFirst()).contains("\"arguments\":" + object + "}}]");
  }

  @Test
  void freeTextIsAnInput() {
    events(begun(0, new Part.ToolCall("", "f", "{}").asFreeText()));
    events(ended(0, new Part.ToolCall("", "f", "").asFreeText()));
    assertThat(lines().getFirst()).contains("\"arguments\":{\"input\":\"{}\"}");
  }

  @Test
  void aPictureIsToldOnceItIsWhole() {
    Media empty = new Media(Media.Kind.IMAGE, "image/png", new Media.Inline(""));
    events(
        begun(0, empty),
        new StreamEvent.MediaDelta(0, "AAAA", false),
        new StreamEvent.MediaDelta(0, "BB==", false),
        ended(0, empty));
    assertThat(lines()).containsExactly(line("\",\"images\":[\"AAAABB==\"]"));
  }

  @Test
  void aPartThatIsWholeAtItsEndIsToldThenAndOneThatGrewIsNot() {
    events(
        begun(0, Part.text("")),
        ended(0, Part.text("whole")),
        text(1, "grew"),
        ended(1, Part.text("")),
        new StreamEvent.RefusalDelta(2, "No."));
    completed(new FinishReason(FinishReason.Kind.REFUSAL, "refusal"));
    assertThat(lines())
        .containsExactly(line("whole\""), line("grew\""), line("No.\""), last("stop"));
  }

  @ParameterizedTest
  @CsvSource({
    "STOP, stop, stop",
    "TOOL_CALLS, tool_calls, stop",
    "LENGTH, max, length",
    "PAUSED, pause, length",
    "CONTENT_FILTER, filter, content_filter",
    "REFUSAL, refusal, content_filter",
    "OTHER, load, load",
    "OTHER, other, stop",
  })
  void whyAModelStopsIsSaidInOllamasWords(FinishReason.Kind kind, String raw, String word) {
    events(text(0, "a"));
    completed(new FinishReason(kind, raw));
    assertThat(lines().getLast()).isEqualTo(last(word));
  }

  @Test
  void timesAreThoseThatWereMeasured() {
    Reply reply =
        Reply.builder()
            .usage(Usage.of(3, 5))
            .timings(
                Timings.of(Duration.ofMillis(50))
                    .tokens(Duration.ofMillis(10), Duration.ofMillis(40)))
            .build();
    end(new Ending.Completed(reply, FinishReason.STOP));
    assertThat(lines().getLast())
        .endsWith(
            "\"total_duration\":50000000,\"load_duration\":0,\"prompt_eval_count\":3,"
                + "\"prompt_eval_duration\":10000000,\"eval_count\":5,\"eval_duration\":30000000}");
  }

  @Test
  void whatOllamaItselfHasMeasuredIsTold() {
    Usage usage =
        Usage.of(3, 5).toBuilder()
            .raw(
                "{\"total_duration\":9,\"load_duration\":1,\"prompt_eval_count\":3,"
                    + "\"prompt_eval_duration\":2,\"eval_duration\":6}")
            .build();
    end(new Ending.Completed(Reply.builder().usage(usage).build(), FinishReason.STOP));
    assertThat(lines().getLast())
        .endsWith(
            "\"total_duration\":9,\"load_duration\":1,\"prompt_eval_count\":3,"
                + "\"prompt_eval_duration\":2,\"eval_count\":5,\"eval_duration\":6}");
  }

  @Test
  void anAnswerThatIsNotWholeEndsWithAnErrorAndNothingElse() {
    events(text(0, "Hel"));
    incomplete(CUT);
    assertThat(lines()).hasSize(2);
    assertThat(lines().getLast()).startsWith("{\"error\":\"").doesNotContain("done");
    assertThat(encoder.tellsErrors()).isTrue();
  }

  @Test
  void anEndThatIsAFailureIsAnError() {
    events(text(0, "Hel"));
    completed(new FinishReason(FinishReason.Kind.ERROR, "boom"));
    assertThat(lines().getLast()).startsWith("{\"error\":\"").contains("boom");
  }

  @Test
  void anAnswerThatBeginsAnewIsAnErrorOnceSomethingWasTold() {
    StreamEvent again = new StreamEvent.Restarted(2, "m/2", CUT, Usage.unknown());
    events(begun(0, new Part.ToolCall("", "f", "")), again, text(0, "Hi"), again);
    assertThat(encoder.isOver()).isTrue();
    events(text(0, "never"));
    completed(FinishReason.STOP);
    assertThat(lines()).hasSize(2);
    assertThat(lines().getLast()).startsWith("{\"error\":\"").contains("begins anew");
  }

  @Test
  void anAnswerThatGoesOnGoesOn() {
    events(text(0, "Hello"));
    events(new StreamEvent.Continued(2, "m/2", 0, 5, CUT, Usage.unknown()), text(0, " you"));
    assertThat(encoder.isOver()).isFalse();
    events(new StreamEvent.Continued(3, "m/2", 0, 4, CUT, Usage.unknown()));
    assertThat(encoder.isOver()).isTrue();
    assertThat(lines().subList(0, 2)).containsExactly(line("Hello\""), line(" you\""));
  }

  @Test
  void halfACallOfAnAttemptThatWasGivenUpIsForgotten() {
    events(
        text(0, "Hello"),
        begun(1, new Part.ToolCall("c", "f", "{\"half")),
        new StreamEvent.Continued(2, "m/2", 0, 5, CUT, Usage.unknown()),
        begun(1, Part.text("")),
        text(1, " you"),
        ended(1, Part.text("")));
    completed(FinishReason.STOP);
    assertThat(lines()).containsExactly(line("Hello\""), line(" you\""), last("stop"));
  }

  private static final String PIECE =
      "{\"model\":\"m\",\"created_at\":\"t\",\"own\":1,"
          + "\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"done\":false}";
  private static final String DONE =
      "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},"
          + "\"done\":true,\"done_reason\":\"stop\",\"eval_count\":2,\"own\":2}";

  @Test
  void framesGoOutAsTheyCameAndTheLastOneAtTheGoodEnd() {
    frame(PIECE);
    frame(DONE);
    assertThat(lines()).containsExactly(PIECE);
    completed(FinishReason.STOP);
    assertThat(lines()).containsExactly(PIECE, DONE);
  }

  @Test
  void theLastFrameOfAnAnswerThatIsNotWholeIsNotTold() {
    frame(PIECE);
    frame(DONE.replace("\"content\":\"\"", "\"content\":\"!\""));
    incomplete(CUT);
    assertThat(lines()).hasSize(3);
    assertThat(lines().get(1)).contains("!").contains("\"done\":false");
    assertThat(lines().getLast()).startsWith("{\"error\":\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":\"no\"}",
        "{\"error\":{\"message\":\"no\"}}",
        "[1]",
        "{\"message\":{\"content\":\"half",
        "{\"message\":",
      })
  void framesThatAreErrorsOrBrokenAreNotPassedOn(String frame) {
    frame(frame);
    assertThat(out.size()).isZero();
  }

  @Test
  void aFrameOfSeveralLinesIsOne() {
    frame("{\r\n \"message\":\n{\"content\":\"a\u2028b\u2029c\u0085d é\"},\"done\":false}");
    assertThat(out.toString())
        .isEqualTo(
            "{   \"message\": {\"content\":\"a\\u2028b\\u2029c\\u0085d é\"},\"done\":false}\n");
  }

  @Test
  void ownTextsHaveNoLineEndsEither() {
    events(text(0, "a\u2028b\u2029c\u0085d é\u2027\uD83D\uDE00"));
    assertThat(lines()).containsExactly(line("a\\u2028b\\u2029c\\u0085d é\u2027\uD83D\uDE00\""));
  }

  @Test
  void framesOfAChatAreToldAsACompletionToWhoeverAskedForOne() {
    encoder = encoder(COMPLETION);
    frame(
        "{\"message\":{\"content\":\"Hi\",\"thinking\":\"Hm\",\"tool_calls\":"
            + "[{\"function\":{\"name\":\"f\",\"arguments\":{ \"a\": 1}}}]},\"done\":false}");
    frame(DONE.replace("\"content\":\"\"", "\"content\":\"!\""));
    completed(FinishReason.STOP);
    String head = "{\"model\":\"fast\",\"created_at\":\"1970-01-01T00:00:07Z\",\"response\":\"";
    assertThat(lines())
        .containsExactly(
            head + "\",\"thinking\":\"Hm\",\"done\":false}",
            head + "Hi\",\"done\":false}",
            head
                + "\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}}],"
                + "\"done\":false}",
            head + "!\",\"done\":false}",
            head
                + "\",\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":3,"
                + "\"eval_count\":5}");
  }

  @Test
  void eventsAfterFramesGoOnAndEndWithALineOfOurOwn() {
    frame(PIECE);
    events(new StreamEvent.Continued(2, "m/2", 0, 2, CUT, Usage.unknown()), text(0, " you"));
    completed(FinishReason.STOP);
    assertThat(lines()).containsExactly(PIECE, line(" you\""), last("stop"));
  }

  @Test
  void anotherRoundAfterTheLastFrameMakesItNone() {
    frame(PIECE);
    frame(DONE.replace("\"content\":\"\"", "\"content\":\"!\""));
    events(new StreamEvent.RoundStarted(2, "m/2"), text(1, "So"));
    completed(FinishReason.STOP);
    assertThat(lines()).containsExactly(PIECE, line("!\""), line("So\""), last("stop"));
  }

  @Test
  void callsInFramesCannotBeTakenBack() {
    frame(PIECE.replace("\"content\"", "\"tool_calls\":[{}],\"content\""));
    events(new StreamEvent.Continued(2, "m/2", 0, 2, CUT, Usage.unknown()));
    assertThat(encoder.isOver()).isTrue();
  }

  @Test
  void howProbableTokensWereIsTold() {
    StreamEvent.LogProb other = new StreamEvent.LogProb("x", Double.NEGATIVE_INFINITY, List.of());
    events(
        new StreamEvent.LogProbs(0, List.of(new StreamEvent.LogProb("é", -0.5, List.of(other)))));
    assertThat(lines())
        .containsExactly(
            HEAD
                + "\"},\"logprobs\":[{\"token\":\"é\",\"logprob\":-0.5,\"bytes\":[195,169],"
                + "\"top_logprobs\":[{\"token\":\"x\",\"logprob\":-9999.0,\"bytes\":[120]}]}],"
                + "\"done\":false}");
  }
}
