package dev.sluice.provider.openai.chat;

import static dev.sluice.provider.openai.chat.ChunkDecoderTest.STOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.FinishReason.Kind;
import dev.sluice.chat.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Good ends, truncation, errors in the stream, and what is no chunk at all. */
class ChunkDecoderEndingsTest {
  private static final String TEXT = "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n";
  private static final String FINISH =
      "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n";

  @Test
  void doneAfterAFinishReasonIsTheEnd() {
    assertThat(Decoded.lines(TEXT + FINISH + "[DONE]").inStream()).isEqualTo(STOP);
  }

  @Test
  void aBodyThatEndsAfterTheFinishReasonIsWholeWithoutDone() {
    Decoded decoded = Decoded.lines(TEXT + FINISH);
    assertThat(decoded.inStream()).as("usage may still follow").isNull();
    assertThat(decoded.atEnd()).isEqualTo(STOP);
  }

  @Test
  void doneWithoutAFinishReasonIsTruncated() {
    assertThat(Decoded.lines(TEXT + "[DONE]").inStream())
        .isInstanceOfSatisfying(
            Cause.Truncated.class,
            cut ->
                assertThat(cut.message())
                    .isEqualTo(
                        "the stream from the provider ended without a finish_reason although it"
                            + " sent [DONE]: the answer is not whole"));
  }

  @Test
  void aBodyThatEndsWithoutAFinishReasonHasNoOutcome() {
    Decoded decoded = Decoded.lines(TEXT);
    assertThat(decoded.inStream()).isNull();
    assertThat(decoded.atEnd()).isNull();
    assertThat(decoded.text()).isEqualTo("a");
  }

  @Test
  void anEmptyBodyHasNoOutcome() {
    assertThat(Decoded.body("").atEnd()).isNull();
  }

  @Test
  void doneMayHaveSpacesBehindIt() {
    assertThat(Decoded.body("data: " + FINISH + "\ndata: [DONE]   \n\n").inStream())
        .isEqualTo(STOP);
    assertThat(Decoded.body("data: " + FINISH + "\ndata:[DONE]\n\n").inStream()).isEqualTo(STOP);
  }

  @Test
  void nothingIsReadAfterDone() {
    Decoded decoded = Decoded.lines(TEXT + FINISH + "[DONE]\n" + TEXT + "not json");
    assertThat(decoded.text()).isEqualTo("a");
    assertThat(decoded.inStream()).isEqualTo(STOP);
  }

  @Test
  void anEmptyFinishReasonIsNone() {
    Decoded decoded =
        Decoded.lines(
            """
            {"choices":[{"delta":{"content":"a"},"finish_reason":""}]}
            {"choices":[{"delta":{"content":"b"},"finish_reason":""}]}
            """);
    assertThat(decoded.text()).isEqualTo("ab");
    assertThat(decoded.atEnd()).isNull();
  }

  @Test
  void aFinishReasonIsNotForgottenByLaterChunks() {
    Decoded decoded =
        Decoded.lines(
            FINISH
                + "{\"choices\":[{\"delta\":{},\"finish_reason\":\"\"}]}\n"
                + "{\"choices\":[{\"delta\":{},\"finish_reason\":null}]}\n"
                + "{\"choices\":[]}");
    assertThat(decoded.atEnd()).isEqualTo(STOP);
  }

  @Test
  void aFinishReasonMayComeWithTheLastText() {
    Decoded decoded =
        Decoded.lines("{\"choices\":[{\"finish_reason\":\"stop\",\"delta\":{\"content\":\"a\"}}]}");
    assertThat(decoded.text()).isEqualTo("a");
    assertThat(decoded.atEnd()).isEqualTo(STOP);
  }

  @ParameterizedTest
  @CsvSource({
    "stop, STOP, stop",
    "length, LENGTH, length",
    "tool_calls, TOOL_CALLS, tool_calls",
    "function_call, TOOL_CALLS, tool_calls",
    "content_filter, CONTENT_FILTER, content_filter",
    "eos, STOP, stop",
    "odd, OTHER, odd"
  })
  void finishReasonsHaveOneMeaningAndKeepTheirWord(String raw, Kind kind, String code) {
    Decoded decoded =
        Decoded.lines("{\"choices\":[{\"delta\":{},\"finish_reason\":\"" + raw + "\"}]}");
    FinishReason reason = new FinishReason(kind, raw);
    assertThat(decoded.atEnd()).isEqualTo(new Outcome.Finished(reason));
    assertThat(reason.code()).isEqualTo(code);
  }

  @Test
  void anErrorObjectFailsTheStreamAndKeepsWhatCame() {
    Decoded decoded =
        Decoded.lines(
            TEXT
                + """
                {"error":{"message":"overloaded","type":"server_error","code":"busy","param":null}}
                """
                + TEXT);
    assertThat(decoded.text()).isEqualTo("a");
    assertFailure(
        decoded.inStream(),
        new Failure.ErrorInStream("overloaded", "server_error", "busy")
            .because(Failure.Reason.OVERLOADED));
  }

  @Test
  void anErrorMayBeAString() {
    assertFailure(
        Decoded.lines("{\"error\":\"out of memory\"}").inStream(),
        new Failure.ErrorInStream("out of memory", "", ""));
  }

