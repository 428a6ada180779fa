package dev.sluice.server.dialect.gemini;

import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** {@code {"error":{"code","message","status","details"}}}, as {@code google.rpc.Status} has it. */
final class GoogleStatus {
  private static final String TYPES = "type.googleapis.com/google.rpc.";
  private static final String CONTEXT = "context_length_exceeded";

  private GoogleStatus() {}

  /** Of an answer that says why there is none. */
  static byte[] of(Problem problem) {
    return of(
        problem.status(),
        new EndingError(problem.message(), problem.type(), problem.code(), problem.param()),
        problem.retryAfter());
  }

  /** Of an answer that broke off. */
  static byte[] of(EndingError error) {
    return of(code(error), error, Optional.empty());
  }

  private static byte[] of(int code, EndingError error, Optional<Duration> retryAfter) {
    JsonWriter json = new JsonWriter().object().object("error");
    json.put("code", code).put("message", message(error)).put("status", status(code));
    json.array("details");
    if (!error.code().isEmpty()) {
      json.object().put("@type", TYPES + "ErrorInfo");
      json.put("reason", reason(error.code())).put("domain", "sluice").end();
    }
    if (!error.param().isEmpty()) {
      json.object().put("@type", TYPES + "BadRequest").array("fieldViolations").object();
      json.put("field", error.param()).put("description", error.message());
      json.end().end().end();
    }
    retryAfter.ifPresent(
        wait ->
            json.object()
                .put("@type", TYPES + "RetryInfo")
                .put("retryDelay", seconds(wait) + "s")
                .end());
    return json.end().end().end().text().getBytes(StandardCharsets.UTF_8);
  }

  private static long seconds(Duration wait) {
    return wait.plusMillis(999).toSeconds();
  }

  /** Clients know by its words that a prompt is too long. */
  private static String message(EndingError error) {
    boolean isSaid = error.message().toLowerCase(Locale.ROOT).contains("input token count");
    return error.code().equals(CONTEXT) && !isSaid
        ? "The input token count exceeds the maximum number of tokens allowed: " + error.message()
        : error.message();
  }

  private static String reason(String code) {
    return code.equals("invalid_api_key")
        ? "API_KEY_INVALID"
        : code.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
  }

  /**
   * What an error in the stream is as a status of HTTP, which clients want to be one of an error.
   */
  private static int code(EndingError error) {
    return switch (error.type()) {
      case "invalid_request_error" -> error.code().equals("model_not_found") ? 404 : 400;
      case "content_filter" -> 400;
      case "rate_limit_error", "insufficient_quota" -> 429;
      case "overloaded_error" -> 503;
      case "timeout_error" -> 504;
      case "cancelled" -> 499;
      default ->
          switch (error.code()) {
            case "truncated", "cut", "interrupted", "restarted", "connection_lost" -> 503;
            default -> 500;
          };
    };
  }

  private static String status(int code) {
    return switch (code) {
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 405, 501 -> "UNIMPLEMENTED";
      case 408, 504 -> "DEADLINE_EXCEEDED";
      case 409 -> "ABORTED";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 499 -> "CANCELLED";
      case 502, 503 -> "UNAVAILABLE";
      default -> code >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
    };
  }
}
