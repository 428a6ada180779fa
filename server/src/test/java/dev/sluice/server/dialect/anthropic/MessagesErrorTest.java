package dev.sluice.server.dialect.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.dialect.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesErrorTest {
  private static String told(Problem problem) {
    return new String(new MessagesDialect().problem(problem), UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_request_error, missing_field, invalid_request_error, 400",
    "401, authentication_error, invalid_key, authentication_error, 401",
    "403, permission_error, x, permission_error, 403",
    "404, invalid_request_error, model_not_found, not_found_error, 404",
    "413, invalid_request_error, body_too_large, request_too_large, 413",
    "429, rate_limit_error, rate_limit_exceeded, rate_limit_error, 429",
    "429, insufficient_quota, insufficient_quota, billing_error, 402",
    "503, overloaded_error, overloaded, overloaded_error, 529",
    "503, server_error, draining, api_error, 503",
    "504, timeout_error, timed_out, timeout_error, 504",
    "502, server_error, cut, api_error, 502",
    "400, content_filter, content_filter, invalid_request_error, 400",
  })
  void eachErrorHasATypeAndAStatusOfTheFormat(
      int status, String type, String code, String expected, int expectedStatus) {
    Problem problem = Problem.of(status, type, code, "why");
    assertThat(told(problem))
        .isEqualTo(
            "{\"type\":\"error\",\"error\":{\"type\":\""
                + expected
                + "\",\"message\":\"why\",\"code\":\""
                + code
                + "\"}}");
    assertThat(new MessagesDialect().status(problem)).isEqualTo(expectedStatus);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.test refused it: prompt is too long: 205000 tokens > 200000 maximum"
            + "| prompt is too long: 205000 tokens > 200000 maximum",
        "maximum context length is 8192 tokens, your messages resulted in 9,001 tokens"
            + "| prompt is too long: 9001 tokens > 8192 maximum (maximum context length is 8192"
            + " tokens, your messages resulted in 9,001 tokens)",
        "the request is too long for gpt-4-1106 | prompt is too long: the request is too long for"
            + " gpt-4-1106",
      })
  void aPromptThatIsTooLongIsToldInTheWordsThatClientsKnow(String message, String expected) {
    assertThat(told(Problem.invalid("context_length_exceeded", message, "")))
        .contains("\"type\":\"invalid_request_error\",\"message\":\"" + expected + "\"");
  }

  @Test
  void whatHasNoCodeSaysNone() {
    assertThat(told(Problem.of(500, "server_error", "", "why")))
        .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"why\"}}");
  }
}
