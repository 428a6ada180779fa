package dev.sluice.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Reason;
import dev.sluice.chat.StreamEvent.RateLimit;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Answered;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "overloaded_error | Overloaded | OVERLOADED",
        "rate_limit_error | This request would exceed your rate limit | RATE_LIMITED",
        "api_error | Internal server error | SERVER_ERROR",
        "timeout_error | Request timed out | SERVER_ERROR",
        "invalid_request_error | max_tokens: Field required | INVALID_REQUEST",
        "invalid_request_error | prompt is too long: 210000 tokens > 200000 maximum"
            + " | CONTEXT_TOO_LONG",
        "invalid_request_error | input length and `max_tokens` exceed context limit: 190000 +"
            + " 20000 > 200000, decrease input length or `max_tokens` | CONTEXT_TOO_LONG",
        "invalid_request_error | Your credit balance is too low to access the Anthropic API."
            + " | QUOTA",
        "authentication_error | invalid x-api-key | AUTHENTICATION",
        "billing_error | Check your billing details | QUOTA",
        "permission_error | Not for this key | PERMISSION",
        "not_found_error | model: claude-9 | NOT_FOUND",
        "request_too_large | Request exceeds the maximum size | INVALID_REQUEST",
        "new_kind_of_error | What | UNKNOWN"
      })
  void anErrorInTheStreamSaysWhatItBlames(String type, String message, Reason reason) {
    Answered answered =
        Claude.stream(
            MessageDecoderTest.START,
            MessageDecoderTest.text(0, "Hal"),
            "{'type':'error','error':{'type':'"
                + type
                + "','message':'"
                + message
                + "'},'request_id':'req_9'}");
    Failure.ErrorInStream error = (Failure.ErrorInStream) failure(answered);
    assertThat(error.reason()).isEqualTo(reason);
    assertThat(error.type()).isEqualTo(type);
    assertThat(error.detail()).isEqualTo(message);
    assertThat(answered.reply().text()).isEqualTo("Hal");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'error':{'type':'overloaded_error','message':'Overloaded'}} | OVERLOADED | Overloaded",
        "{'error':'quota'} | UNKNOWN | quota",
        "{'message':'engine died','type':'error'} | UNKNOWN | engine died",
        "{'detail':'Not Found'} | UNKNOWN | Not Found"
      })
  void errorsOfOtherFormsAreErrorsToo(String event, Reason reason, String detail) {
    Failure.ErrorInStream error =
        (Failure.ErrorInStream) failure(Claude.stream(MessageDecoderTest.START, event));
    assertThat(error.reason()).isEqualTo(reason);
    assertThat(error.detail()).isEqualTo(detail);
  }

  @Test
  void anErrorThatIsNoJsonIsShownAsItIs() {
    byte[] body = "event: error\ndata: upstream gone\n\n".getBytes(StandardCharsets.UTF_8);
    Answered answered = Answered.of(Claude.FORMAT, Claude.REQUEST, Claude.STREAM, body);
    assertThat(((Failure.ErrorInStream) failure(answered)).detail()).isEqualTo("upstream gone");
  }

  @Test
  void anErrorInPlaceOfADocumentIsOne() {
    Answered answered =
        Claude.document(
            "{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}");
    assertThat(((Failure.ErrorInStream) failure(answered)).reason()).isEqualTo(Reason.OVERLOADED);
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_request_error, INVALID_REQUEST",
    "401, authentication_error, AUTHENTICATION",
    "402, billing_error, QUOTA",
    "403, permission_error, PERMISSION",
    "404, not_found_error, NOT_FOUND",
    "413, request_too_large, INVALID_REQUEST",
    "429, rate_limit_error, RATE_LIMITED",
    "500, api_error, SERVER_ERROR",
    "504, timeout_error, SERVER_ERROR",
    "529, overloaded_error, OVERLOADED"
  })
  void aRefusalSaysWhatItBlames(int status, String type, Reason reason) {
    Failure.Refused refused =
        refused(status, Map.of("request-id", "req_7"), type, "messages.0.content: what");
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.type()).isEqualTo(type);
    assertThat(refused.requestId()).isEqualTo("req_7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "messages.0.content.1.text: Field required | messages.0.content.1.text",
        "max_tokens: 99 > 8, which is too many | max_tokens",
        "This model does not support assistant message prefill. | ''",
        "Note: nothing | ''"
      })
  void theFieldIsWhatAMessageBeginsWith(String message, String field) {
    assertThat(refused(400, Map.of(), "invalid_request_error", message).field()).isEqualTo(field);
  }

  @Test
  void aRefusalSaysHowLongToWait() {
    Failure.Refused refused =
        refused(
            429,
            Map.of("retry-after", "17", "x-should-retry", "true"),
            "rate_limit_error",
            "slow down");
    assertThat(refused.advice().after()).hasValue(Duration.ofSeconds(17));
    assertThat(refused.advice().should()).hasValue(true);
  }

  @Test
  void whatIsLeftOfTheLimitsIsToldWithTheAnswer() {
    ResponseHead head =
        new ResponseHead(
            200,
            Map.ofEntries(
                Map.entry("content-type", "text/event-stream"),
                Map.entry("date", "Sun, 29 Nov 2026 10:00:00 GMT"),
                Map.entry("anthropic-ratelimit-requests-limit", "50"),
                Map.entry("anthropic-ratelimit-requests-remaining", "49"),
                Map.entry("anthropic-ratelimit-requests-reset", "2026-11-29T10:00:02Z"),
                Map.entry("anthropic-ratelimit-input-tokens-limit", "40000"),
                Map.entry("anthropic-ratelimit-input-tokens-remaining", "39000"),
                Map.entry("anthropic-ratelimit-input-tokens-reset", "2026-11-29T11:00:30+01:00"),
                Map.entry("anthropic-ratelimit-output-tokens-remaining", "x"),
                Map.entry("anthropic-ratelimit-output-tokens-reset", "2026-11-29T09:00:00Z"),
                Map.entry("anthropic-priority-input-tokens-limit", "7"),
                Map.entry("anthropic-organization-id", "limit")));
    assertThat(LimitHeaders.of(head))
        .containsExactly(
            new RateLimit("input-tokens", 40_000, 39_000, Duration.ofSeconds(30)),
            new RateLimit("output-tokens", -1, -1, Duration.ZERO),
            new RateLimit("priority-input-tokens", 7, -1, Duration.ZERO),
            new RateLimit("requests", 50, 49, Duration.ofSeconds(2)));
    Answered answered =
        Answered.of(
            Claude.FORMAT,
            Claude.REQUEST,
            head,
            Claude.framed(List.of(Claude.quoted(MessageDecoderTest.START))));
    assertThat(answered.reply().started().rateLimits()).hasSize(4);
  }

  private static Failure failure(Answered answered) {
    return ((Cause.Failed) ((Ending.Incomplete) answered.ending()).cause()).why();
  }

  /** The whole way, past what takes keys out. */
  private static Failure.Refused refused(
      int status, Map<String, String> headers, String type, String message) {
    String body =
        Claude.quoted(
            "{'type':'error','error':{'type':'" + type + "','message':'" + message + "'}}");
    Answered answered =
        Answered.of(
            Claude.FORMAT,
            Claude.REQUEST,
            new ResponseHead(status, headers),
            body.getBytes(StandardCharsets.UTF_8));
    return (Failure.Refused) failure(answered);
  }
}
