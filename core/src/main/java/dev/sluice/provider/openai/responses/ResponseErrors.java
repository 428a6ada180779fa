package dev.sluice.provider.openai.responses;

import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Reason;
import dev.sluice.chat.Failure.RetryAdvice;
import dev.sluice.spi.provider.ErrorBody;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the errors of responses mean, by the codes that OpenAI's reference lists. */
final class ResponseErrors {
  private static final Pattern STATUS = Pattern.compile("[45]\\d\\d");

  /** How long to wait stands in the message, where there is no header for it. */
  private static final Pattern WAIT =
      Pattern.compile(
          "try again in (\\d{1,9}(?:\\.\\d{1,9})?) ?(ms|s|m)", Pattern.CASE_INSENSITIVE);

  private ResponseErrors() {}

  /** The error that an event or a failed response brings, an object or a text. */
  static Failure.ErrorInStream inStream(String error) {
    ErrorBody body = ErrorBody.ofError(error);
    // An event that is the error itself has the event's type in its place.
    String type = body.type().equals("error") ? "" : body.type();
    Failure.ErrorInStream failure =
        new Failure.ErrorInStream(
                body.message().isEmpty() ? error : body.message(), type, body.code())
            .because(reason(body))
            .about(body.field());
    return wait(body.message())
        .map(time -> failure.advised(new RetryAdvice(Optional.of(time), Optional.empty())))
        .orElse(failure);
  }

  /** The same of a response with an error status, whose headers know better how long to wait. */
  static Failure.Refused refused(Failure.Refused plain) {
    Reason told = byCode(plain.code());
    Failure.Refused refused = told == Reason.UNKNOWN ? plain : plain.because(told);
    if (refused.reason() != Reason.RATE_LIMITED || refused.advice().after().isPresent()) {
      return refused;
    }
    return wait(refused.detail())
        .map(time -> refused.advised(new RetryAdvice(Optional.of(time), refused.advice().should())))
        .orElse(refused);
  }

  private static Reason reason(ErrorBody body) {
    Reason told = byCode(body.code());
    if (told == Reason.UNKNOWN) {
      told = body.reason();
    }
    return told == Reason.UNKNOWN && STATUS.matcher(body.code()).matches()
        ? byStatus(Integer.parseInt(body.code()))
        : told;
  }

  private static Reason byCode(String code) {
    return switch (code) {
      case "server_error", "vector_store_timeout" -> Reason.SERVER_ERROR;
      case "rate_limit_exceeded" -> Reason.RATE_LIMITED;
      case "server_is_overloaded", "slow_down" -> Reason.OVERLOADED;
      case "insufficient_quota", "usage_not_included" -> Reason.QUOTA;
      case "context_length_exceeded" -> Reason.CONTEXT_TOO_LONG;
      case "bio_policy", "cyber_policy", "image_content_policy_violation" ->
          Reason.CONTENT_FILTERED;
      case "image_file_not_found" -> Reason.NOT_FOUND;
      case "invalid_prompt",
          "data_residency_mismatch",
          "invalid_encrypted_content",
          "invalid_image",
          "invalid_image_format",
          "invalid_base64_image",
          "invalid_image_url",
          "invalid_image_mode",
          "image_too_large",
          "image_too_small",
          "image_parse_error",
          "image_file_too_large",
          "unsupported_image_media_type",
          "empty_image_file",
          "failed_to_download_image" ->
          Reason.INVALID_REQUEST;
      default -> Reason.UNKNOWN;
    };
  }

  /** Some servers have the status for a code. */
  private static Reason byStatus(int status) {
    Reason told = Reason.ofStatus(status);
    boolean mayPass = status == 408 || status == 409;
    return told == Reason.UNKNOWN && !mayPass ? Reason.INVALID_REQUEST : told;
  }

  private static Optional<Duration> wait(String message) {
    Matcher told = WAIT.matcher(message);
    if (!told.find()) {
      return Optional.empty();
    }
    double unit =
        switch (told.group(2)) {
          case "ms" -> 1e6;
          case "m" -> 60e9;
          default -> 1e9;
        };
    return Optional.of(Duration.ofNanos((long) (Double.parseDouble(told.group(1)) * unit)));
  }
}
