package dev.sluice.provider.gemini;

import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Reason;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.spi.provider.RetryHeaders;
import dev.sluice.spi.transport.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An error as Google's interfaces tell it: {@code google.rpc.Status}, in whose details stand how
 * long to wait, which quota is used up and which field is wrong. Not thread-safe.
 */
final class GoogleError {
  private static final Pattern CONTEXT =
      Pattern.compile(
          "input token count .*exceeds|exceeds the maximum number of tokens|context length"
              + "|maximum context|prompt is too long");
  private static final Pattern KEY =
      Pattern.compile("api key (not|is not|is in)?\\s*(valid|found|expired)|unregistered callers");
  private static final Pattern SPENT =
      Pattern.compile("credits? (are|is|have been) depleted|spending cap|billing account");
  private static final Pattern RETRY_IN = Pattern.compile("retry in (\\d{1,9}(\\.\\d{1,9})?)s");
  private static final Pattern SECONDS = Pattern.compile("(\\d{1,9}(\\.\\d{1,9})?)s");

  /** More than any message before it says what is wrong. */
  private static final int MAX_LENGTH = 4096;

  private long code = -1;
  private String message = "";
  private String status = "";
  private String reason = "";
  private String field = "";
  private String quotas = "";
  private boolean noneAtAll;
  private Optional<Duration> delay = Optional.empty();

  private GoogleError() {}

  /** The current value, of a member {@code error}. */
  static GoogleError read(JsonReader json) {
    GoogleError error = new GoogleError();
    if (!json.isObject()) {
      String said = json.text();
      error.message = said.equals("false") ? "" : said;
      return error;
    }
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "code" -> error.code = json.number(-1);
        case "message" -> error.message = json.text();
        case "status" -> error.status = json.text();
        case "details" -> error.details(json);
        default -> json.skip();
      }
    }
    return error;
  }

  /** What a body says; null if it is not an error in this form. */
  static @Nullable GoogleError of(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      GoogleError found = null;
      boolean here = json.isObject() || (json.enterArray() && json.nextElement());
      if (here && json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          if (name.equals("error")) {
            found = read(json);
          } else {
            json.skip();
          }
        }
      }
      return found == null || found.isNothing() ? null : found;
    } catch (JsonException noJson) {
      return null;
    }
  }

  /** Whether it says nothing: no error, in the words of some servers. */
  boolean isNothing() {
    return message.isEmpty() && status.isEmpty() && code <= 0;
  }

  private void details(JsonReader json) {
    if (json.enterArray()) {
      while (json.nextElement()) {
        if (json.enterObject()) {
          for (String name; (name = json.nextName()) != null; ) {
            detail(name, json);
          }
        }
      }
    }
  }

  /** The members of the kinds of details have names of their own. */
  private void detail(String name, JsonReader json) {
    switch (name) {
      case "retryDelay" -> delay = seconds(json.text());
      case "reason" -> reason = json.text();
      case "fieldViolations" -> violations(json);
      case "violations" -> violations(json);
      case "metadata" -> metadata(json);
      default -> json.skip();
    }
  }

  private void violations(JsonReader json) {
    if (!json.enterArray()) {
      return;
    }
    while (json.nextElement()) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          switch (name) {
            case "field" -> field = field.isEmpty() ? json.text() : skipped(json, field);
            case "quotaId", "subject" -> quota(json.text());
            case "quotaValue" -> noneAtAll |= json.text().equals("0");
            default -> json.skip();
          }
        }
      }
    }
  }

  private void metadata(JsonReader json) {
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("quota_limit")) {
          quota(json.text());
        } else {
          json.skip();
        }
      }
    }
  }

  private void quota(String name) {
    if (quotas.length() < 1000) {
      quotas += name + " ";
    }
  }

  private static String skipped(JsonReader json, String kept) {
    json.skip();
    return kept;
  }

  private static Optional<Duration> seconds(String text) {
    Matcher told = SECONDS.matcher(text);
    return told.matches() ? Optional.of(duration(told.group(1))) : Optional.empty();
  }

  private static Duration duration(String seconds) {
    return Duration.ofNanos((long) (Double.parseDouble(seconds) * 1e9));
  }

  /** As the body of a response with an error status. */
  Failure.Refused refused(String target, ResponseHead head, String requestId) {
    Reason blamed = reason(head.status());
    Failure.RetryAdvice headers = RetryHeaders.of(head);
    Failure.RetryAdvice own = advice(blamed);
    Failure.RetryAdvice advice =
        new Failure.RetryAdvice(headers.after().or(own::after), headers.should().or(own::should));
    return new Failure.Refused(target, head.status(), message, status, reason, requestId, advice)
        .because(blamed)
        .about(field);
  }

  /** As an error in the stream. */
  Failure.ErrorInStream inStream() {
    int told = code > 0 && code < 1000 ? (int) code : 0;
    Reason blamed = reason(told);
    return new Failure.ErrorInStream(message, status, reason.isEmpty() ? number(told) : reason)
        .because(blamed)
        .about(field)
        .advised(advice(blamed));
  }

  private static String number(int code) {
    return code == 0 ? "" : Integer.toString(code);
  }

  /** Whoever has used up a day's quota is told to come back within a minute, and need not. */
  private Failure.RetryAdvice advice(Reason blamed) {
    if (blamed == Reason.QUOTA) {
      return new Failure.RetryAdvice(Optional.empty(), Optional.of(false));
    }
    Matcher words = RETRY_IN.matcher(message);
    Optional<Duration> wait =
        delay.isPresent() || !words.find() ? delay : Optional.of(duration(words.group(1)));
    return new Failure.RetryAdvice(wait, Optional.empty());
  }

  private Reason reason(int httpStatus) {
    String words =
        message.substring(0, Math.min(MAX_LENGTH, message.length())).toLowerCase(Locale.ROOT);
    if (reason.startsWith("API_KEY_INVALID")
        || reason.equals("CREDENTIALS_MISSING")
        || KEY.matcher(words).find()) {
      return Reason.AUTHENTICATION;
    }
    return switch (status.isEmpty() ? statusOf(httpStatus) : status) {
      case "INVALID_ARGUMENT", "OUT_OF_RANGE" ->
          CONTEXT.matcher(words).find() ? Reason.CONTEXT_TOO_LONG : Reason.INVALID_REQUEST;
      // Where the model is not offered, or not without an account that is charged.
      case "FAILED_PRECONDITION", "PERMISSION_DENIED" -> Reason.PERMISSION;
      case "UNAUTHENTICATED" -> Reason.AUTHENTICATION;
      case "NOT_FOUND" -> Reason.NOT_FOUND;
      case "RESOURCE_EXHAUSTED" -> isSpent(words) ? Reason.QUOTA : Reason.RATE_LIMITED;
      case "UNAVAILABLE" -> Reason.OVERLOADED;
      case "UNIMPLEMENTED", "ALREADY_EXISTS" -> Reason.INVALID_REQUEST;
      case "INTERNAL", "DEADLINE_EXCEEDED", "CANCELLED", "ABORTED", "DATA_LOSS" ->
          Reason.SERVER_ERROR;
      default -> Reason.UNKNOWN;
    };
  }

  private boolean isSpent(String words) {
    return noneAtAll
        || quotas.contains("PerDay")
        || quotas.contains("PerMonth")
        || SPENT.matcher(words).find();
  }

  private static String statusOf(int httpStatus) {
    return switch (httpStatus) {
      case 400, 413, 422 -> "INVALID_ARGUMENT";
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 503 -> "UNAVAILABLE";
      default -> httpStatus >= 500 ? "INTERNAL" : "UNKNOWN";
    };
  }
}
