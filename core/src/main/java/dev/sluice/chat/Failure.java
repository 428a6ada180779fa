package dev.sluice.chat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What went wrong, told so that a person knows what happened, to what, and what to do next. No
 * message ever holds a key.
 *
 * <p>What providers will tell more of, {@link Refused} and {@link ErrorInStream}, are classes that
 * may grow; the others are records.
 */
// Long because the kinds of failures, and what each says to a person, are read side by side.
public sealed interface Failure {

  /** One line for a person. */
  String message();

  /** One word for programs, such as {@code refused}. */
  String kind();

  /** The exception below, if there is one. */
  default Optional<Throwable> cause() {
    return Optional.empty();
  }

  /** No connection could be made. */
  record Unreachable(String target, String reason, Optional<Throwable> cause) implements Failure {
    @Override
    public String message() {
      return "cannot reach " + target + ": " + reason;
    }

    @Override
    public String kind() {
      return "unreachable";
    }
  }

  /**
   * TLS was refused: the certificate does not fit, or only old versions are spoken. Another attempt
   * would end the same way.
   */
  record Untrusted(String target, String reason, Optional<Throwable> cause) implements Failure {
    @Override
    public String message() {
      return "no safe connection to " + target + ": " + reason;
    }

    @Override
    public String kind() {
      return "untrusted";
    }
  }

  /**
   * Something is set that cannot work: the address, a header, a proxy or its login. Another attempt
   * would end the same way.
   */
  record Misconfigured(String target, String reason, Optional<Throwable> cause) implements Failure {
    @Override
    public String message() {
      return "cannot reach " + target + " as it is set: " + reason;
    }

    @Override
    public String kind() {
      return "misconfigured";
    }
  }

  /** The connection broke. */
  record ConnectionLost(String target, String reason, Optional<Throwable> cause)
      implements Failure {
    @Override
    public String message() {
      return "the connection to " + target + " was lost: " + reason;
    }

    @Override
    public String kind() {
      return "connection_lost";
    }
  }

  /**
   * What a provider blames, the same for all of them. More may come: a {@code switch} has a
   * default.
   */
  enum Reason {
    /** The key is missing, wrong or expired. */
    AUTHENTICATION(false, "; check the API key"),
    /** The key may not do this. */
    PERMISSION(false, "; check the API key and what it may do"),
    /** There is no such model, address or file. */
    NOT_FOUND(false, "; check the model's name"),
    /** Something in the request is wrong; {@link ByProvider#field} may say what. */
    INVALID_REQUEST(false, ""),
    /** The request, with room for its answer, is longer than the model's context. */
    CONTEXT_TOO_LONG(false, "; shorten the conversation, or ask for fewer tokens"),
    /** Too much was asked within a time; {@link ByProvider#advice} may say how long to wait. */
    RATE_LIMITED(true, ""),
    /** What was paid for is used up: waiting does not help. */
    QUOTA(false, "; check the account's balance and plan"),
    /** The provider has more to do than it can. */
    OVERLOADED(true, ""),
    /** A filter of the provider's stopped the request or its answer. */
    CONTENT_FILTERED(false, "; a filter of the provider's stopped it, another wording may pass"),
    /** Something broke at the provider. */
    SERVER_ERROR(true, ""),
    /** It does not say, or nothing of these. */
    UNKNOWN(true, "");

    private final boolean passing;

    /** What a person may do. */
    private final String hint;

    Reason(boolean passing, String hint) {
      this.passing = passing;
      this.hint = hint;
    }

    /** Whether the same request may succeed at another time. */
    public boolean mayPass() {
      return passing;
    }

    /**
     * What an HTTP status blames by itself: those of RFC 9110, and of RFC 6585 and of providers the
     * ones that are known. What is said beside it may be more exact, but takes no blame away from
     * the request or from whoever asks.
     */
    public static Reason ofStatus(int status) {
      return switch (status) {
        case 400, 405, 406, 411, 413, 414, 415, 422, 431 -> INVALID_REQUEST;
        case 401 -> AUTHENTICATION;
        case 402 -> QUOTA;
        case 403, 451 -> PERMISSION;
        case 404, 410 -> NOT_FOUND;
        case 429 -> RATE_LIMITED;
        case 498, 503, 529 -> OVERLOADED;
        default -> status >= 500 ? SERVER_ERROR : UNKNOWN;
      };
    }

