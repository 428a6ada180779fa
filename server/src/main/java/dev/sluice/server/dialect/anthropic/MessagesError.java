package dev.sluice.server.dialect.anthropic;

import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.Problem;
import java.nio.charset.StandardCharsets;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code {"type":"error","error":{"type","message"}}}. What exactly it is stands beside, as {@code
 * code}, which clients of this format pass over.
 *
 * @param type one of those that Anthropic documents
 */
record MessagesError(String type, String message, String code) {
  private static final String INVALID = "invalid_request_error";
  private static final String TOO_LONG = "prompt is too long";
  private static final String CONTEXT = "context_length_exceeded";

  /** A count of tokens, of which no model takes fewer than a thousand. */
  private static final Pattern COUNT =
      Pattern.compile("(?<![\\w.,:-])(\\d{4,9}|\\d{1,3}(?:,\\d{3}){1,2})(?![\\w-])");

  /** Of an answer that broke off. */
  static MessagesError of(EndingError error) {
    String type =
        switch (error.type()) {
          case "rate_limit_error", "overloaded_error", "timeout_error" -> error.type();
          case "insufficient_quota" -> "billing_error";
          case INVALID, "content_filter" ->
              error.code().equals("model_not_found") ? "not_found_error" : INVALID;
          default -> "api_error";
        };
    return new MessagesError(type, words(error.code(), error.message()), error.code());
  }

  /** Of an answer that says why there is none. */
  static MessagesError of(Problem problem) {
    String type =
        switch (problem.status()) {
          case 401 -> "authentication_error";
          case 403 -> "permission_error";
          case 404, 405 -> "not_found_error";
          case 413 -> "request_too_large";
          default ->
              of(new EndingError("", problem.type(), problem.code(), problem.param())).type();
        };
    return new MessagesError(type, words(problem.code(), problem.message()), problem.code());
  }

  /** Its status of HTTP, if this is another one elsewhere. */
  int status(int usual) {
    return switch (type) {
      case "billing_error" -> 402;
      case "overloaded_error" -> 529;
      default -> usual;
    };
  }

  /** Clients know a prompt that is too long by Anthropic's own words, and shorten it then. */
  private static String words(String code, String message) {
    if (!code.equals(CONTEXT)) {
      return message;
    }
    int own = message.indexOf(TOO_LONG);
    if (own >= 0) {
      return message.substring(own);
    }
    SortedSet<Long> counts = new TreeSet<>();
    Matcher count = COUNT.matcher(message);
    while (count.find()) {
      counts.add(Long.valueOf(count.group(1).replace(",", "")));
    }
    String told =
        counts.size() == 2
            ? counts.last() + " tokens > " + counts.first() + " maximum (" + message + ")"
            : message;
    return TOO_LONG + ": " + told;
  }

  /** The whole document, and the data of the event that tells it. */
  byte[] json() {
    JsonWriter json = new JsonWriter().object().put("type", "error");
    json.object("error").put("type", type).put("message", message);
    if (!code.isEmpty()) {
      json.put("code", code);
    }
    return json.end().end().text().getBytes(StandardCharsets.UTF_8);
  }
}
