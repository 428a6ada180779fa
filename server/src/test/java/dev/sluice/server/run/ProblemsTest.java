package dev.sluice.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Reason;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.Problem;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ProblemsTest {
  private static Failure.Refused refused(int status, Reason reason) {
    return new Failure.Refused(
            "api.example.com", status, "no", "their_type", "", "", Failure.RetryAdvice.NONE)
        .because(reason);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void anErrorIsCalledTheSameBeforeTheFirstTokenAndInTheStream(Reason reason) {
    Cause cause = new Cause.Failed(refused(400, reason));
    Problem before = Problems.of(cause);
    EndingError within = EndingError.of(cause);

    assertThat(before.code()).isEqualTo(within.code()).isNotEmpty();
    assertThat(before.type()).isEqualTo(within.type());
    assertThat(before.message()).isEqualTo(within.message());
    assertThat(before.param()).isEqualTo(within.param());
  }

  @ParameterizedTest
  @CsvSource({
    "400, CONTEXT_TOO_LONG, 400, context_length_exceeded",
    "413, CONTEXT_TOO_LONG, 413, context_length_exceeded",
    "422, UNKNOWN, 422, invalid_request",
    "404, NOT_FOUND, 404, model_not_found",
    "429, RATE_LIMITED, 429, rate_limit_exceeded",
    "402, QUOTA, 429, insufficient_quota",
    "529, UNKNOWN, 503, overloaded",
    "500, UNKNOWN, 502, upstream_error",
    "418, UNKNOWN, 502, upstream_error",
    "401, UNKNOWN, 502, upstream_unauthorized",
    // A provider that says so by 400: it is the gateway's key, and not the client's request.
    "400, AUTHENTICATION, 502, upstream_unauthorized",
    "404, PERMISSION, 502, upstream_unauthorized",
  })
  void theStatusSaysWhoseFaultItIs(int theirs, Reason reason, int ours, String code) {
    Problem problem = Problems.of(new Cause.Failed(refused(theirs, reason)));

    assertThat(problem.status()).isEqualTo(ours);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.retriable()).isFalse();
  }

  @Test
  void whoIsOverloadedIsAskedAgainLater() {
    assertThat(Problems.of(new Cause.Failed(refused(529, Reason.OVERLOADED))).retryAfter())
        .contains(Duration.ofSeconds(1));
    assertThat(Problems.of(new Cause.Failed(refused(500, Reason.SERVER_ERROR))).retryAfter())
        .isEqualTo(Optional.empty());
  }
}