    /** What a person may do about this; a key that was good once is not what has to be checked. */
    private String hint(ByProvider said) {
      if (this != AUTHENTICATION) {
        return hint;
      }
      return Words.CLOCK.in(said)
          ? ""
          : Words.EXPIRED.in(said) ? "; the key or token has expired: renew it" : hint;
    }
  }

  /** What a provider said of itself. */
  sealed interface ByProvider extends Failure permits Refused, ErrorInStream {

    /** The provider's message, in full. */
    String detail();

    /** The provider's error type, empty if it gives none. */
    String type();

    /** The provider's error code, empty if it gives none. */
    String code();

    /** What it blames, as far as that can be told. */
    Reason reason();

    /** What of the request it blames, such as {@code messages[0].content}; empty if not told. */
    String field();

    /** What it says of a retry. */
    RetryAdvice advice();
  }

  /** The provider answered with an HTTP error status. */
  final class Refused extends Value implements ByProvider {
    private final String target;
    private final int status;
    private final String detail;
    private final String type;
    private final String code;
    private final String requestId;
    private final RetryAdvice advice;
    private final Reason reason;
    private final String field;

    /**
     * A refusal, whose reason is not known yet.
     *
     * @param target who refused
     * @param status see {@link #status}
     * @param detail see {@link #detail}
     * @param type see {@link #type}
     * @param code see {@link #code}
     * @param requestId see {@link #requestId}
     * @param advice see {@link #advice}
     */
    public Refused(
        String target,
        int status,
        String detail,
        String type,
        String code,
        String requestId,
        RetryAdvice advice) {
      this(target, status, detail, type, code, requestId, advice, Reason.UNKNOWN, "");
    }

    private Refused(
        String target,
        int status,
        String detail,
        String type,
        String code,
        String requestId,
        RetryAdvice advice,
        Reason reason,
        String field) {
      this.target = Objects.requireNonNull(target, "target");
      this.status = status;
      this.detail = Objects.requireNonNull(detail, "detail");
      this.type = Objects.requireNonNull(type, "type");
      this.code = Objects.requireNonNull(code, "code");
      this.requestId = Objects.requireNonNull(requestId, "requestId");
      this.advice = Objects.requireNonNull(advice, "advice");
      this.reason = Objects.requireNonNull(reason, "reason");
      this.field = Objects.requireNonNull(field, "field");
    }

    /** This, which blames that. */
    public Refused because(Reason blamed) {
      return new Refused(target, status, detail, type, code, requestId, advice, blamed, field);
    }

    /** This, which blames that part of the request. */
    public Refused about(String blamed) {
      return new Refused(target, status, detail, type, code, requestId, advice, reason, blamed);
    }

    /** This with other advice. */
    public Refused advised(RetryAdvice other) {
      return new Refused(target, status, detail, type, code, requestId, other, reason, field);
    }

    /** This, whose detail goes on with a hint of what to do. */
    public Refused hinting(String hint) {
      return new Refused(
          target,
          status,
          OneLine.hinted(detail, hint),
          type,
          code,
          requestId,
          advice,
          reason,
          field);
    }

    /** Who refused. */
    public String target() {
      return target;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }

    /** The message of the provider's error body, or the body's beginning. */
    @Override
    public String detail() {
      return detail;
    }

    /** The provider's error type, empty if it gives none. */
    @Override
    public String type() {
      return type;
    }

    /** The provider's error code, empty if it gives none. */
    @Override
    public String code() {
      return code;
    }

    /** What to quote to the provider's support, empty if it gives none. */
    public String requestId() {
      return requestId;
    }

    /** What its headers or its body say of a retry. */
    @Override
    public RetryAdvice advice() {
      return advice;
    }

    @Override
    public Reason reason() {
      return reason;
    }

    @Override
    public String field() {
      return field;
    }

    @Override
    public String message() {
      String more =
          OneLine.about(field, detail)
              + (requestId.isEmpty() ? "" : " (request " + requestId + ")")
              + hint()
              + advice.tooLong();
      return target
          + " answered "
          + status
          + (detail.isEmpty() ? more : ": " + OneLine.joined(detail, more));
    }

    /** This, said to whoever was to try again and does not wait for so long as it asks to. */
    public Refused unlessWithin(Duration longest) {
      RetryAdvice bounded = new RetryAdvice(advice.after, advice.should, Optional.of(longest));
      return advised(bounded);
    }

    @Override
    List<Object> values() {
      return List.of(target, status, detail, type, code, requestId, advice, reason, field);
    }

