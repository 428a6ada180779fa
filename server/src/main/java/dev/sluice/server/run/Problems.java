package dev.sluice.server.run;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.log.RunLogException;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.Problem;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What HTTP says of a run that has ended before its first token, and of one that can't be begun or
 * followed. The gateway has made its own retries by then, so that none of them tells a client to
 * try again by itself, unless the gateway itself is what is busy.
 */
final class Problems {
  private static final String INVALID = "invalid_request_error";

  /** No standard has a status for it; this one is nginx's. */
  private static final int STOPPED = 499;

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration AFTER_RESTART = Duration.ofSeconds(5);

  private Problems() {}

  /** Why there is no answer: called what it is called within a stream. */
  static Problem of(Cause cause) {
    EndingError error = EndingError.of(cause);
    return new Problem(
        cause.failure().map(Problems::status).orElse(STOPPED),
        error.type(),
        error.code(),
        error.message(),
        error.param(),
        cause.failure().flatMap(Problems::after),
        false);
  }

  private static int status(Failure failure) {
    return switch (failure) {
      case Failure.ByProvider said -> status(said);
      case Failure.Unreachable e -> 502;
      case Failure.Untrusted e -> 502;
      case Failure.Misconfigured e -> 502;
      case Failure.ConnectionLost e -> 502;
      case Failure.NotAStream e -> 502;
      case Failure.EndedEarly e -> 502;
      case Failure.Malformed e -> 502;
      case Failure.LimitExceeded e -> 502;
      case Failure.TakenBack e -> 502;
      case Failure.Recorded e -> 502;
      case Failure.Timeout e -> 504;
      case Failure.BudgetSpent e -> 400;
      case Failure.InvalidRequest e -> 400;
      case Failure.ProcessEnded e -> 503;
      case Failure.Unavailable e -> 503;
      case Failure.Defect e -> 500;
    };
  }

  private static int status(Failure.ByProvider said) {
    return switch (EndingError.reason(said)) {
      case INVALID_REQUEST, CONTEXT_TOO_LONG, CONTENT_FILTERED -> ownOr(400, said);
      case NOT_FOUND -> ownOr(404, said);
      case RATE_LIMITED, QUOTA -> 429;
      case OVERLOADED -> 503;
      // The gateway's own key, and no business of the client's.
      case AUTHENTICATION, PERMISSION, SERVER_ERROR, UNKNOWN -> 502;
    };
  }

  /** A provider's own status is passed on where it is about the client's request. */
  private static int ownOr(int otherwise, Failure.ByProvider said) {
    return said instanceof Failure.Refused refused
            && Set.of(400, 404, 409, 413, 422).contains(refused.status())
        ? refused.status()
        : otherwise;
  }

  private static Optional<Duration> after(Failure failure) {
    if (!(failure instanceof Failure.ByProvider said)) {
      return Optional.empty();
    }
    return switch (EndingError.reason(said)) {
      case RATE_LIMITED, QUOTA -> said.advice().after();
      case OVERLOADED -> said.advice().after().or(() -> Optional.of(SOON));
      default -> Optional.empty();
    };
  }

  // Of the gateway itself.

  static Problem tooMany(int streams) {
    return new Problem(
        429,
        "rate_limit_error",
        "too_many_streams",
        "the gateway has " + streams + " streams open, and no more are allowed; try again soon",
        "",
        Optional.of(SOON),
        true);
  }

  static Problem draining() {
    return new Problem(
        503,
        "server_error",
        "draining",
        "the gateway is shutting down and begins nothing any more; try again soon",
        "",
        Optional.of(AFTER_RESTART),
        true);
  }

  static Problem idle() {
    return Problem.of(
        408, INVALID, "client_idle", "the client has taken nothing for too long, and was let go");
  }

  static Problem noRun(String run) {
    return Problem.of(
        404, INVALID, "run_not_found", "there is no run " + run + ", or no more, for this key");
  }

  static Problem otherBody() {
    return Problem.of(
        409,
        "idempotency_error",
        "idempotency_key_reused",
        "this Idempotency-Key was sent with another request; use a new key for a new request");
  }

  static Problem longKey(int max) {
    return Problem.invalid(
        "idempotency_key_too_long",
        "an Idempotency-Key has 1 to " + max + " characters",
        "Idempotency-Key");
  }

  /** The log of runs can't be used for this. */
  static Problem of(RunLogException trouble) {
    return switch (trouble.kind()) {
      case GONE -> Problem.of(404, INVALID, "run_not_found", String.valueOf(trouble.getMessage()));
      case CLOSED -> draining();
      case BUSY, OVER, FULL, LOCKED, CORRUPT, NEWER, UNUSABLE ->
          Problem.of(
              503,
              "server_error",
              "run_log_unusable",
              // Why may name files.
              "the gateway cannot read or keep runs now (" + word(trouble) + ")");
    };
  }

  private static String word(RunLogException trouble) {
    return trouble.kind().name().toLowerCase(Locale.ROOT);
  }

  /** Something threw, which is reported elsewhere: what it was is no business of a client's. */
  static Problem defect() {
    return Problem.of(
        500,
        "server_error",
        "defect",
        "the gateway failed at this run; whoever runs it finds out why");
  }
}
