package dev.sluice.provider.anthropic;

import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Reason;
import dev.sluice.spi.provider.ErrorBody;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the API's errors blame, by the types that its documentation lists. */
final class Errors {
  private static final Pattern CONTEXT =
      Pattern.compile(
          "prompt is too long|exceed(s|ed)? (the )?context limit|context.?(window|length|size)"
              + "|too many (input )?tokens");

  /** Used up credit is told as an invalid request. */
  private static final Pattern QUOTA = Pattern.compile("credit balance|usage limits");

  /** {@code messages.0.content: …}: what a message about a field begins with. */
  private static final Pattern FIELD =
      Pattern.compile("([a-z][a-z0-9_]*(?:\\.[a-z0-9_]+){0,20}): ");

  private static final int MAX_FIELD = 200;

  private Errors() {}

  /** An error in a stream. */
  static Failure.ErrorInStream inStream(ErrorBody error) {
    Failure.ErrorInStream failure = error.inStream();
    return failure.because(reason(error, failure.reason())).about(field(error));
  }

  /** The same error of a response with an error status. */
  static Failure.Refused refined(Failure.Refused refused, ErrorBody error) {
    return refused.because(reason(error, refused.reason())).about(field(error));
  }

  private static Reason reason(ErrorBody error, Reason otherwise) {
    String message = error.message().toLowerCase(Locale.ROOT);
    return switch (error.type()) {
      case "invalid_request_error", "request_too_large" -> {
        if (QUOTA.matcher(message).find()) {
          yield Reason.QUOTA;
        }
        yield CONTEXT.matcher(message).find() ? Reason.CONTEXT_TOO_LONG : Reason.INVALID_REQUEST;
      }
      case "authentication_error" -> Reason.AUTHENTICATION;
      case "billing_error" -> Reason.QUOTA;
      case "permission_error" -> Reason.PERMISSION;
      case "not_found_error" -> Reason.NOT_FOUND;
      case "rate_limit_error" -> Reason.RATE_LIMITED;
      case "overloaded_error" -> Reason.OVERLOADED;
      case "api_error", "timeout_error" -> Reason.SERVER_ERROR;
      default -> otherwise;
    };
  }

  private static String field(ErrorBody error) {
    if (!error.field().isEmpty() || !error.type().equals("invalid_request_error")) {
      return error.field();
    }
    Matcher named = FIELD.matcher(error.message());
    boolean names = named.lookingAt() && named.group(1).length() <= MAX_FIELD;
    return names ? named.group(1) : "";
  }
}