    private String hint() {
      return switch (status) {
        case 401 -> Reason.AUTHENTICATION.hint(this);
        case 403 -> (reason == Reason.UNKNOWN ? Reason.PERMISSION : reason).hint(this);
        case 404 ->
            Words.DEPLOYMENT.in(this)
                ? "; check the deployment's name and the address of its resource"
                : "; check the model's name and the base URL";
        case 405 -> "; check the base URL";
        default -> reason.hint(this);
      };
    }

    @Override
    public String kind() {
      return "refused";
    }
  }

  /**
   * What a refusing provider says of trying again.
   *
   * @param after how long to wait first, if it says
   * @param should its own word on whether to retry, if it says
   * @param longest how long whoever was to try again waits at most, where that is too short
   */
  record RetryAdvice(
      Optional<Duration> after, Optional<Boolean> should, Optional<Duration> longest) {
    /** It says nothing. */
    public static final RetryAdvice NONE = new RetryAdvice(Optional.empty(), Optional.empty());

    /** What the provider itself says. */
    public RetryAdvice(Optional<Duration> after, Optional<Boolean> should) {
      this(after, should, Optional.empty());
    }

    private String tooLong() {
      return after.isEmpty() || longest.isEmpty()
          ? ""
          : "; it asks to wait "
              + seconds(after.get())
              + " before the next attempt, and retries wait "
              + seconds(longest.get())
              + " at most";
    }

    private static String seconds(Duration time) {
      return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }
  }

  /** The provider reported an error inside the stream. */
  final class ErrorInStream extends Value implements ByProvider {
    private final String detail;
    private final String type;
    private final String code;
    private final RetryAdvice advice;
    private final Reason reason;
    private final String field;

    /**
     * An error, whose reason is not known yet.
     *
     * @param detail see {@link #detail}
     * @param type see {@link #type}
     * @param code see {@link #code}
     */
    public ErrorInStream(String detail, String type, String code) {
      this(detail, type, code, RetryAdvice.NONE, Reason.UNKNOWN, "");
    }

    private ErrorInStream(
        String detail, String type, String code, RetryAdvice advice, Reason reason, String field) {
      this.detail = Objects.requireNonNull(detail, "detail");
      this.type = Objects.requireNonNull(type, "type");
      this.code = Objects.requireNonNull(code, "code");
      this.advice = Objects.requireNonNull(advice, "advice");
      this.reason = Objects.requireNonNull(reason, "reason");
      this.field = Objects.requireNonNull(field, "field");
    }

    /** This, which blames that. */
    public ErrorInStream because(Reason blamed) {
      return new ErrorInStream(detail, type, code, advice, blamed, field);
    }

    /** This, which blames that part of the request. */
    public ErrorInStream about(String blamed) {
      return new ErrorInStream(detail, type, code, advice, reason, blamed);
    }

    /** This, whose detail goes on with a hint of what to do. */
    public ErrorInStream hinting(String hint) {
      return new ErrorInStream(OneLine.hinted(detail, hint), type, code, advice, reason, field);
    }

    /** This with advice. */
    public ErrorInStream advised(RetryAdvice other) {
      return new ErrorInStream(detail, type, code, other, reason, field);
    }

    /** The provider's message. */
    @Override
    public String detail() {
      return detail;
    }

    /** The provider's error type, empty if it gives none. */
    @Override
    public String type() {
      return type;
    }

    /** The provider's error code, empty if it gives none. */
    @Override
    public String code() {
      return code;
    }

    @Override
    public RetryAdvice advice() {
      return advice;
    }

    @Override
    public Reason reason() {
      return reason;
    }

    @Override
    public String field() {
      return field;
    }

    @Override
    List<Object> values() {
      return List.of(detail, type, code, advice, reason, field);
    }

    @Override
    public String message() {
      String more =
          (type.isEmpty() ? "" : " (" + OneLine.of(type) + ")")
              + OneLine.about(field, detail)
              + reason.hint(this)
              + advice.tooLong();
      return "the provider reported an error"
          + (detail.isEmpty() ? more : ": " + OneLine.joined(detail, more));
    }

    /** This, said to whoever was to try again and does not wait for so long as it asks to. */
    public ErrorInStream unlessWithin(Duration longest) {
      return advised(new RetryAdvice(advice.after, advice.should, Optional.of(longest)));
    }

    @Override
    public String kind() {
      return "error_in_stream";
    }
  }

  /** A good status, but the body is no event stream. */
  record NotAStream(String target, int status, String contentType, String body) implements Failure {
    @Override
    public String message() {
      return target
          + " answered "
          + status
          + (isSaidToBe()
              ? " and calls its body " + contentType + ", which it is not: "
              : " with "
                  + (contentType.isEmpty() ? "no content type" : contentType)
                  + " instead of a stream: ")
          + (body.isBlank() ? "the body is empty" : OneLine.of(body));
    }

