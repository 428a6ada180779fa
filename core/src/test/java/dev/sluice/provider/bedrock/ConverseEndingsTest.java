package dev.sluice.provider.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Reason;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.fake.FakeClock;
import dev.sluice.spi.provider.HttpSource;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Answered;
import dev.sluice.testing.Coded;
import dev.sluice.testing.OneExchange;
import dev.sluice.testing.Recorder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How answers of Bedrock's end, well and badly. */
class ConverseEndingsTest {
  private static final byte[] START = event("messageStart", "{\"role\":\"assistant\"}");
  private static final byte[] HELLO =
      event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hello\"}}");
  private static final byte[] STOP = event("messageStop", "{\"stopReason\":\"end_turn\"}");
  private static final byte[] METADATA =
      event(
          "metadata",
          "{\"usage\":{\"inputTokens\":1,\"outputTokens\":2,\"totalTokens\":3},"
              + "\"metrics\":{\"latencyMs\":1}}");

  private static byte[] event(String type, String payload) {
    return EventStreamMessage.event(type, payload);
  }

  private static Answered read(byte[]... messages) {
    return Events.read(Coded.joined(messages));
  }

  private static Cause cause(Answered answered) {
    assertThat(answered.ending()).isInstanceOf(Ending.Incomplete.class);
    return ((Ending.Incomplete) answered.ending()).cause();
  }

  private static Failure.ErrorInStream error(Answered answered) {
    return error(cause(answered));
  }

  private static Failure.ErrorInStream error(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Cause.Failed.class);
    return (Failure.ErrorInStream) ((Cause.Failed) outcome).why();
  }

  private static Cause truncated() {
    return new Cause.Truncated(new Failure.EndedEarly("localhost:8080", "a messageStop"));
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn, STOP",
    "stop_sequence, STOP",
    "tool_use, TOOL_CALLS",
    "max_tokens, LENGTH",
    "model_context_window_exceeded, LENGTH",
    "guardrail_intervened, CONTENT_FILTER",
    "content_filtered, CONTENT_FILTER",
    "refusal, REFUSAL",
    "something_new, OTHER"
  })
  void eachStopReasonHasItsKindAndKeepsItsName(String raw, FinishReason.Kind kind) {
    Answered answered =
        read(START, HELLO, event("messageStop", "{\"stopReason\":\"" + raw + "\"}"), METADATA);
    assertThat(answered.reply().finishReason()).contains(new FinishReason(kind, raw));
    assertThat(answered.ending()).isInstanceOf(Ending.Completed.class);
  }

  @ParameterizedTest
  @CsvSource({"malformed_model_output", "malformed_tool_use"})
  void malformedOutputIsAFailureThatAnotherAttemptMayMend(String raw) {
    Answered answered =
        read(START, HELLO, event("messageStop", "{\"stopReason\":\"" + raw + "\"}"), METADATA);
    Failure.ErrorInStream error = error(answered);
    assertThat(error.type()).isEqualTo(raw);
    assertThat(error.reason()).isEqualTo(Reason.SERVER_ERROR);
    assertThat(error.message())
        .isEqualTo(
            "the provider reported an error: the model's output was malformed (" + raw + ")");
    assertThat(answered.reply().usage().outputTokens()).hasValue(2);
  }

  @Test
  void theReasonMayBeThatTheModelHasStoppedThoughItCalls() {
    byte[] call =
        event(
            "contentBlockStart",
            "{\"contentBlockIndex\":1,\"start\":{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"a\"}}}");
    FinishReason waits = new FinishReason(FinishReason.Kind.TOOL_CALLS, "end_turn");
    assertThat(read(START, HELLO, call, STOP, METADATA).reply().finishReason()).contains(waits);
    assertThat(read(START, HELLO, call, STOP).reply().finishReason()).contains(waits);
  }

  @Test
  void usageThatComesBeforeTheMessageIsNoMessage() {
    Answered answered = read(METADATA, START, HELLO, STOP);
    assertThat(answered.ending()).isInstanceOf(Ending.Completed.class);
    assertThat(answered.reply().text()).isEqualTo("Hello");
    assertThat(answered.reply().usage().outputTokens()).hasValue(2);
  }

  @Test
  void theAnswerIsWholeWithItsStopWhateverBecomesOfItsUsage() {
    for (int length = 0; length < METADATA.length; length++) {
      Answered answered = read(START, HELLO, STOP, Arrays.copyOf(METADATA, length));
      assertThat(answered.ending()).as("%s bytes", length).isInstanceOf(Ending.Completed.class);
      assertThat(answered.reply().text()).isEqualTo("Hello");
    }
    for (byte[] after :
        List.of(
            event("metadata", "{\"usage\":"),
            event("contentBlockDelta", "no JSON"),
            START,
            EventStreamMessage.exception("throttlingException", "{\"message\":\"slow\"}"))) {
      assertThat(read(START, HELLO, STOP, after).ending()).isInstanceOf(Ending.Completed.class);
    }
  }

  @Test
  void halfALastMessageIsTruncationNeverAGoodEnd() {
    for (int length = 1; length < STOP.length; length++) {
      Answered answered = read(START, HELLO, Arrays.copyOf(STOP, length));
      assertThat(cause(answered)).as("%s bytes", length).isEqualTo(truncated());
      assertThat(answered.reply().text()).isEqualTo("Hello");
    }
  }

  @Test
  void metadataAloneIsNoGoodEnd() {
    assertThat(cause(read(START, HELLO, METADATA))).isEqualTo(truncated());
  }

  @Test
  void aWrongChecksumIsMalformed() {
    byte[] damaged = STOP.clone();
    damaged[damaged.length - 6] ^= 1;
    assertThat(cause(read(START, HELLO, damaged)))
        .isEqualTo(
            new Cause.Failed(
                new Failure.Malformed(
                    "localhost:8080 sends what cannot be taken apart",
                    "the checksum of a message does not fit")));
  }

  @Test
  void anEventThatIsNoJsonIsNamedWithAnExcerpt() {
    assertThat(cause(read(START, HELLO, event("contentBlockDelta", "{\"delta\":"))))
        .isEqualTo(
            new Cause.Failed(
                new Failure.Malformed(
                    "the event contentBlockDelta is not JSON (it ends before it is whole)",
                    "{\"delta\":")));
    String noBase64 =
        "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"redactedContent\":\"%\"}}}";
    assertThat(cause(read(START, event("contentBlockDelta", noBase64))))
        .isEqualTo(
            new Cause.Failed(
                new Failure.Malformed(
                    "localhost:8080 sends what cannot be taken apart",
                    "what should be base 64 is none")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "throttlingException | {\"message\":\"Too many requests\"} | RATE_LIMITED | 429",
        "serviceUnavailableException | {\"message\":\"busy\"} | OVERLOADED | 503",
        "internalServerException | {\"message\":\"oops\"} | SERVER_ERROR | 500",
        "modelTimeoutException | {\"message\":\"too slow\"} | SERVER_ERROR | 408",
        "validationException | {\"message\":\"The model returned the following errors: prompt is"
            + " too long: 227255 tokens > 200000 maximum\"} | CONTEXT_TOO_LONG | 400",
        "validationException | {\"message\":\"Input is too long for requested model.\"} |"
            + " CONTEXT_TOO_LONG | 400",
        "validationException | {\"message\":\"temperature\"} | INVALID_REQUEST | 400",
        "accessDeniedException | {\"message\":\"no\"} | PERMISSION | 403",
        "resourceNotFoundException | {\"message\":\"no\"} | NOT_FOUND | 404",
        "serviceQuotaExceededException | {\"message\":\"no\"} | QUOTA | 400",
        "modelStreamErrorException | {\"message\":\"x\"} | SERVER_ERROR | 424",
        "modelStreamErrorException | {\"message\":\"x\",\"originalStatusCode\":429,"
            + "\"originalMessage\":\"later\"} | RATE_LIMITED | 429",
        "modelStreamErrorException | {\"message\":\"x\",\"originalStatusCode\":400} |"
            + " INVALID_REQUEST | 400",
        "modelStreamErrorException | {\"message\":\"x\",\"originalStatusCode\":503} |"
            + " OVERLOADED | 503",
        "somethingNewException | gone | UNKNOWN | ''"
      })
  void anExceptionIsAnErrorWithItsReason(String type, String payload, Reason reason, String code) {
    Answered answered = read(START, HELLO, EventStreamMessage.exception(type, payload));
    Failure.ErrorInStream error = error(answered);
    assertThat(error.type()).isEqualTo(type);
    assertThat(error.reason()).isEqualTo(reason);
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.detail()).isNotEmpty().doesNotContain("{");
    assertThat(answered.reply().text()).isEqualTo("Hello");
  }

  @Test
  void whatTheModelItselfSaidIsTold() {
    assertThat(
            error(
                    read(
                        START,
                        EventStreamMessage.exception(
                            "modelStreamErrorException",
                            "{\"message\":\"failed\",\"originalMessage\":\"no memory\"}")))
                .message())
        .isEqualTo(
            "the provider reported an error: failed (no memory) (modelStreamErrorException)");
  }

  @Test
  void anErrorMessageIsAnErrorToo() {
    byte[] error =
        EventStreamMessage.of(
            Map.of(":message-type", "error", ":error-code", "503", ":error-message", "closing"),
            new byte[0]);
    Failure.ErrorInStream told = error(read(START, HELLO, error));
    assertThat(told.detail()).isEqualTo("closing");
    assertThat(told.type()).isEqualTo("503");
    assertThat(told.reason()).isEqualTo(Reason.OVERLOADED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"message\":\"no such operation\"} | no such operation",
        "{\"Output\":{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"},"
            + "\"Version\":\"1.0\"} | it says no more",
        "{\"Message\":\"Authentication failed\"} | Authentication failed"
      })
  void aDocumentThatIsAnErrorIsNamedAtOnce(String json, String detail) {
    Failure.ErrorInStream error = error(Events.read(json.getBytes(StandardCharsets.UTF_8)));
    assertThat(error.detail()).isEqualTo(detail);
  }

  @Test
  void anotherDocumentIsShown() {
    assertThat(cause(Events.document("{\"a\":1}")))
        .isEqualTo(
            new Cause.Failed(
                new Failure.Malformed("the document is no answer of Converse", "{\"a\":1}")));
    assertThat(cause(Events.read("<html>busy</html>".getBytes(StandardCharsets.UTF_8))))
        .isInstanceOfSatisfying(
            Cause.Failed.class,
            failed -> assertThat(failed.why().message()).contains("<html>busy</html>"));
    assertThat(cause(Events.document("{\"output\":{\"message\":{\"content\":[]}}}")))
        .isEqualTo(truncated());
  }

  @Test
  void moreOpenBlocksThanAnswersHaveAreNamed() {
    byte[][] messages = new byte[Blocks.MAX_OPEN + 2][];
    messages[0] = START;
    for (int i = 1; i < messages.length; i++) {
      messages[i] =
          event(
              "contentBlockDelta", "{\"contentBlockIndex\":" + i + ",\"delta\":{\"text\":\"a\"}}");
    }
    assertThat(Events.once(Coded.joined(messages)))
        .isEqualTo(
            new Cause.Failed(
                new Failure.LimitExceeded(
                    "the list of content blocks", Blocks.MAX_OPEN, "blocks")));
  }

  @Test
  void aResultOfMorePartsThanToolsGiveIsNamed() {
    String pieces = "{\"json\":1},".repeat(Blocks.MAX_RESULTS) + "{\"json\":1}";
    assertThat(
            Events.once(
                Coded.joined(
                    START,
                    event(
                        "contentBlockDelta",
                        "{\"contentBlockIndex\":0,\"delta\":{\"toolResult\":[" + pieces + "]}}"))))
        .isEqualTo(
            new Cause.Failed(
                new Failure.LimitExceeded(
                    "the list of a tool's results", Blocks.MAX_RESULTS, "parts")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429 | ThrottlingException | {\"message\":\"Too many tokens\"} | RATE_LIMITED | ''",
        "400 | ValidationException:http://internal.amazon.com/coral/ | {\"message\":\"1 validation"
            + " error detected: Value at 'inferenceConfig.temperature' failed to satisfy\"} |"
            + " INVALID_REQUEST | inferenceConfig.temperature",
        "400 | ValidationException | {\"message\":\"The text field in the ContentBlock object at"
            + " messages.0.content.0 is blank.\"} | INVALID_REQUEST | messages.0.content.0",
        "400 | ValidationException | {\"message\":\"Input is too long for requested model.\"} |"
            + " CONTEXT_TOO_LONG | ''",
        "400 | ValidationException | {\"message\":\"The provided model identifier is invalid.\"} |"
            + " NOT_FOUND | ''",
        "403 | AccessDeniedException | {\"Message\":\"User is not authorized to perform\"} |"
            + " PERMISSION | ''",
        "403 | AccessDeniedException | {\"Message\":\"Authentication failed: Please make sure your"
            + " API Key is valid.\"} | AUTHENTICATION | ''",
        "403 | UnrecognizedClientException | {\"message\":\"The security token included in the"
            + " request is invalid.\"} | AUTHENTICATION | ''",
        "403 | ExpiredTokenException | {\"message\":\"expired\"} | AUTHENTICATION | ''",
        "403 | '' | {\"message\":\"The security token included in the request is invalid.\"} |"
            + " AUTHENTICATION | ''",
        "404 | ResourceNotFoundException | {\"message\":\"no\"} | NOT_FOUND | ''",
        "408 | ModelTimeoutException | {\"message\":\"no\"} | SERVER_ERROR | ''",
        "424 | ModelErrorException | {\"message\":\"no\",\"originalStatusCode\":400} |"
            + " INVALID_REQUEST | ''",
        "429 | ModelNotReadyException | {\"message\":\"no\"} | OVERLOADED | ''",
        "400 | ServiceQuotaExceededException | {\"message\":\"no\"} | QUOTA | ''",
        "500 | InternalServerException | {\"message\":\"no\"} | SERVER_ERROR | ''",
        "401 | InternalServerException | {\"message\":\"no\"} | AUTHENTICATION | ''",
        "503 | ServiceUnavailableException | {\"message\":\"no\"} | OVERLOADED | ''",
        "502 | '' | <html>bad gateway</html> | SERVER_ERROR | ''"
      })
  void aRefusalHasItsReasonTypeAndRequestId(
      int status, String type, String body, Reason reason, String field) {
    ResponseHead head =
        new ResponseHead(
            status,
            Map.of("x-amzn-errortype", type, "x-amzn-requestid", "req-9", "retry-after", "3"));
    Answered answered =
        Answered.of(
            Events.format(), ChatRequest.of("hi"), head, body.getBytes(StandardCharsets.UTF_8));
    assertThat(cause(answered)).isInstanceOf(Cause.Failed.class);
    Failure.Refused refused = (Failure.Refused) ((Cause.Failed) cause(answered)).why();
    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.type()).isEqualTo(type.replaceAll(":.*", ""));
    assertThat(refused.field()).isEqualTo(field);
    assertThat(refused.requestId()).isEqualTo("req-9");
    assertThat(refused.advice().after()).hasValue(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"no such key\",\"type\":\"auth\"}}",
        "{\"error\":\"no such key\"}",
        "{\"error\":null,\"message\":\"no such key\"}"
      })
  void whatAGatewayBeforeItSaysInTheWordsOfOthersIsTold(String body) {
    var refused = (Failure.Refused) Events.format().refusal(new ResponseHead(401, Map.of()), body);
    assertThat(refused.message()).contains("answered 401: no such key;");
    assertThat(refused.reason()).isEqualTo(Reason.AUTHENTICATION);
  }

  /** They are read by a thread that reads for others too. */
  @Test
  @Timeout(30)
  void longErrorsAreReadInTime() {
    String blanks = "x" + " ".repeat(4_000_000) + "y";
    byte[] spread = EventStreamMessage.exception("validationException", blanks);
    assertThat(error(Events.once(Coded.joined(START, spread))).detail()).isEqualTo("x");
    String many = "a".repeat(4_000_000);
    String twice =
        "{\"message\":\"" + many + "\",\"originalMessage\":\"" + many.substring(2_000_000) + "b\"}";
    byte[] quoted = EventStreamMessage.exception("modelStreamErrorException", twice);
    assertThat(error(Events.once(Coded.joined(START, quoted))).reason())
        .isEqualTo(Reason.SERVER_ERROR);
  }

  @Test
  void malformedOutputIsToldWithItsMetadataAndNotAfterTheSilenceThatFollows() {
    OneExchange exchange = new OneExchange();
    Recorder sink = new Recorder();
    new HttpSource(Events.format(), () -> exchange, new FakeClock())
        .open(ChatRequest.of("hi"), sink);
    exchange.listener().onHead(Events.head(Events.CONTENT_TYPE));
    byte[] stop = event("messageStop", "{\"stopReason\":\"malformed_model_output\"}");
    exchange.listener().onBytes(ByteBuffer.wrap(Coded.joined(START, HELLO, stop)));
    assertThat(sink.outcome()).as("its usage may follow").isNull();
    exchange.listener().onBytes(ByteBuffer.wrap(METADATA));
    assertThat(sink.end()).isInstanceOf(Cause.Failed.class);
    assertThat(sink.events(StreamEvent.Warned.class)).isEmpty();
  }

  @Test
  void whatComesBehindTheReasonIsEndedToo() {
    Answered answered = read(START, HELLO, STOP, HELLO);
    assertThat(answered.reply().text()).isEqualTo("HelloHello");
    assertThat(answered.events()).filteredOn(StreamEvent.PartEnded.class::isInstance).hasSize(2);
  }
}
