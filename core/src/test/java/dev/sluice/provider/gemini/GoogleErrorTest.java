package dev.sluice.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Reason;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.transport.ResponseHead;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoogleErrorTest {

  private static Failure.Refused refused(int status, String body) {
    return refused(status, Map.of(), body);
  }

  private static Failure.Refused refused(int status, Map<String, String> headers, String body) {
    return (Failure.Refused)
        Gemini.format().refusal(new ResponseHead(status, headers), body.replace('\'', '"'));
  }

  private static String error(int code, String status, String message) {
    return "{'error':{'code':" + code + ",'message':'" + message + "','status':'" + status + "'}}";
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:9, true",
    "http://localhost:9/gate, true",
    "http://localhost:9/v1beta, false",
    "http://localhost:9/gate/v1alpha, false"
  })
  void whereNothingIsFoundAtAnAddressWithoutVersionItIsTold(String base, boolean told) {
    var format = new GenerateContent(Account.of("gemini", URI.create(base)), "gemini-3-pro");
    String message = format.refusal(new ResponseHead(404, Map.of()), "no page").message();

    assertThat(message.contains("no version, as in " + base + "/v1beta")).isEqualTo(told);
    assertThat(refused(404, error(404, "NOT_FOUND", "no model")).message())
        .doesNotContain("no version");
  }

  @ParameterizedTest
  @CsvSource({
    "400, INVALID_ARGUMENT, Request contains an invalid argument., INVALID_REQUEST",
    "400, INVALID_ARGUMENT, API key not valid. Please pass a valid API key., AUTHENTICATION",
    "400, INVALID_ARGUMENT, API key expired. Please renew the API key., AUTHENTICATION",
    "400, INVALID_ARGUMENT, The input token count (2) exceeds the maximum number of tokens"
        + " allowed (1)., CONTEXT_TOO_LONG",
    "400, FAILED_PRECONDITION, User location is not supported for the API use., PERMISSION",
    "401, UNAUTHENTICATED, Request had invalid authentication credentials., AUTHENTICATION",
    "403, PERMISSION_DENIED, Your API key was reported as leaked., PERMISSION",
    "403, PERMISSION_DENIED, Method doesn’t allow unregistered callers., AUTHENTICATION",
    "404, NOT_FOUND, models/x is not found for API version v1beta, NOT_FOUND",
    "429, RESOURCE_EXHAUSTED, Resource has been exhausted (e.g. check quota)., RATE_LIMITED",
    "429, RESOURCE_EXHAUSTED, Your prepayment credits are depleted., QUOTA",
    "500, INTERNAL, An internal error has occurred., SERVER_ERROR",
    "503, UNAVAILABLE, The model is overloaded. Please try again later., OVERLOADED",
    "504, DEADLINE_EXCEEDED, Deadline expired before operation could complete., SERVER_ERROR"
  })
  void eachStatusIsAReason(int code, String status, String message, Reason reason) {
    Failure.Refused refused = refused(code, error(code, status, message));
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.type()).isEqualTo(status);
    assertThat(refused.detail()).isEqualTo(message);
    assertThat(refused("[" + error(code, status, message) + "]", code).reason())
        .as("as the first element of an array")
        .isEqualTo(reason);
  }

  private static Failure.Refused refused(String body, int status) {
    return refused(status, body);
  }

  @Test
  void aWrongKeyIsToldByItsDetail() {
    Failure.Refused refused =
        refused(
            400,
            "{'error':{'code':400,'message':'No.','status':'INVALID_ARGUMENT','details':[{"
                + "'@type':'type.googleapis.com/google.rpc.ErrorInfo','reason':'API_KEY_INVALID',"
                + "'domain':'googleapis.com','metadata':{'service':'x'}}]}}");
    assertThat(refused.reason()).isEqualTo(Reason.AUTHENTICATION);
    assertThat(refused.code()).isEqualTo("API_KEY_INVALID");
  }

  @Test
  void aWrongFieldIsNamed() {
    Failure.Refused refused =
        refused(
            400,
            "{'error':{'code':400,'message':'Invalid JSON payload','status':'INVALID_ARGUMENT',"
                + "'details':[{'@type':'type.googleapis.com/google.rpc.BadRequest',"
                + "'fieldViolations':[{'field':'contents[0].parts','description':'no'},"
                + "{'field':'other'}]}]}}");
    assertThat(refused.field()).isEqualTo("contents[0].parts");
    assertThat(refused.reason()).isEqualTo(Reason.INVALID_REQUEST);
  }

  private static String exhausted(String quotaId, String value) {
    return "{'error':{'code':429,'message':'You exceeded your current quota, please check your"
        + " plan and billing details.','status':'RESOURCE_EXHAUSTED','details':[{'@type':"
        + "'type.googleapis.com/google.rpc.QuotaFailure','violations':[{'quotaMetric':'m',"
        + "'quotaId':'"
        + quotaId
        + "','quotaDimensions':{'model':'x'},'quotaValue':'"
        + value
        + "'}]},{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'36.5s'}]}}";
  }

  @Test
  void aMinutesQuotaIsWaitedForAndADaysIsNot() {
    Failure.Refused minute =
        refused(429, exhausted("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "15"));
    assertThat(minute.reason()).isEqualTo(Reason.RATE_LIMITED);
    assertThat(minute.advice().after()).contains(Duration.ofMillis(36_500));
    assertThat(minute.advice().should()).isEmpty();
    Failure.Refused day =
        refused(429, exhausted("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "20"));
    assertThat(day.reason()).isEqualTo(Reason.QUOTA);
    assertThat(day.advice().after()).isEmpty();
    assertThat(day.advice().should()).contains(false);
    assertThat(refused(429, exhausted("GenerateContentInputTokensPerMinute", "0")).reason())
        .as("nothing is allowed at all")
        .isEqualTo(Reason.QUOTA);
  }

  @Test
  void theWaitMayStandInTheWordsAndInTheHeader() {
    String words = error(429, "RESOURCE_EXHAUSTED", "Please retry in 2.25s.");
    assertThat(refused(429, words).advice().after()).contains(Duration.ofMillis(2250));
    assertThat(refused(429, Map.of("retry-after", "7"), words).advice().after())
        .contains(Duration.ofSeconds(7));
  }

  @Test
  void whatIsNoErrorOfGooglesIsTold() {
    assertThat(refused(502, "<html>Bad Gateway</html>").detail())
        .isEqualTo("<html>Bad Gateway</html>");
    assertThat(refused(502, "<html>Bad Gateway</html>").reason()).isEqualTo(Reason.SERVER_ERROR);
    assertThat(refused(401, "{'message':'no'}").reason()).isEqualTo(Reason.AUTHENTICATION);
  }

  /** It is read by a thread that reads for others too. */
  @Test
  @Timeout(30)
  void aMessageThatBeginsToBlameItsLengthOverAndOverIsReadInTime() {
    String message = "input token count ".repeat(200_000);
    assertThat(refused(400, error(400, "INVALID_ARGUMENT", message)).reason())
        .isEqualTo(Reason.INVALID_REQUEST);
  }
}