  @Test
  void anErrorsCodeMayBeANumber() {
    assertFailure(
        Decoded.lines("{\"error\":{\"code\":429,\"message\":\"slow down\",\"type\":null}}")
            .inStream(),
        new Failure.ErrorInStream("slow down", "", "429").because(Failure.Reason.RATE_LIMITED));
  }

  @Test
  void anErrorThatIsNullIsNone() {
    Decoded decoded =
        Decoded.lines("{\"error\":null,\"choices\":[{\"delta\":{\"content\":\"a\"}}]}");
    assertThat(decoded.text()).isEqualTo("a");
    assertThat(decoded.inStream()).isNull();
  }

  @Test
  void textThatComesWithAnErrorIsKept() {
    Decoded decoded =
        Decoded.lines(
            "{\"error\":{\"message\":\"oh\"},\"choices\":[{\"delta\":{\"content\":\"a\"},"
                + "\"finish_reason\":\"error\"}]}");
    assertThat(decoded.text()).isEqualTo("a");
    assertFailure(decoded.inStream(), new Failure.ErrorInStream("oh", "", ""));
  }

  @Test
  void anErrorAfterTheFinishReasonStillFailsTheStream() {
    assertFailure(
        Decoded.lines(FINISH + "{\"error\":{\"message\":\"late\"}}").inStream(),
        new Failure.ErrorInStream("late", "", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"delta\":{\"content\":\"a\"",
        "{\"choices\":[{]}",
        "{'choices':[]}",
        "{\"choices\":[],}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "oops",
        "<html>502 Bad Gateway</html>",
        "{} {}",
        "{\"choices\":[]} trailing"
      })
  void whatIsNoJsonFailsTheStreamAndShowsItself(String payload) {
    Decoded decoded = Decoded.lines(TEXT + payload + "\n" + TEXT);
    assertThat(decoded.text()).isEqualTo("a");
    assertThat(failure(decoded.inStream()))
        .isInstanceOfSatisfying(
            Failure.Malformed.class,
            malformed -> {
              assertThat(malformed.what()).startsWith("a chunk is not JSON (");
              assertThat(malformed.excerpt()).isEqualTo(payload);
            });
  }

  /** In words of our own: a library's would name its classes and settings. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":NaN} | a chunk is not JSON (it is none from about byte \\d+ on)",
        "{\"a\":[1,}} | a chunk is not JSON (it is none from about byte \\d+ on)",
        "oops | a chunk is not JSON (it is none from about byte \\d on)",
        "{\"a\":\"b | a chunk is not JSON (it is none from about byte \\d on)",
        "{\"a\": | a chunk is not JSON (it ends before it is whole)",
        "{} {} | a chunk is not JSON (more than one JSON value)"
      })
  void whatIsNoJsonIsSaidInOurWordsAndWhere(String payload, String what) {
    for (String before : List.of("", TEXT, TEXT.repeat(3))) {
      assertThat(failure(Decoded.lines(before + payload).inStream()))
          .isInstanceOfSatisfying(
              Failure.Malformed.class,
              malformed ->
                  assertThat(malformed.what())
                      .matches(what.replace("(", "\\(").replace(")", "\\)")));
    }
  }

  @Test
  void aChunkThatIsNestedTooDeeplyIsSaidInOurWords() {
    String deep = "{\"a\":" + "[".repeat(2_000);
    assertThat(failure(Decoded.lines(deep).inStream()))
        .isInstanceOfSatisfying(
            Failure.Malformed.class,
            malformed ->
                assertThat(malformed.what())
                    .isEqualTo(
                        "a chunk is not JSON (it is nested too deeply, or a number or a name in it"
                            + " is too long)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[{\"choices\":[]}]", "\"text\"", "17", "true", "null", "{\"a\":1"})
  void whatIsNoObjectFailsTheStream(String payload) {
    assertThat(failure(Decoded.lines(payload).inStream())).isInstanceOf(Failure.Malformed.class);
  }

  @Test
  void anEventWithoutAnyPayloadFailsTheStream() {
    assertThat(failure(Decoded.body("data:\n\n").inStream()))
        .isEqualTo(new Failure.Malformed("a chunk is no JSON object", ""));
  }

  @Test
  void theExcerptOfALongPayloadIsBounded() {
    String payload = "x".repeat(100_000);
    assertThat(failure(Decoded.lines(payload).inStream()))
        .isInstanceOfSatisfying(
            Failure.Malformed.class, malformed -> assertThat(malformed.excerpt()).hasSize(8192));
  }

  @Test
  void jsonThatIsNestedWithoutEndFailsTheStreamAndNotTheJvm() {
    String deep = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThat(failure(Decoded.lines(deep).inStream())).isInstanceOf(Failure.Malformed.class);
  }

  @Test
  void bytesThatAreNoUtf8FailTheStream() {
    String latin1 = "data: {\"choices\":[{\"delta\":{\"content\":\"\u00FF\"}}]}\n\n";
    Decoded decoded = Decoded.bytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(decoded.events()).isEmpty();
    assertThat(failure(decoded.inStream())).isInstanceOf(Failure.Malformed.class);
  }

  private static void assertFailure(@Nullable Outcome outcome, Failure expected) {
    assertThat(outcome).isEqualTo(new Cause.Failed(expected));
  }

  private static @Nullable Failure failure(@Nullable Outcome outcome) {
    return outcome instanceof Cause.Failed failed ? failed.why() : null;
  }
}
