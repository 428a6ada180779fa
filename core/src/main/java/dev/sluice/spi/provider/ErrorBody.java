package dev.sluice.spi.provider;

import dev.sluice.chat.Failure;
import dev.sluice.spi.transport.ResponseHead;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an error says, in the shapes that servers use: {@code {"error": {message, type, code}}},
 * {@code {"error": "..."}}, {@code {"message": ...}}, {@code {"detail": ...}}, {@code {"base_resp":
 * ...}}, a list of such, or any text; and what stands inside of it, if it is another provider's.
 * Nothing is cut: whoever shows it looks for keys first. Immutable.
 */
public final class ErrorBody {
  /** Codes by which servers say that nothing is wrong. */
  private static final Set<String> GOOD = Set.of("0", "200", "success", "ok", "succeeded");

  private final String message;
  private final String type;
  private final String code;
  private final String field;
  private final String words;
  private final int status;
  private final @Nullable Duration wait;
  private final @Nullable ErrorBody original;

  /**
   * An error that says no more than this.
   *
   * @param message see {@link #message}
   * @param type see {@link #type}
   * @param code see {@link #code}
   * @param field see {@link #field}
   */
  public ErrorBody(String message, String type, String code, String field) {
    this(message, type, code, field, "", statusOf(code), null, null);
  }

  /**
   * What was read.
   *
   * @param words what else it says of its kind, for programs
   * @param wait what it says of when to try again; null if it does not
   * @param original the error of whoever stands behind the one who says this; null if there is none
   */
  ErrorBody(
      String message,
      String type,
      String code,
      String field,
      String words,
      int status,
      @Nullable Duration wait,
      @Nullable ErrorBody original) {
    this.message = Objects.requireNonNull(message, "message");
    this.type = Objects.requireNonNull(type, "type");
    this.code = Objects.requireNonNull(code, "code");
    this.field = Objects.requireNonNull(field, "field");
    this.words = words;
    this.status = status;
    this.wait = wait;
    this.original = original;
  }

  /** What a body says; text that is no JSON is the message. */
  public static ErrorBody of(String body) {
    ErrorBody read = ErrorReader.body(body);
    return read == null ? new ErrorBody(ErrorReader.plain(body), "", "", "") : read;
  }

  /** What the value of an {@code error} member says: JSON of an object or a list, or a text. */
  public static ErrorBody ofError(String value) {
    ErrorBody read = ErrorReader.error(value);
    boolean none = value.equals("false") || value.equals("null") || value.equals("{}");
    return read == null ? new ErrorBody(none ? "" : value, "", "", "") : read;
  }

  /**
   * What a frame of a stream says, if it looks like an error; one that is a part of an answer does
   * not.
   */
  public static Optional<ErrorBody> ofFrame(String frame) {
    return Optional.ofNullable(ErrorReader.frame(frame, false));
  }

  /** What a frame says that its stream calls an error, whatever it looks like. */
  public static ErrorBody ofErrorFrame(String frame) {
    return Objects.requireNonNull(ErrorReader.frame(frame, true), "an error");
  }

  /** For a person; empty if it says nothing. */
  public String message() {
    return message;
  }

  /** The provider's word for the kind of error; empty if there is none. */
  public String type() {
    return type;
  }

  /** Its code; empty if there is none. */
  public String code() {
    return code;
  }

  /** What of the request it blames; empty if it does not say. */
  public String field() {
    return field;
  }

  /**
   * The HTTP status that it tells, which is not always that of the response; 0 if it tells none.
   */
  public int status() {
    return status;
  }

  /** How long it wants to be left alone, if it says: in a member, or in its message. */
  public Optional<Duration> retryAfter() {
    Duration told = wait != null ? wait : Waits.in(message);
    return told != null || original == null ? Optional.ofNullable(told) : original.retryAfter();
  }

  /** The error of whoever stands behind the one who says this, if it is told. */
  public Optional<ErrorBody> original() {
    return Optional.ofNullable(original);
  }

  /** Whether it says that nothing is wrong, or nothing at all. */
  public boolean isNone() {
    boolean silent = message.isEmpty() && type.isEmpty() && code.isEmpty() && original == null;
    return silent || (isGood(code) && (message.isEmpty() || isGood(message)));
  }

  /** Whether it says more than a type, which frames of all kinds have. */
  boolean looksLikeOne() {
    return !message.isEmpty()
        || !code.isEmpty()
        || original != null
        || words().toLowerCase(Locale.ROOT).contains("error");
  }

  /** What it says beside its type and its code, for programs. */
  String others() {
    return words;
  }

  /** Whether a code or a word says that nothing is wrong. */
  static boolean isGood(String word) {
    return GOOD.contains(word.strip().toLowerCase(Locale.ROOT));
  }

  /** The words that tell programs what it is, beside the message. */
  String words() {
    return type + " " + code + " " + words;
  }

  /** What it blames, as far as its words tell; a provider with words of its own knows better. */
  public Failure.Reason reason() {
    return reason(status);
  }

  private Failure.Reason reason(int said) {
    if (original != null) {
      Failure.Reason behind = original.reason();
      if (behind != Failure.Reason.UNKNOWN) {
        return behind;
      }
    }
    return Reasons.of(said, this);
  }

  /**
   * This as the body of a response with an error status.
   *
   * @param target who refuses
   * @param requestId what to quote to its support; may be empty
   */
  public Failure.Refused refused(String target, ResponseHead head, String requestId) {
    String detail = head.status() < 400 ? redirect(head) : message;
    Failure.RetryAdvice told = RetryHeaders.of(head);
    Failure.RetryAdvice advice =
        new Failure.RetryAdvice(told.after().or(this::retryAfter), told.should());
    return new Failure.Refused(target, head.status(), detail, type, code, requestId, advice)
        .because(reason(head.status()))
        .about(field);
  }

  /** This as an error in the stream. */
  public Failure.ErrorInStream inStream() {
    return new Failure.ErrorInStream(message, type, code)
        .because(reason())
        .about(field)
        .advised(new Failure.RetryAdvice(retryAfter(), Optional.empty()));
  }

  /** The status that a code is, 0 if it is none. */
  static int statusOf(String code) {
    boolean digits = code.length() == 3 && code.chars().allMatch(c -> c >= '0' && c <= '9');
    int number = digits ? Integer.parseInt(code) : 0;
    return number >= 400 && number < 600 ? number : 0;
  }

  private static String redirect(ResponseHead head) {
    return "a redirect"
        + head.header("location").map(to -> " to " + host(to)).orElse("")
        + ", which is not followed because the key must not go elsewhere;"
        + " set the base URL to where it leads";
  }

  private static String host(String location) {
    try {
      String authority = URI.create(location).getRawAuthority();
      // A user and a password may stand before the host.
      return authority == null
          ? "another path"
          : authority.substring(authority.lastIndexOf('@') + 1);
    } catch (IllegalArgumentException noUri) {
      return "no valid address";
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ErrorBody that
        && message.equals(that.message)
        && type.equals(that.type)
        && code.equals(that.code)
        && field.equals(that.field)
        && words.equals(that.words)
        && status == that.status
        && Objects.equals(wait, that.wait)
        && Objects.equals(original, that.original);
  }

  @Override
  public int hashCode() {
    return Objects.hash(message, type, code, field, words, status, wait, original);
  }

  @Override
  public String toString() {
    return "ErrorBody[" + message + ", " + type + ", " + code + ", " + field + "]";
  }
}
