package dev.sluice.spi.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Reason;
import dev.sluice.spi.transport.ResponseHead;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the errors that servers document mean, each as its server words it. */
class ErrorTablesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          # OpenAI
          401 | {"error":{"message":"Incorrect API key provided: sk-x.","type":"invalid_request_error","code":"invalid_api_key"}} | AUTHENTICATION
          429 | {"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","code":"insufficient_quota"}} | QUOTA
          429 | {"error":{"message":"Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000, Used 30000. Please try again in 20s.","type":"tokens","code":"rate_limit_exceeded"}} | RATE_LIMITED
          429 | {"error":{"message":"Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 40000.","type":"tokens","code":"rate_limit_exceeded"}} | INVALID_REQUEST
          400 | {"error":{"message":"This model's maximum context length is 8192 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}} | CONTEXT_TOO_LONG
          404 | {"error":{"message":"The model `x` does not exist","type":"invalid_request_error","code":"model_not_found"}} | NOT_FOUND
          503 | {"error":{"message":"The engine is currently overloaded","type":"server_error"}} | OVERLOADED
          403 | {"error":{"message":"Country, region, or territory not supported","code":"unsupported_country_region_territory","type":"request_forbidden"}} | PERMISSION
          # any proxy, by the status alone
          431 | {"error":{"message":"no"}} | INVALID_REQUEST
          451 | {"error":{"message":"no"}} | PERMISSION
          410 | {"error":{"message":"no"}} | NOT_FOUND
          # Azure
          400 | {"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","code":"content_filter","innererror":{"code":"ResponsibleAIPolicyViolation"}}} | CONTENT_FILTERED
          429 | {"error":{"code":"429","message":"Requests have exceeded token rate limit. Please retry after 20 seconds."}} | RATE_LIMITED
          404 | {"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}} | NOT_FOUND
          # Groq
          413 | {"error":{"message":"Request too large for model on tokens per minute (TPM): Limit 6000, Requested 9000","type":"tokens","code":"rate_limit_exceeded"}} | INVALID_REQUEST
          498 | {"error":{"message":"Flex tier capacity exceeded"}} | OVERLOADED
          # DeepSeek
          402 | {"error":{"message":"Insufficient Balance","type":"unknown_error","code":"invalid_request_error"}} | QUOTA
          422 | {"error":{"message":"Invalid parameters"}} | INVALID_REQUEST
          # Mistral
          429 | {"object":"error","message":"Service tier capacity exceeded for this model.","type":"service_tier_capacity_exceeded","code":"3505"} | OVERLOADED
          422 | {"detail":[{"loc":["body","messages",0],"msg":"Field required","type":"missing"}]} | INVALID_REQUEST
          401 | {"message":"Unauthorized"} | AUTHENTICATION
          # OpenRouter
          402 | {"error":{"message":"This request requires more credits, or fewer max_tokens.","code":402}} | QUOTA
          429 | {"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"{\\"error\\":{\\"message\\":\\"quota\\",\\"code\\":\\"insufficient_quota\\"}}","provider_name":"X"}}} | QUOTA
          0 | {"error":{"message":"Provider returned error","code":502,"metadata":{"raw":{"error":{"message":"prompt is too long: 9 tokens > 8 maximum","type":"invalid_request_error"}}}}} | CONTEXT_TOO_LONG
          403 | {"error":{"message":"openai requires moderation.","code":403,"metadata":{"reasons":["violence"],"flagged_input":"x"}}} | CONTENT_FILTERED
          0 | {"error":{"message":"Provider disconnected","code":502}} | SERVER_ERROR
          # Together, Fireworks, Hugging Face
          422 | {"error":{"message":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097","type":"invalid_request_error"}} | CONTEXT_TOO_LONG
          412 | {"error":{"message":"Account suspended, possibly due to reaching the monthly spending limit","code":"PRECONDITION_FAILED"}} | QUOTA
          400 | {"error":{"object":"error","type":"invalid_request_error","message":"The prompt is too long: 200000, model maximum context length: 131071"}} | CONTEXT_TOO_LONG
          0 | {"error":"Model is overloaded","error_type":"overloaded"} | OVERLOADED
          # xAI
          400 | {"code":"Client specified an invalid argument","error":"Incorrect API key provided: xa***"} | AUTHENTICATION
          404 | {"code":"Some requested entity was not found","error":"The model x does not exist"} | NOT_FOUND
          400 | {"code":"Client specified an invalid argument","error":"This model's maximum prompt length is 131072 but the request contains 537812 tokens."} | CONTEXT_TOO_LONG
          403 | {"code":"The caller does not have permission","error":"Your newly created team doesn't have any credits yet."} | QUOTA
          # Moonshot
          429 | {"error":{"message":"Your account is suspended, please check your plan","type":"exceeded_current_quota_error"}} | QUOTA
          429 | {"error":{"message":"The engine is currently overloaded, please try again later","type":"engine_overloaded_error"}} | OVERLOADED
          429 | {"error":{"message":"max RPM: 3","type":"rate_limit_reached_error"}} | RATE_LIMITED
          400 | {"error":{"message":"Invalid request: Your request exceeded model token limit: 262144","type":"invalid_request_error"}} | CONTEXT_TOO_LONG
          400 | {"error":{"message":"The request was rejected because it was considered high risk","type":"content_filter"}} | CONTENT_FILTERED
          # DashScope
          400 | {"error":{"message":"Output data may contain inappropriate content.","type":"data_inspection_failed","code":"data_inspection_failed"}} | CONTENT_FILTERED
          400 | {"code":"Arrearage","message":"Access denied, please make sure your account is in good standing."} | QUOTA
          429 | {"code":"Throttling.RateQuota","message":"Requests rate limit exceeded"} | RATE_LIMITED
          400 | {"code":"InvalidParameter","message":"Range of input length should be [1, 30720]"} | CONTEXT_TOO_LONG
          # Zhipu
          429 | {"error":{"code":"1302","message":"..."}} | RATE_LIMITED
          429 | {"error":{"code":"1113","message":"..."}} | QUOTA
          429 | {"error":{"code":"1305","message":"..."}} | OVERLOADED
          400 | {"error":{"code":"1261","message":"Prompt ..."}} | CONTEXT_TOO_LONG
          400 | {"error":{"code":"1301","message":"..."},"contentFilter":[{"level":1,"role":"user"}]} | CONTENT_FILTERED
          # MiniMax
          0 | {"base_resp":{"status_code":1002,"status_msg":"rate limit"}} | RATE_LIMITED
          0 | {"base_resp":{"status_code":1004,"status_msg":"login fail"}} | AUTHENTICATION
          0 | {"base_resp":{"status_code":1008,"status_msg":"insufficient balance"},"choices":null} | QUOTA
          0 | {"base_resp":{"status_code":1039,"status_msg":"token limit"}} | CONTEXT_TOO_LONG
          0 | {"base_resp":{"status_code":2013,"status_msg":"invalid params"}} | INVALID_REQUEST
          # vLLM, SGLang
          400 | {"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested 5000.","type":"BadRequestError","param":null,"code":400} | CONTEXT_TOO_LONG
          404 | {"error":{"message":"The model `x` does not exist.","type":"NotFoundError","param":"model","code":404}} | NOT_FOUND
          0 | {"object":"error","message":"boom","type":"InternalServerError","code":500} | SERVER_ERROR
          400 | {"object":"error","message":"The input (9000 tokens) is longer than the model's context length (4096 tokens).","type":"BadRequestError","code":400} | CONTEXT_TOO_LONG
          # llama.cpp, LM Studio
          400 | {"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error","n_ctx":512}} | CONTEXT_TOO_LONG
          503 | {"error":{"code":503,"message":"Loading model","type":"unavailable_error"}} | OVERLOADED
          0 | {"error":"The number of tokens to keep from the initial prompt is greater than the context length."} | CONTEXT_TOO_LONG
          # LiteLLM
          400 | {"error":{"message":"litellm.ContextWindowExceededError: too long","type":null,"param":null,"code":"400"}} | CONTEXT_TOO_LONG
          400 | {"error":{"message":"Budget has been exceeded! Current cost: 3","type":"budget_exceeded","code":"400"}} | QUOTA
          0 | {"error":{"message":"litellm.RateLimitError: OpenAIException - {\\"error\\":{\\"message\\":\\"pay\\",\\"code\\":\\"insufficient_quota\\"}}","code":"429"}} | QUOTA
          # Anthropic, Google
          400 | {"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API."}} | QUOTA
          0 | {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}} | OVERLOADED
          429 | {"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details.","status":"RESOURCE_EXHAUSTED"}} | RATE_LIMITED
          400 | [{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}] | AUTHENTICATION
          400 | {"error":{"code":400,"message":"The input token count (9) exceeds the maximum number of tokens allowed (8).","status":"INVALID_ARGUMENT"}} | CONTEXT_TOO_LONG
          0 | {"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}} | OVERLOADED
          # Cerebras
          429 | {"message":"We're experiencing high traffic right now!","type":"too_many_requests_error","param":"queue","code":"queue_exceeded"} | OVERLOADED
          # Nobody in particular
          502 | <html><head><title>502 Bad Gateway</title></head></html> | SERVER_ERROR
          418 | teapot | UNKNOWN
          """)
  void anErrorHasOneReason(int status, String body, Reason reason) {
    ErrorBody error = ErrorBody.of(body);
    Reason told =
        status == 0
            ? error.inStream().reason()
            : error.refused("host", new ResponseHead(status, Map.of()), "").reason();
    assertThat(told).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"id\":\"\",\"choices\":[],\"created\":0,\"model\":\"\",\"object\":\"\","
            + "\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":{}}]}",
        "{\"choices\":[],\"code\":0,\"message\":\"fine\"}",
        "{\"code\":200,\"message\":\"OK\"}",
        "{\"code\":\"success\"}",
        "{\"base_resp\":{\"status_code\":0,\"status_msg\":\"success\"}}",
        "{\"type\":\"ping\"}",
        "{\"error\":{}}",
        "{\"error\":\"\"}",
        "{\"error\":false}",
        "{\"error\":null}",
        "{\"error\":{\"code\":0,\"message\":\"\"}}",
        "{\"error\":{\"code\":\"success\",\"message\":\"ok\"}}",
        "{\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{\"total_tokens\":1}}",
        "[]",
        "17"
      })
  void whatIsNoErrorIsNone(String frame) {
    assertThat(ErrorBody.ofFrame(frame)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"error":{"message":"a"}} | a
          {"error":"a"} | a
          {"message":"a"} | a
          {"detail":"a"} | a
          {"detail":{"message":"a"}} | a
          {"details":"a","code":7} | a
          {"errors":["a","b"]} | a; b
          {"errors":[{"message":"a"},{"message":"b"}]} | a; b
          {"code":"a_code"} | ''
          {"object":"error","message":"a"} | a
          {"base_resp":{"status_code":1000,"status_msg":"a"}} | a
          [{"error":{"message":"a"}}] | a
          {"error":true,"message":"a"} | a
          {"status":404,"error":"Not Found","message":"a"} | a
          {"error":{"message":"Provider returned error","metadata":{"raw":"a"}}} | Provider returned error: a
          {"error":{"message":"x - {\\"error\\":{\\"message\\":\\"a\\"}}"}} | x - {"error":{"message":"a"}}
          """)
  void anErrorInAFrameIsOne(String frame, String message) {
    assertThat(ErrorBody.ofFrame(frame).orElseThrow().message())
        .isEqualTo(message.replace("''", ""));
  }

  @Test
  void aListOfFaultsNamesTheFirstField() {
    ErrorBody error =
        ErrorBody.of(
            "{\"detail\":[{\"loc\":[\"body\",\"messages\",0,\"content\"],\"msg\":\"required\"},"
                + "{\"loc\":[\"body\",\"n\"],\"msg\":\"too small\"}]}");
    assertThat(error.field()).isEqualTo("messages.0.content");
    assertThat(error.message()).isEqualTo("required; too small");
    assertThat(error.refused("host", new ResponseHead(422, Map.of()), "r").message())
        .isEqualTo("host answered 422: required; too small (messages.0.content) (request r)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"error":{"message":"Please try again in 20s."}} | 20000
          {"error":{"message":"Please try again in 1m30.5s. Visit us"}} | 90500
          {"error":{"message":"Please try again in 450ms"}} | 450
          {"error":{"message":"Please retry after 20 seconds."}} | 20000
          {"error":{"message":"Please retry in 12.5s."}} | 12500
          {"error":{"message":"Try again in 6 minutes"}} | 360000
          {"error":{"message":"m","status":"RESOURCE_EXHAUSTED","details":[{"@type":"x"},{"retryDelay":"13s"}]}} | 13000
          {"error":{"message":"m","metadata":{"retry_after":3}}} | 3000
          """)
  void aWaitMayStandInTheError(String body, long millis) {
    Failure.ErrorInStream error = ErrorBody.of(body).inStream();
    assertThat(error.advice().after()).hasValue(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"try again", "try again in a while", "retry 3 more", "wait"})
  void noWaitIsReadOutOfOtherWords(String message) {
    assertThat(new ErrorBody(message, "", "", "").retryAfter()).isEqualTo(Optional.empty());
  }

  @Test
  void theHeadersWaitComesFirst() {
    assertThat(
            ErrorBody.of("{\"error\":\"try again in 20s\"}")
                .refused("host", new ResponseHead(429, Map.of("retry-after", "7")), "")
                .advice()
                .after())
        .hasValue(Duration.ofSeconds(7));
  }

  @Test
  void aMessageIsOneLineAndSaysWhatToDo() {
    Failure.Refused page =
        ErrorBody.of("<html>\n<head><title>502 Bad\r\nGateway</title></head>\n</html>")
            .refused("host", new ResponseHead(502, Map.of()), "");
    assertThat(page.message()).isEqualTo("host answered 502: 502 Bad Gateway");
    assertThat(
            ErrorBody.of(
                    "{\"error\":{\"message\":\"pay\\n\\tfirst\",\"code\":\"insufficient_quota\"}}")
                .inStream()
                .message())
        .isEqualTo(
            "the provider reported an error: pay first; check the account's balance and plan");
  }

  @Test
  void errorsThatAreNestedWithoutEndAreRead() {
    String deep = "{\"error\":".repeat(300) + "\"a\"" + "}".repeat(300);
    assertThat(ErrorBody.of(deep).message()).isNotEmpty();
    String raw = "{\"metadata\":{\"raw\":".repeat(200) + "\"a\"" + "}}".repeat(200);
    assertThat(ErrorBody.ofErrorFrame(raw).reason()).isEqualTo(Reason.UNKNOWN);
  }
}
