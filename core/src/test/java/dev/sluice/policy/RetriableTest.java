package dev.sluice.policy;

import static dev.sluice.testing.HandSource.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.testing.HandSource;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which endings another attempt may mend. */
class RetriableTest {

  private static boolean refused(int status) {
    return Retriable.is(refusal(status, Failure.RetryAdvice.NONE));
  }

  private static boolean failed(Failure failure) {
    return Retriable.is(new Cause.Failed(failure));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 429, 500, 502, 503, 504, 529, 599})
  void aStatusThatMayPassIsTriedAgain(int status) {
    assertThat(refused(status)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 307, 400, 401, 403, 404, 405, 413, 422, 499})
  void aStatusThatStaysIsNot(int status) {
    assertThat(refused(status)).isFalse();
  }

  @Test
  void theProvidersOwnWordOverrulesTheStatus() {
    Failure.RetryAdvice yes = new Failure.RetryAdvice(Optional.empty(), Optional.of(true));
    Failure.RetryAdvice no = new Failure.RetryAdvice(Optional.empty(), Optional.of(false));
    assertThat(Retriable.is(refusal(418, yes))).isTrue();
    assertThat(Retriable.is(refusal(503, no))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 402, 403, 404, 405, 406, 410, 411, 413, 414, 415, 422, 431, 451})
  void whatBlamesTheRequestIsNotTriedAgainWhateverElseIsSaid(int status) {
    Failure.RetryAdvice yes = new Failure.RetryAdvice(Optional.empty(), Optional.of(true));
    assertThat(Retriable.is(refusal(status, yes))).isFalse();
    Failure.Refused overloaded =
        new Failure.Refused("there", status, "no", "", "", "", yes)
            .because(Failure.Reason.OVERLOADED);
    assertThat(failed(overloaded)).isFalse();
    assertThat(failed(new Failure.ErrorInStream("no", "", "" + status))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Failure.Reason.class)
  void aReasonDecidesWhereverItIsSaid(Failure.Reason reason) {
    Failure.RetryAdvice yes = new Failure.RetryAdvice(Optional.empty(), Optional.of(true));
    assertThat(failed(new Failure.ErrorInStream("no", "invalid_request_error", "").because(reason)))
        .isEqualTo(reason.mayPass() && reason != Failure.Reason.UNKNOWN);
    Failure.Refused refused = new Failure.Refused("there", 500, "no", "", "", "", yes);
    assertThat(failed(refused.because(reason))).isEqualTo(reason.mayPass());
  }

  @Test
  void aQuotaThatIsUsedUpDoesNotComeBack() {
    assertThat(
            failed(
                new Failure.Refused(
                    "there",
                    429,
                    "pay",
                    "insufficient_quota",
                    "insufficient_quota",
                    "",
                    Failure.RetryAdvice.NONE)))
        .isFalse();
  }

  @Test
  void connectionsThatFailAndStreamsThatBreakAreTriedAgain() {
    assertThat(Retriable.is(HandSource.CUT)).isTrue();
    assertThat(Retriable.is(HandSource.TRUNCATED)).isTrue();
    assertThat(failed(new Failure.Unreachable("there", "refused", Optional.empty()))).isTrue();
    assertThat(failed(new Failure.ConnectionLost("there", "reset", Optional.empty()))).isTrue();
    assertThat(failed(new Failure.EndedEarly("there", "[DONE]"))).isTrue();
  }

  @Test
  void aCertificateThatDoesNotFitIsNotTriedAgain() {
    assertThat(failed(new Failure.Untrusted("there", "expired", Optional.empty()))).isFalse();
  }

  @Test
  void whatIsSetAndCannotWorkIsNotTriedAgain() {
    assertThat(failed(new Failure.Misconfigured("there", "no port", Optional.empty()))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Failure.Timeout.Phase.class)
  void everyTimeoutButTheTotalOneIsTriedAgain(Failure.Timeout.Phase phase) {
    Failure.Timeout timeout = new Failure.Timeout(phase, Duration.ofSeconds(1));
    assertThat(Retriable.is(new Cause.TimedOut(timeout)))
        .isEqualTo(phase != Failure.Timeout.Phase.TOTAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"overloaded_error", "server_error", "api_error", "rate_limit_error", ""})
  void anErrorInTheStreamThatMayPassIsTriedAgain(String type) {
    assertThat(failed(new Failure.ErrorInStream("odd", type, ""))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "invalid_request_error",
        "authentication_error",
        "PERMISSION_DENIED",
        "not_found_error",
        "insufficient_quota",
        "billing_error",
        "content_policy_violation"
      })
  void anErrorInTheStreamThatBlamesTheRequestIsNot(String word) {
    assertThat(failed(new Failure.ErrorInStream("odd", word, ""))).isFalse();
    assertThat(failed(new Failure.ErrorInStream("odd", "", word))).isFalse();
  }

  @Test
  void whatWouldComeOutTheSameAgainIsNot() {
    assertThat(failed(new Failure.NotAStream("there", 200, "text/html", "log in"))).isFalse();
    assertThat(failed(new Failure.Malformed("odd", ""))).isFalse();
    assertThat(failed(new Failure.LimitExceeded("a line", 1, "bytes"))).isFalse();
    assertThat(failed(new Failure.InvalidRequest("too long"))).isFalse();
    assertThat(failed(new Failure.Unavailable("no file", Optional.empty()))).isFalse();
    assertThat(failed(new Failure.Defect(new IllegalStateException()))).isFalse();
    assertThat(Retriable.is(new Cause.Cancelled())).isFalse();
    assertThat(Retriable.is(new Cause.OverBudget(new Failure.BudgetSpent("1 token", false))))
        .isFalse();
  }

  @Test
  void anAnswerWhoseProcessEndedMayBeAskedForAgain() {
    assertThat(Retriable.is(new Cause.Interrupted(new Failure.ProcessEnded("ask 4711")))).isTrue();
  }
}
