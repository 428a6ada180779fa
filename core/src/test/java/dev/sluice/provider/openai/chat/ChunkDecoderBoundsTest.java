package dev.sluice.provider.openai.chat;

import static dev.sluice.testing.Parts.textEnds;
import static dev.sluice.testing.Parts.textStarts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a chunk holds, what is made of it is bounded, and so is the work. */
class ChunkDecoderBoundsTest {
  private static final int EVENT_BYTES = 8_000_000;

  /** What says one letter, and can be repeated; with the chunk around it. */
  static Stream<List<String>> letterByLetter() {
    return Stream.of(
        List.of("{\"choices\":[{\"delta\":{%s\"x\":0}}]}", "\"content\":\"a\","),
        List.of("{\"choices\":[{\"delta\":{\"content\":[%s0]}}]}", "{\"text\":\"a\"},"),
        List.of("{\"choices\":[{\"delta\":{%s\"x\":0}}]}", "\"refusal\":\"a\","),
        List.of(
            "{\"choices\":[{\"delta\":{\"tool_calls\":[%s0]}}]}",
            "{\"index\":0,\"function\":{\"arguments\":\"a\"}},"));
  }

  @ParameterizedTest
  @MethodSource("letterByLetter")
  void aLargeChunkOfOneLetterDeltasIsOneDelta(List<String> shape) {
    int letters = EVENT_BYTES / shape.get(1).length();
    String chunk = shape.get(0).formatted(shape.get(1).repeat(letters));
    Decoded decoded = Decoded.prefix(List.of(chunk));
    assertThat(decoded.inStream()).isNull();
    assertThat(decoded.events()).hasSizeLessThanOrEqualTo(3);
    assertThat(decoded.text().length() + decoded.refusal().length() + argumentsOf(decoded))
        .isEqualTo(letters);
  }

