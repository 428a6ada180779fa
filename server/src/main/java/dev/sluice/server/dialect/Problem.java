package dev.sluice.server.dialect;

import java.time.Duration;
import java.util.Optional;

/**
 * Why there is no answer.
 *
 * @param status of HTTP
 * @param type a word for the kind of error, as OpenAI has them: {@code invalid_request_error}
 * @param code a word for what exactly it is: {@code model_not_found}; empty if there is none
 * @param message for a person: what is wrong, where, and what to do; without secrets
 * @param param the field that is wrong; empty if it is none
 * @param retryAfter when it may be worth to try again
 * @param retriable whether the client should try again by itself
 */
public record Problem(
    int status,
    String type,
    String code,
    String message,
    String param,
    Optional<Duration> retryAfter,
    boolean retriable) {

  /** The client's fault. */
  public static Problem invalid(String code, String message, String param) {
    return new Problem(400, "invalid_request_error", code, message, param, Optional.empty(), false);
  }

  /** One of another status. */
  public static Problem of(int status, String type, String code, String message) {
    return new Problem(status, type, code, message, "", Optional.empty(), false);
  }
}
