package dev.sluice.spi.provider;

import dev.sluice.chat.Failure.Reason;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells what a provider blames, by its status and the words of its error. */
final class Reasons {
  private static final Pattern CONTEXT =
      Pattern.compile(
          "context.?length|context.?window|context.?size|maximum context|prompt is too long"
              + "|input is too long|too many (input )?tokens|string_above_max_length");
  private static final Pattern QUOTA =
      Pattern.compile("insufficient.?(quota|balance|credit)|billing|payment|credit balance");
  private static final Pattern FILTER =
      Pattern.compile("content.?filter|content.?policy|responsibleai|safety_violation");
  private static final Pattern OVERLOADED = Pattern.compile("overload|capacity|unavailable");
  private static final Pattern RATE = Pattern.compile("rate.?limit|throttl|too.?many.?requests");
  private static final Pattern AUTHENTICATION =
      Pattern.compile("authenticat|invalid.?api.?key|unauthorized|unauthenticated");
  private static final Pattern PERMISSION = Pattern.compile("permission|forbidden|access.?denied");
  private static final Pattern NOT_FOUND = Pattern.compile("not.?found");
  private static final Pattern INVALID = Pattern.compile("invalid|validation|bad.?request");
  private static final Pattern SERVER = Pattern.compile("server.?error|internal|api_error");

  private Reasons() {}

  /**
   * What is blamed.
   *
   * @param status zero if there is none
   */
  static Reason of(int status, ErrorBody error) {
    String words = (error.type() + " " + error.code()).toLowerCase(Locale.ROOT);
    String all = words + " " + error.message().toLowerCase(Locale.ROOT);
    if (QUOTA.matcher(words).find() || status == 402) {
      return Reason.QUOTA;
    }
    if (CONTEXT.matcher(all).find() && (status == 0 || status == 400 || status == 413)) {
      return Reason.CONTEXT_TOO_LONG;
    }
    if (FILTER.matcher(words).find()) {
      return Reason.CONTENT_FILTERED;
    }
    Reason told = byStatus(status);
    return told == Reason.UNKNOWN ? byWords(words) : told;
  }

  private static Reason byStatus(int status) {
    return switch (status) {
      case 400, 405, 411, 413, 414, 415, 422 -> Reason.INVALID_REQUEST;
      case 401 -> Reason.AUTHENTICATION;
      case 403 -> Reason.PERMISSION;
      case 404, 410 -> Reason.NOT_FOUND;
      case 429 -> Reason.RATE_LIMITED;
      case 503, 529 -> Reason.OVERLOADED;
      default -> status >= 500 ? Reason.SERVER_ERROR : Reason.UNKNOWN;
    };
  }

  private static Reason byWords(String words) {
    if (OVERLOADED.matcher(words).find()) {
      return Reason.OVERLOADED;
    }
    if (RATE.matcher(words).find()) {
      return Reason.RATE_LIMITED;
    }
    if (AUTHENTICATION.matcher(words).find()) {
      return Reason.AUTHENTICATION;
    }
    if (PERMISSION.matcher(words).find()) {
      return Reason.PERMISSION;
    }
    if (NOT_FOUND.matcher(words).find()) {
      return Reason.NOT_FOUND;
    }
    if (SERVER.matcher(words).find()) {
      return Reason.SERVER_ERROR;
    }
    return INVALID.matcher(words).find() ? Reason.INVALID_REQUEST : Reason.UNKNOWN;
  }
}
