package dev.sluice.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Failure.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What messages of providers' errors advise, and how it is joined to what the provider says. */
class FailureHintsTest {
  private static Failure.Refused refused(int status, String detail, String type, Reason reason) {
    return new Failure.Refused("h", status, detail, type, "", "", Failure.RetryAdvice.NONE)
        .because(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Wrong key. | h answered 401: Wrong key; check the API key",
        "Wrong key | h answered 401: Wrong key; check the API key",
        "Wrong key... | h answered 401: Wrong key...; check the API key",
        "Who are you? | h answered 401: Who are you?; check the API key",
        "'' | h answered 401; check the API key"
      })
  void aFullStopIsNotFollowedByAnotherSign(String detail, String message) {
    assertThat(refused(401, detail, "", Reason.AUTHENTICATION).message()).isEqualTo(message);
  }

  @Test
  void aFullStopStaysWhereNothingFollows() {
    assertThat(refused(500, "It broke.", "", Reason.SERVER_ERROR).message())
        .isEqualTo("h answered 500: It broke.");
    assertThat(refused(400, "It broke.", "", Reason.INVALID_REQUEST).about("top_p").message())
        .isEqualTo("h answered 400: It broke (top_p)");
    assertThat(new Failure.ErrorInStream("It broke.", "", "").message())
        .isEqualTo("the provider reported an error: It broke.");
    assertThat(new Failure.ErrorInStream("It broke.", "bad", "").message())
        .isEqualTo("the provider reported an error: It broke (bad)");
  }

  @Test
  void aHintIsJoinedInTheSameWay() {
    assertThat(refused(500, "It broke.", "", Reason.UNKNOWN).hinting("try this").detail())
        .isEqualTo("It broke; try this");
    assertThat(refused(500, "", "", Reason.UNKNOWN).hinting("try this").detail())
        .isEqualTo("try this");
    assertThat(new Failure.ErrorInStream("It broke", "", "").hinting("try this").message())
        .isEqualTo("the provider reported an error: It broke; try this");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403 | ExpiredTokenException | The security token included in the request is expired",
        "401 | '' | Access token has expired or is not yet valid.",
        "400 | '' | API key expired. Please renew the API key.",
        "401 | invalid_request_error | The token is expired"
      })
  void aKeyThatHasExpiredIsToBeRenewedAndNotChecked(int status, String type, String detail) {
    assertThat(refused(status, detail, type, Reason.AUTHENTICATION).message())
        .endsWith("; the key or token has expired: renew it")
        .doesNotContain("check the API key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"Invalid or expired token", "the key is invalid, expired or revoked", "no such key"})
  void whatMayHaveExpiredIsToBeChecked(String detail) {
    assertThat(refused(401, detail, "", Reason.AUTHENTICATION).message())
        .endsWith("; check the API key");
  }

  @Test
  void aClockThatIsWrongIsNoFaultOfTheKey() {
    String detail = "Signature expired: 20200101T000000Z is now earlier than 20200102T000000Z";
    assertThat(refused(403, detail, "InvalidSignatureException", Reason.AUTHENTICATION).message())
        .doesNotContain("key", "renew");
  }

  @Test
  void ofADeploymentThatIsMissingTheNameIsToBeChecked() {
    assertThat(refused(404, "The API deployment does not exist.", "", Reason.NOT_FOUND).message())
        .isEqualTo(
            "h answered 404: The API deployment does not exist; check the deployment's name and the"
                + " address of its resource");
  }
}
