package dev.sluice.server.run;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.log.RunLogException;
import dev.sluice.server.dialect.Problem;
import java.time.Duration;
import java.util.Optional;

/**
 * What HTTP says of a run that has ended before its first token, and of one that can't be begun or
 * followed. The gateway has made its own retries by then, so that none of them tells a client to
 * try again by itself, unless the gateway itself is what is busy.
 */
final class Problems {
  private static final String UPSTREAM = "upstream_error";
  private static final String INVALID = "invalid_request_error";
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration AFTER_RESTART = Duration.ofSeconds(5);

  private Problems() {}

  /** Why there is no answer. */
  static Problem of(Cause cause) {
    return cause
        .failure()
        .map(Problems::of)
        .orElseGet(
            () -> of(499, "cancelled", "cancelled", "the run was stopped", Optional.empty()));
  }

  // Long because all that can go wrong is told in one place.
  private static Problem of(Failure failure) {
    String message = failure.message();
    return switch (failure) {
      case Failure.Refused refused -> refused(refused);
      case Failure.ErrorInStream error -> byReason(error, message);
      case Failure.Unreachable e -> upstream(502, "upstream_unreachable", message);
      case Failure.Untrusted e -> upstream(502, "upstream_untrusted", message);
      case Failure.Misconfigured e -> upstream(502, "upstream_misconfigured", message);
      case Failure.ConnectionLost e -> upstream(502, "upstream_connection_lost", message);
      case Failure.NotAStream e -> upstream(502, "upstream_not_a_stream", message);
      case Failure.EndedEarly e -> upstream(502, "upstream_ended_early", message);
      case Failure.Malformed e -> upstream(502, "upstream_malformed", message);
      case Failure.LimitExceeded e -> upstream(502, "limit_exceeded", message);
      case Failure.Timeout e -> upstream(504, "upstream_timeout", message);
      case Failure.BudgetSpent e -> Problem.invalid("over_budget", message, "");
      case Failure.ProcessEnded e ->
          of(503, "server_error", "interrupted", message, Optional.empty());
      case Failure.InvalidRequest e -> Problem.invalid("invalid_request", message, "");
      case Failure.Unavailable e ->
          of(503, "server_error", "model_unavailable", message, Optional.empty());
      case Failure.TakenBack e -> upstream(502, "taken_back", message);
      case Failure.Recorded e -> upstream(502, e.kind(), message);
      case Failure.Defect e -> of(500, "server_error", "defect", message, Optional.empty());
    };
  }

  /** A provider's own status is passed on where it is about the client's request. */
  private static Problem refused(Failure.Refused refused) {
    String message = refused.message();
    return switch (refused.status()) {
      case 400, 404, 409, 413, 422 -> request(refused.status(), refused, message);
      default ->
          refused.reason() == Failure.Reason.UNKNOWN
              ? byReason(refused.because(Failure.Reason.ofStatus(refused.status())), message)
              : byReason(refused, message);
    };
  }

  private static Problem byReason(Failure.ByProvider said, String message) {
    Optional<Duration> after = said.advice().after();
    return switch (said.reason()) {
      case AUTHENTICATION, PERMISSION -> upstream(502, "upstream_unauthorized", message);
      case NOT_FOUND -> request(404, said, message);
      case INVALID_REQUEST, CONTEXT_TOO_LONG, CONTENT_FILTERED -> request(400, said, message);
      case RATE_LIMITED ->
          of(429, "rate_limit_error", word(said, "rate_limit_exceeded"), message, after);
      case QUOTA -> of(429, "insufficient_quota", word(said, "insufficient_quota"), message, after);
      case OVERLOADED ->
          of(503, UPSTREAM, "upstream_overloaded", message, after.or(() -> one(SOON)));
      default -> upstream(502, word(said, "upstream_failed"), message);
    };
  }

  private static Problem request(int status, Failure.ByProvider said, String message) {
    String type = said.type().isEmpty() ? INVALID : said.type();
    return new Problem(status, type, said.code(), message, said.field(), Optional.empty(), false);
  }

  private static String word(Failure.ByProvider said, String otherwise) {
    return said.code().isEmpty() ? otherwise : said.code();
  }

  private static Problem upstream(int status, String code, String message) {
    return of(status, UPSTREAM, code, message, Optional.empty());
  }

  private static Problem of(
      int status, String type, String code, String message, Optional<Duration> after) {
    return new Problem(status, type, code, message, "", after, false);
  }

  private static Optional<Duration> one(Duration time) {
    return Optional.of(time);
  }

  // Of the gateway itself.

  static Problem tooMany(int streams) {
    return new Problem(
        429,
        "rate_limit_error",
        "too_many_streams",
        "the gateway has " + streams + " streams open, and no more are allowed; try again soon",
        "",
        one(SOON),
        true);
  }

  static Problem draining() {
    return new Problem(
        503,
        "server_error",
        "draining",
        "the gateway is shutting down and begins nothing any more; try again soon",
        "",
        one(AFTER_RESTART),
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
          of(
              503,
              "server_error",
              "run_log_unusable",
              String.valueOf(trouble.getMessage()),
              Optional.empty());
    };
  }

  static Problem defect(Throwable thrown) {
    return of(new Failure.Defect(thrown));
  }
}