    /** Whether its type is that of a stream. */
    private boolean isSaidToBe() {
      return contentType.contains("event-stream")
          || contentType.contains("eventstream")
          || contentType.contains("ndjson");
    }

    @Override
    public String kind() {
      return "not_a_stream";
    }
  }

  /** The body ended without the provider's good end. */
  record EndedEarly(String target, String missing) implements Failure {
    @Override
    public String message() {
      return "the stream from "
          + target
          + " ended without "
          + missing
          + ": the answer is not whole";
    }

    @Override
    public String kind() {
      return "ended_early";
    }
  }

  /** Something arrived that the wire format does not allow. */
  record Malformed(String what, String excerpt) implements Failure {
    @Override
    public String message() {
      return OneLine.of(what) + (excerpt.isBlank() ? "" : ": " + OneLine.of(excerpt));
    }

    @Override
    public String kind() {
      return "malformed";
    }
  }

  /** A bound of this library was hit. */
  record LimitExceeded(String what, long limit, String unit) implements Failure {
    @Override
    public String message() {
      return what + " is longer than the limit of " + limit + " " + unit;
    }

    @Override
    public String kind() {
      return "limit_exceeded";
    }
  }

  /**
   * A timeout fired.
   *
   * @param target what was to be reached; empty if that is not known
   */
  record Timeout(Phase phase, Duration after, String target) implements Failure {

    /** One that does not know of what. */
    public Timeout(Phase phase, Duration after) {
      this(phase, after, "");
    }

    /** What was waited for. */
    public enum Phase {
      CONNECT,
      FIRST_TOKEN,
      IDLE,
      TOTAL;

      @Override
      public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
      }
    }

    @Override
    public String message() {
      String seconds = after.toMillis() / 1000.0 + " s";
      return switch (phase) {
        case CONNECT ->
            "no connection"
                + (target.isEmpty() ? "" : " to " + target)
                + " within "
                + seconds
                + " (connect timeout)";
        case FIRST_TOKEN -> "no token within " + seconds + " (first-token timeout)";
        case IDLE -> "no further token for " + seconds + " (idle timeout)";
        case TOTAL -> "not finished within " + seconds + " (total timeout)";
      };
    }

    @Override
    public String kind() {
      return "timeout";
    }
  }

  /**
   * A budget is spent.
   *
   * @param limit the budget, for a person: {@code 500 tokens}
   * @param estimated whether what was used is an estimate, the provider not having said
   */
  record BudgetSpent(String limit, boolean estimated) implements Failure {
    @Override
    public String message() {
      return "stopped at its budget of " + limit + (estimated ? " (estimated)" : "");
    }

    @Override
    public String kind() {
      return "budget_spent";
    }
  }

  /**
   * The process that received the answer ended before it did.
   *
   * @param process which one it was, for a person; empty if that is not known
   */
  record ProcessEnded(String process) implements Failure {
    @Override
    public String message() {
      return "the process that received the answer ended before it was whole"
          + (process.isEmpty() ? "" : ": " + process);
    }

    @Override
    public String kind() {
      return "process_ended";
    }
  }

  /** The request cannot be answered as it is: too long, or something that the model cannot do. */
  record InvalidRequest(String message) implements Failure {
    @Override
    public String kind() {
      return "invalid_request";
    }
  }

  /** The model cannot be used on this machine as it is now; the message says what to do. */
  record Unavailable(String message, Optional<Throwable> cause) implements Failure {
    @Override
    public String kind() {
      return "unavailable";
    }
  }

  /**
   * What a reader was given cannot be taken back, and had to be: the answer begins anew, and
   * whoever reads its text alone has no way to hear of it.
   */
  record TakenBack(String message) implements Failure {
    @Override
    public String kind() {
      return "taken_back";
    }
  }

  /**
   * A failure that a later version recorded, of a kind that this one does not know.
   *
   * @param kind the word for it
   */
  record Recorded(String kind, String message) implements Failure {}

  /** A defect of this library or of a source plugged into it. */
  record Defect(Throwable thrown) implements Failure {
    @Override
    public String message() {
      return "a defect, please report it: " + thrown;
    }

    @Override
    public Optional<Throwable> cause() {
      return Optional.of(thrown);
    }

    @Override
    public String kind() {
      return "defect";
    }
  }
}
