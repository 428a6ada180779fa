package dev.sluice.provider.bedrock;

import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Reason;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.spi.provider.ErrorBody;
import dev.sluice.spi.provider.RetryHeaders;
import dev.sluice.spi.transport.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an error says, over HTTP and as a message of a stream.
 *
 * @param type the exception's name, without what servers put around it; empty if there is none
 * @param message for a person
 * @param original the status that the model itself gave; 0 if it is not told
 */
record Errors(String type, String message, int original) {
  private static final Pattern CONTEXT =
      Pattern.compile(
          "(?i)(input|prompt|request) is too long|context (window|length|limit)|too many (input )?"
              + "tokens\\. |(input )?tokens? (count )?exceeds?|input tokens exceeded|exceeds? the"
              + " (maximum|model's)[^.]{0,40}(tokens|context)|too many total text bytes");

  private static final Pattern NO_MODEL =
      Pattern.compile("(?i)model identifier is invalid|model (id )?(is )?not found");

  private static final Pattern KEY =
      Pattern.compile("(?i)authentication failed|api key|bearer token|security token");

  private static final Pattern SKEW =
      Pattern.compile("(?i)signature expired|signature not yet current|clock");

  /** What is signed holds the token of the session, and helps nobody who did not write a signer. */
  private static final Pattern CANONICAL =
      Pattern.compile("(?is)the (canonical string|string-to-sign)[^.]{0,40} should have been.*");

  private static final Pattern FIELD =
      Pattern.compile(
          "(?i)(?:value (?:'[^']*' )?at '|\\bat |#/)([A-Za-z]+(?:[./\\[][\\w.\\[\\]/]*)?)");

  private static final int BAD_REQUEST = 400;

  /** More than any error has: what is longer is text, and its beginning tells. */
  private static final int MAX_CHARACTERS = 64 * 1024;

