package dev.sluice.provider.openai.responses;

import static dev.sluice.provider.openai.responses.Streams.cause;
import static dev.sluice.provider.openai.responses.Streams.document;
import static dev.sluice.provider.openai.responses.Streams.error;
import static dev.sluice.provider.openai.responses.Streams.finish;
import static dev.sluice.provider.openai.responses.Streams.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.FinishReason.Kind;
import dev.sluice.chat.Part;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Answered;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndingsTest {
  private static final String TEXT =
      "{'type':'response.output_text.delta','output_index':0,'delta':'Hel'}\n";
  private static final String CALL =
      "{'type':'response.output_item.added','output_index':1,'item':{'id':'fc','type':"
          + "'function_call','call_id':'c','name':'f','arguments':''}}\n"
          + "{'type':'response.function_call_arguments.delta','output_index':1,'delta':'{}'}\n";

  @ParameterizedTest
  @CsvSource({
    "max_output_tokens, LENGTH",
    "content_filter, CONTENT_FILTER",
    "something_else, ERROR"
  })
  void anIncompleteResponseSaysWhy(String reason, Kind kind) {
    Answered answered =
        lines(
            TEXT
                + CALL
                + "{'type':'response.incomplete','response':{'status':'incomplete',"
                + "'incomplete_details':{'reason':'"
                + reason
                + "'},'output':[],'usage':{'output_tokens':9}}}");
    assertThat(finish(answered)).isEqualTo(new FinishReason(kind, reason));
    assertThat(answered.reply().text()).isEqualTo("Hel");
    assertThat(answered.reply().toolCalls().getFirst().isWhole())
        .as("its arguments happen to be JSON, and more may have been on its way")
        .isFalse();
    assertThat(answered.reply().usage().outputTokens()).hasValue(9);
  }

  @Test
  void aCallThatItsItemCallsIncompleteIsNotWhole() {
    Answered answered =
        lines(
            CALL
                + "{'type':'response.output_item.done','output_index':1,'item':{'id':'fc','type':"
                + "'function_call','status':'incomplete','call_id':'c','name':'f',"
                + "'arguments':'{}'}}\n"
                + "{'type':'response.incomplete','response':{'status':'incomplete',"
                + "'incomplete_details':{'reason':'max_output_tokens'},'output':[]}}");
    assertThat(answered.reply().toolCalls().getFirst().isWhole()).isFalse();
  }

  @Test
  void theStatusOfAResponseGoesBeforeItsEvent() {
    Answered answered =
        lines(
            TEXT
                + "{'type':'response.completed','response':{'status':'incomplete',"
                + "'incomplete_details':{'reason':'max_output_tokens'}}}");
    assertThat(finish(answered).kind()).isEqualTo(Kind.LENGTH);
    Answered forgotten =
        lines(TEXT + "{'type':'response.completed','response':{'status':'in_progress'}}");
    assertThat(finish(forgotten).kind()).isEqualTo(Kind.STOP);
  }

  @Test
  void nothingAfterTheGoodEndCounts() {
    Answered answered =
        lines(
            TEXT
                + "{'type':'response.completed','response':{'status':'completed'}}\n"
                + "{'type':'error','message':'late'}\nnonsense\n[DONE]");
    assertThat(finish(answered).kind()).isEqualTo(Kind.STOP);
    assertThat(answered.reply().text()).isEqualTo("Hel");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'response.failed','response':{'status':'failed','error':{'code':'CODE','message':'MSG'}}}",
        "{'type':'response.failed','response':{'error':{'code':'CODE','message':'MSG'}}}",
        "{'type':'error','code':'CODE','message':'MSG','param':null,'sequence_number':3}",
        "{'type':'error','error':{'type':'t','code':'CODE','message':'MSG','param':null}}",
        "{'error':{'code':'CODE','message':'MSG'}}",
        "{'code':'CODE','message':'MSG'}"
      })
  void anErrorIsOneInWhateverShapeItComes(String shape) {
    Failure.ErrorInStream told =
        error(lines(TEXT + shape.replace("CODE", "server_error").replace("MSG", "it broke")));
    assertThat(told.code()).isEqualTo("server_error");
    assertThat(told.detail()).isEqualTo("it broke");
    assertThat(told.reason()).isEqualTo(Failure.Reason.SERVER_ERROR);
  }

  @ParameterizedTest
  @CsvSource({
    "server_error, SERVER_ERROR",
    "vector_store_timeout, SERVER_ERROR",
    "rate_limit_exceeded, RATE_LIMITED",
    "server_is_overloaded, OVERLOADED",
    "slow_down, OVERLOADED",
    "insufficient_quota, QUOTA",
    "context_length_exceeded, CONTEXT_TOO_LONG",
    "invalid_prompt, INVALID_REQUEST",
    "invalid_image_url, INVALID_REQUEST",
    "image_too_large, INVALID_REQUEST",
    "failed_to_download_image, INVALID_REQUEST",
    "image_file_not_found, NOT_FOUND",
    "image_content_policy_violation, CONTENT_FILTERED",
    "bio_policy, CONTENT_FILTERED",
    "429, RATE_LIMITED",
    "500, SERVER_ERROR",
    "400, INVALID_REQUEST",
    "somewhat, UNKNOWN"
  })
  void aFailedResponseSaysWhatItBlames(String code, Failure.Reason reason) {
    Answered answered =
        lines(
            "{'type':'response.failed','response':{'status':'failed','error':{'code':'"
                + code
                + "','message':'no'}}}");
    assertThat(error(answered).reason()).isEqualTo(reason);
  }

  @Test
  void theWaitOfARateLimitStandsInItsMessage() {
    Failure.ErrorInStream told =
        error(
            lines(
                "{'type':'response.failed','response':{'status':'failed','error':{'code':"
                    + "'rate_limit_exceeded','message':'Limit 30000. Please try again in 11.054s."
                    + " Visit us.'}}}"));
    assertThat(told.advice().after()).contains(Duration.ofMillis(11_054));
  }

  @Test
  void aResponseThatSomebodyCancelsIsNotTriedAgain() {
    Failure.ErrorInStream told =
        error(lines(TEXT + "{'type':'response.cancelled','response':{'status':'cancelled'}}"));
    assertThat(told.code()).isEqualTo("cancelled");
    assertThat(told.advice().should()).contains(false);
  }

  @Test
  void doneAloneIsNoGoodEnd() {
    assertThat(cause(lines(TEXT + "[DONE]")))
        .isInstanceOfSatisfying(
            Cause.Truncated.class,
            truncated ->
                assertThat(truncated.why().message())
                    .startsWith("the stream from h.test ended")
                    .contains("although it sent [DONE]"));
    assertThat(cause(lines(TEXT))).isInstanceOf(Cause.Truncated.class);
  }

  @Test
  void whatIsNoJsonIsNamedWithItsBeginning() {
    Answered answered = Streams.of(List.of("<html>502</html>"));
    assertThat(cause(answered))
        .isInstanceOfSatisfying(
            Cause.Failed.class,
            failed ->
                assertThat(failed.why())
                    .isInstanceOfSatisfying(
                        Failure.Malformed.class,
                        malformed ->
                            assertThat(malformed.excerpt()).isEqualTo("<html>502</html>")));
  }

  // Answers that are not streamed.

  @Test
  void aDocumentIsAWholeAnswer() {
    Answered answered =
        document(
            "{'id':'resp_1','object':'response','status':'completed','model':'gpt-5','error':null,"
                + "'incomplete_details':null,'instructions':null,'text':{'format':{'type':'text'}},"
                + "'output':[{'id':'rs_1','type':'reasoning','summary':[{'type':'summary_text',"
                + "'text':'One'},{'type':'summary_text','text':'Two'}],'encrypted_content':'c'},"
                + "{'id':'msg_1','type':'message','role':'assistant','phase':'commentary',"
                + "'content':[{'type':'output_text','text':'Hi','annotations':[],'logprobs':[]}]},"
                + "{'id':'fc_1','type':'function_call','call_id':'call_1','name':'f',"
                + "'arguments':'{}','status':'completed'}],'usage':{'input_tokens':1,"
                + "'output_tokens':2}}");
    assertThat(finish(answered)).isEqualTo(new FinishReason(Kind.TOOL_CALLS, "completed"));
    assertThat(answered.reply().parts()).hasSize(4);
    assertThat(answered.reply().reasoning()).isEqualTo("OneTwo");
    assertThat(((Part.Text) answered.reply().parts().get(2)).isCommentary()).isTrue();
    assertThat(answered.reply().usage().inputTokens()).hasValue(1);
  }

  @Test
  void aDocumentMayTellOfAFailureOrOfALimit() {
    assertThat(
            error(
                    document(
                        "{'id':'r','object':'response','status':'failed','output':[],'error':"
                            + "{'code':'server_error','message':'it broke'}}"))
                .reason())
        .isEqualTo(Failure.Reason.SERVER_ERROR);
    assertThat(
            finish(
                document(
                    "{'id':'r','object':'response','status':'incomplete','incomplete_details':"
                        + "{'reason':'max_output_tokens'},'output':[{'id':'m','type':'message',"
                        + "'status':'incomplete','content':[{'type':'output_text','text':'Hel'}]}]"
                        + "}")))
        .isEqualTo(new FinishReason(Kind.LENGTH, "max_output_tokens"));
  }

  /** What runs in the background has not answered yet. */
  @Test
  void aDocumentOfAResponseThatIsQueuedIsNoAnswer() {
    assertThat(cause(document("{'id':'r','object':'response','status':'queued','output':[]}")))
        .isInstanceOf(Cause.Truncated.class);
  }

  // Refusals by status.

  @ParameterizedTest
  @CsvSource({
    "401, invalid_request_error, invalid_api_key, AUTHENTICATION",
    "403, invalid_request_error, unsupported_country, PERMISSION",
    "404, invalid_request_error, model_not_found, NOT_FOUND",
    "400, invalid_request_error, context_length_exceeded, CONTEXT_TOO_LONG",
    "400, invalid_request_error, invalid_encrypted_content, INVALID_REQUEST",
    "429, insufficient_quota, insufficient_quota, QUOTA",
    "429, tokens, rate_limit_exceeded, RATE_LIMITED",
    "503, server_error, slow_down, OVERLOADED",
    "500, server_error, '', SERVER_ERROR"
  })
  void aRefusalSaysWhatItBlames(int status, String type, String code, Failure.Reason reason) {
    Failure.Refused refused =
        refused(
            status,
            "{\"error\":{\"message\":\"no\",\"type\":\"%s\",\"code\":\"%s\",\"param\":\"input[0]\"}}"
                .formatted(type, code));
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.requestId()).isEqualTo("req-9");
    assertThat(refused.field()).isEqualTo("input[0]");
    assertThat(refused.status()).isEqualTo(status);
  }

  @Test
  void theWaitOfARefusalStandsInItsHeadersOrElseInItsMessage() {
    String body =
        "{\"error\":{\"message\":\"Please try again in 20ms.\",\"code\":\"rate_limit_exceeded\"}}";
    assertThat(refused(429, body).advice().after()).contains(Duration.ofMillis(20));
    ResponseHead head = new ResponseHead(429, Map.of("retry-after-ms", "1500"));
    assertThat(((Failure.Refused) Streams.FORMAT.refusal(head, body)).advice().after())
        .contains(Duration.ofMillis(1500));
  }

  private static Failure.Refused refused(int status, String body) {
    ResponseHead head = new ResponseHead(status, Map.of("x-request-id", "req-9"));
    Answered answered =
        Answered.of(
            Streams.FORMAT, ChatRequest.of("hi"), head, body.getBytes(StandardCharsets.UTF_8));
    return (Failure.Refused) ((Cause.Failed) cause(answered)).why();
  }
}