  private static int argumentsOf(Decoded decoded) {
    return decoded.calls().values().stream().mapToInt(call -> call.arguments().length()).sum();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"index\":0,\"delta\":{\"content\":\"a\"}}",
        "{\"index\":0,\"delta\":{\"content\":\"a\",\"refusal\":\"b\",\"content\":\"c\"}}"
      })
  void moreEventsThanAChunkMayBringFailTheStream(String choice) {
    String choices = (choice + ",").repeat(EVENT_BYTES / (choice.length() + 1));
    Decoded decoded = Decoded.prefix(List.of("{\"choices\":[" + choices + choice + "]}"));
    assertThat(decoded.inStream())
        .isEqualTo(
            new Cause.Failed(
                new Failure.LimitExceeded("the list of a chunk's events", 16_384, "events")));
    assertThat(decoded.events())
        .as("the start of the answer, and with each the end of a part and the start of another")
        .hasSizeLessThanOrEqualTo(1 + 3 * 16_384);
  }

  @Test
  void piecesOfDifferentKindsKeepTheirOrder() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":"a","content":"b","refusal":"c","content":"d"}}]}
            """);
    assertThat(decoded.events().subList(1, 9))
        .containsExactly(
            textStarts(0),
            new StreamEvent.TextDelta(0, "ab"),
            textEnds(0),
            new StreamEvent.PartStarted(1, new Part.Refusal("")),
            new StreamEvent.RefusalDelta(1, "c"),
            new StreamEvent.PartEnded(1, new Part.Refusal("")),
            textStarts(2),
            new StreamEvent.TextDelta(2, "d"));
  }

  /** With a search through all calls for each fragment, this took minutes. */
  @Test
  @Timeout(60)
  void findingACallTakesNoLongerWithManyCalls() {
    StringBuilder calls = new StringBuilder();
    for (int i = 0; i < ToolCalls.MAX; i++) {
      calls.append("{\"index\":0,\"id\":\"%d\",\"function\":{\"name\":\"a\"}},".formatted(i));
    }
    String fragment = "{\"index\":0,\"id\":\"0\",\"function\":{\"arguments\":\"\"}},";
    String fragments =
        "{\"choices\":[{\"delta\":{\"tool_calls\":["
            + fragment.repeat(EVENT_BYTES / fragment.length())
            + "0]}}]}";
    Decoded decoded =
        Decoded.prefix(
            List.of("{\"choices\":[{\"delta\":{\"tool_calls\":[" + calls + "0]}}]}", fragments));
    assertThat(decoded.calls()).hasSize(ToolCalls.MAX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "1000000000001",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "1e300",
        "-1e300",
        "1e999999999"
      })
  void aCountThatCannotBeTrueIsNone(String number) {
    Decoded decoded =
        Decoded.lines("{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":" + number + "}}");
    assertThat(decoded.usages()).hasSize(1);
    assertThat(decoded.usages().getFirst().outputTokens()).isEmpty();
    assertThat(decoded.usages().getFirst().inputTokens()).hasValue(3);
  }

  @Test
  void aCountThatCanBeTrueIsKept() {
    Decoded decoded =
        Decoded.lines("{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1000000000000}}");
    assertThat(decoded.usages()).containsExactly(Usage.of(3, 1_000_000_000_000L));
  }

  /** A million digits, brackets or letters, wherever they stand. */
  static Stream<String> monsters() {
    String digits = "1".repeat(1_000_000);
    return Stream.of(
        "{\"id\":" + digits + "}",
        "{\"choices\":[{\"index\":" + digits + "}]}",
        "{\"choices\":[{\"delta\":{\"content\":" + digits + "}}]}",
        "{\"choices\":[{\"delta\":{\"reasoning\":1." + digits + "}}]}",
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":1e" + digits + "}]}}]}",
        "{\"usage\":{\"prompt_tokens\":" + digits + "}}",
        "{\"" + "n".repeat(1_000_000) + "\":1}",
        "{\"choices\":" + "[".repeat(1_000_000) + "}",
        "{\"error\":" + "{\"a\":".repeat(200_000) + "1",
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"arguments\":"
            + "{\"a\":".repeat(200_000)
            + "1");
  }

  @ParameterizedTest
  @MethodSource("monsters")
  void whatNoChunkHoldsIsMalformedAndNoMore(String chunk) {
    Outcome outcome = Decoded.prefix(List.of(chunk)).inStream();
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Cause.Failed.class,
            failed -> {
              assertThat(failed.why()).isInstanceOf(Failure.Malformed.class);
              assertThat(failed.why().message().length()).isLessThan(10_000);
            });
  }

  /** Names that hash alike would make a table of names slow, or its owner throw. */
  @Test
  @Timeout(60)
  void manyNamesDoNotBreakTheReader() {
    StringBuilder chunk = new StringBuilder("{");
    for (int i = 0; i < 400_000; i++) {
      chunk.append("\"n").append(Integer.toString(i, 36)).append("\":1,");
    }
    Decoded decoded =
        Decoded.prefix(List.of(chunk + "\"choices\":[{\"delta\":{\"content\":\"a\"}}]}"));
    assertThat(decoded.text()).isEqualTo("a");
  }

  @Test
  void logProbabilitiesHaveABoundAndTheFailureNamesIt() {
    String token = "{\"top_logprobs\":[" + "{},".repeat(9_999) + "{}]}";
    String chunk =
        "{\"choices\":[{\"delta\":{\"content\":\"a\"},\"logprobs\":{\"content\":["
            + (token + ",").repeat(59)
            + token
            + "]}}]}";
    Decoded decoded = Decoded.prefix(List.of(chunk));
    assertThat(decoded.inStream())
        .isEqualTo(
            new Cause.Failed(
                new Failure.LimitExceeded(
                    "the list of a chunk's log probabilities", 524_288, "tokens")));
  }

  /** As of a long answer that comes at once. */
  @Test
  void theLogProbabilitiesOfManyTokensAreAllTold() {
    String chunk =
        "{\"choices\":[{\"delta\":{\"content\":\"a\"},\"logprobs\":{\"content\":["
            + "{\"token\":\"a\",\"top_logprobs\":[{}]},".repeat(19_999)
            + "{}]}}]}";
    Decoded decoded = Decoded.prefix(List.of(chunk));
    assertThat(decoded.all(StreamEvent.LogProbs.class))
        .singleElement()
        .satisfies(told -> assertThat(told.tokens()).hasSize(20_000));
  }

  /** Each would be remembered as another place of the one call. */
  @Test
  void oneCallUnderEveryIndexFailsTheStream() {
    String first = "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\"}}";
    String far = "{\"index\":%d,\"id\":\"a\",\"function\":{\"arguments\":\"\"}}";
    String chunk = "{\"choices\":[{\"delta\":{\"tool_calls\":[%s]}}]}";
    Decoded near =
        Decoded.prefix(List.of(chunk.formatted(first), chunk.formatted(far.formatted(4095))));
    assertThat(near.inStream()).isNull();
    Decoded decoded =
        Decoded.prefix(List.of(chunk.formatted(first), chunk.formatted(far.formatted(4096))));
    assertThat(decoded.inStream())
        .isEqualTo(
            new Cause.Failed(new Failure.LimitExceeded("the list of tool calls", 4096, "calls")));
  }
}