  /** What a message of the kind exception or error tells, or a body that is one. */
  static Errors of(String type, String payload) {
    if (payload.length() > MAX_CHARACTERS) {
      return new Errors(name(type), payload.substring(0, MAX_CHARACTERS).strip(), 0);
    }
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (json.isObject()) {
        return members(type, json);
      }
    } catch (JsonException noJson) {
      // Then it is text, and is shown as it is.
    }
    return new Errors(name(type), payload.strip(), 0);
  }

  private static Errors members(String type, JsonReader json) {
    String kind = type;
    String message = "";
    String originally = "";
    long original = 0;
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "message", "Message", "errorMessage" -> {
          String told = json.text();
          message = message.isEmpty() ? told : message;
        }
        case "originalMessage" -> originally = json.text();
        case "originalStatusCode" -> original = json.number(0);
        case "__type", "code" -> {
          String told = json.text();
          kind = kind.isEmpty() ? told : kind;
        }
        // How a service answers that does not know the operation.
        case "Output" -> {
          Errors inner = json.isObject() ? members("", json) : new Errors(json.text(), "", 0);
          kind = kind.isEmpty() ? inner.type : kind;
          message = message.isEmpty() ? inner.message : message;
        }
        // As gateways answer that stand before it, in the words of other providers.
        case "error" -> {
          Errors inner = json.isObject() ? members("", json) : new Errors("", json.text(), 0);
          kind = kind.isEmpty() ? inner.type : kind;
          message = message.isEmpty() ? inner.message : message;
        }
        default -> json.skip();
      }
    }
    String all =
        originally.isEmpty() || message.contains(originally)
            ? message
            : (message.isEmpty() ? originally : message + " (" + originally + ")");
    return new Errors(name(kind), all, original > 0 && original < 1000 ? (int) original : 0);
  }

  /** Whether it tells of anything. */
  boolean isEmpty() {
    return type.isEmpty() && message.isEmpty();
  }

  /** {@code ThrottlingException:http://internal…/} and {@code com.amazon…#ThrottlingException}. */
  private static String name(String type) {
    String bare = type.substring(type.indexOf('#') + 1);
    int colon = bare.indexOf(':');
    return (colon < 0 ? bare : bare.substring(0, colon)).strip();
  }

  /** This as the end of a stream. */
  Failure.ErrorInStream inStream() {
    String said = shown();
    return new Failure.ErrorInStream(said.isEmpty() ? "it says no more" : said, type, code())
        .because(reason(0))
        .about(field());
  }

  /** The status that is documented for it, or the model's own. */
  private String code() {
    if (original > 0) {
      return String.valueOf(original);
    }
    int status =
        switch (kind()) {
          case "throttling", "toomanyrequests", "modelnotready" -> 429;
          case "validation", "servicequotaexceeded" -> BAD_REQUEST;
          case "accessdenied" -> 403;
          case "resourcenotfound" -> 404;
          case "modeltimeout" -> 408;
          case "modelstreamerror", "modelerror" -> 424;
          case "internalserver", "internalfailure" -> 500;
          case "serviceunavailable" -> 503;
          default -> 0;
        };
    return status == 0 ? "" : String.valueOf(status);
  }

  /**
   * This as an answer with an error status.
   *
   * @param now when it came, by this machine's clock, which the signature was made by
   */
  static Failure.Refused refused(
      String target, ResponseHead head, String body, String requestId, Instant now) {
    if (head.status() < BAD_REQUEST) {
      return ErrorBody.of(body).refused(target, head, requestId);
    }
    Errors error = of(head.header("x-amzn-errortype").orElse(""), body);
    return new Failure.Refused(
            target,
            head.status(),
            error.shown() + error.clock(head, now),
            error.type,
            error.original > 0 ? String.valueOf(error.original) : "",
            requestId,
            RetryHeaders.of(head))
        .because(error.reason(head.status()))
        .about(error.field());
  }

  private String shown() {
    Matcher canonical = CANONICAL.matcher(message);
    return canonical.find() ? message.substring(0, canonical.start()).stripTrailing() : message;
  }

  /** Times that differ are no fault of the key's. */
  private String clock(ResponseHead head, Instant now) {
    if (!SKEW.matcher(message).find() || !isSignature()) {
      return "";
    }
    return "; the clock of this machine says "
        + now.truncatedTo(ChronoUnit.SECONDS)
        + head.header("date").map(date -> ", the server's " + date).orElse("")
        + ": set it right";
  }

  private boolean isSignature() {
    return kind().contains("signature") || kind().contains("expired") || kind().contains("skewed");
  }

  /** The name without its ending, in lower case. */
  private String kind() {
    return type.toLowerCase(Locale.ROOT).replaceAll("exception$", "");
  }

  /**
   * What it blames.
   *
   * @param status of the answer; 0 if there is none
   */
  private Reason reason(int status) {
    return switch (kind()) {
      case "accessdenied" ->
          KEY.matcher(message).find() ? Reason.AUTHENTICATION : Reason.PERMISSION;
      case "unrecognizedclient",
          "invalidsignature",
          "signaturedoesnotmatch",
          "incompletesignature",
          "expiredtoken",
          "requestexpired",
          "requesttimetooskewed",
          "invalidclienttokenid",
          "missingauthenticationtoken",
          "missingauthentication" ->
          Reason.AUTHENTICATION;
      case "resourcenotfound", "unknownoperation" -> Reason.NOT_FOUND;
      case "validation" -> invalid();
      case "throttling", "toomanyrequests" -> Reason.RATE_LIMITED;
      case "modelnotready", "serviceunavailable" -> Reason.OVERLOADED;
      case "servicequotaexceeded" -> Reason.QUOTA;
      case "internalserver", "internalfailure", "modeltimeout" ->
          blamesRequest(status) ? byStatus(status) : Reason.SERVER_ERROR;
      case "modelstreamerror", "modelerror" ->
          original >= BAD_REQUEST && original != 424 ? byStatus(original) : Reason.SERVER_ERROR;
      default -> other(status);
    };
  }

  /** What is wrong with the request stays wrong, whatever a proxy calls it. */
  private static boolean blamesRequest(int status) {
    return status >= BAD_REQUEST && status < 500 && status != 408 && status != 429;
  }

  private Reason other(int status) {
    boolean number = status == 0 && type.matches("\\d{3}");
    Reason told = byStatus(number ? Integer.parseInt(type) : status);
    return told == Reason.UNKNOWN ? new ErrorBody(message, type, "", "").reason() : told;
  }

  private Reason invalid() {
    if (CONTEXT.matcher(message).find()) {
      return Reason.CONTEXT_TOO_LONG;
    }
    return NO_MODEL.matcher(message).find() ? Reason.NOT_FOUND : Reason.INVALID_REQUEST;
  }

  private Reason byStatus(int status) {
    return switch (status) {
      case 400, 413, 422 -> invalid();
      case 403 -> KEY.matcher(message).find() ? Reason.AUTHENTICATION : Reason.PERMISSION;
      case 408, 424 -> Reason.SERVER_ERROR;
      default -> Reason.ofStatus(status);
    };
  }

  /** What of the request it names. */
  private String field() {
    boolean blamesIt = reason(0) == Reason.INVALID_REQUEST || kind().equals("validation");
    Matcher named = FIELD.matcher(message);
    return blamesIt && named.find() ? named.group(1).replaceAll("[./]$", "") : "";
  }
}
