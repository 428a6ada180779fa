package dev.sluice.spi.provider;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one object of an error, and by further ones what is inside of it. What stands deeper says
 * more than what is around it; what is called an original is another's error, and kept as that.
 */
final class ErrorReader {
  /** Deeper than servers nest their errors, and those of the servers behind them. */
  private static final int MAX_DEPTH = 8;

  /** A list of errors is read so far: what follows is not shown anyway. */
  private static final int MAX_ELEMENTS = 8;

  /** More than any error has. What is longer is text: to join and compare it would take long. */
  private static final int MAX_CHARACTERS = 64 * 1024;

  private static final Pattern TITLE =
      Pattern.compile("<title[^>]{0,200}>([^<]{1,200})</title>", Pattern.CASE_INSENSITIVE);

  /** An object inside a text, such as the error that a proxy quotes. */
  private static final String QUOTED = "{\"";

  private final int depth;
  private String message = "";

  /** What is beside the message, and tells less. */
  private String aside = "";

  private String type = "";
  private String code = "";
  private String field = "";
  private String words = "";
  private int status;
  private @Nullable Duration wait;
  private @Nullable ErrorBody inner;
  private @Nullable ErrorBody original;

  /** Whether that is only a word or a sentence, which a message beside it explains. */
  private boolean innerIsText;

  /** How many errors it has inside. */
  private int inside;

  /** Whether its own code says that nothing is wrong. */
  private boolean good;

  private ErrorReader(int depth) {
    this.depth = depth;
  }

  /** What a body says; null if it is no JSON, or says nothing that is known. */
  static @Nullable ErrorBody body(String body) {
    ErrorBody read = read(body, 0);
    return read == null || (read.message().isEmpty() && read.original().isEmpty()) ? null : read;
  }

  /** What the value of an {@code error} member says; null if it is no JSON object or array. */
  static @Nullable ErrorBody error(String value) {
    return read(value, 1);
  }

  /**
   * What a frame says that is no part of an answer; null if it is no error.
   *
   * @param named whether the stream itself calls it one
   */
  static @Nullable ErrorBody frame(String text, boolean named) {
    ErrorBody read = read(text, 0);
    if (named) {
      return read == null || read.isNone() ? new ErrorBody(plain(text), "", "", "") : read;
    }
    return read == null || read.isNone() || !read.looksLikeOne() ? null : read;
  }

  /** A text as it is shown to a person: of a page its title. */
  static String plain(String text) {
    String stripped = text.strip();
    if (stripped.startsWith("<")) {
      Matcher title = TITLE.matcher(stripped);
      if (title.find()) {
        return title.group(1).strip();
      }
    }
    return stripped;
  }

  private static @Nullable ErrorBody read(String text, int depth) {
    String stripped = text.length() > MAX_CHARACTERS ? "" : text.strip();
    if (depth > MAX_DEPTH || !(stripped.startsWith("{") || stripped.startsWith("["))) {
      return null;
    }
    byte[] bytes = stripped.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      return value(json, depth);
    } catch (JsonException noJson) {
      return null; // Then it is text, and is shown as it is.
    }
  }

  /** The current value as an error; null if it says nothing. */
  private static @Nullable ErrorBody value(JsonReader json, int depth) {
    if (depth > MAX_DEPTH) {
      json.skip();
      return null;
    }
    if (json.isArray()) {
      return list(json, depth);
    }
    if (!json.isObject()) {
      String said = json.isText() ? json.text() : skipped(json);
      return said.isEmpty() ? null : new ErrorBody(said, "", "", "");
    }
    ErrorReader reader = new ErrorReader(depth);
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      reader.member(name, json);
    }
    return reader.build();
  }

  /** The first that says something, with the messages of those that follow. */
  private static @Nullable ErrorBody list(JsonReader json, int depth) {
    ErrorBody first = null;
    json.enterArray();
    for (int i = 0; json.nextElement(); i++) {
      ErrorBody next = null;
      if (i < MAX_ELEMENTS) {
        next = value(json, depth + 1);
      } else {
        json.skip();
      }
      first = first == null ? next : next == null ? first : joined(first, next);
    }
    return first;
  }

  private static ErrorBody joined(ErrorBody one, ErrorBody other) {
    String both =
        one.message().isEmpty() || other.message().isEmpty()
            ? one.message() + other.message()
            : one.message() + "; " + other.message();
    return new ErrorBody(
        both,
        or(one.type(), other.type()),
        or(one.code(), other.code()),
        or(one.field(), other.field()),
        (one.others() + " " + other.others()).strip(),
        one.status() != 0 ? one.status() : other.status(),
        one.retryAfter().or(other::retryAfter).orElse(null),
        one.original().or(other::original).orElse(null));
  }

  private static String skipped(JsonReader json) {
    json.skip();
    return "";
  }

  private void member(String name, JsonReader json) {
    switch (name) {
      case "error", "errors", "err" -> inside(json);
      case "message",
          "msg",
          "detail",
          "error_message",
          "error_msg",
          "errorMessage",
          "status_msg",
          "Message" ->
          said(json);
      case "details" -> {
        String told = message;
        message = "";
        said(json);
        aside = or(aside, message);
        message = told;
      }
      case "type", "error_type", "errorType", "__type" -> type = or(type, json.text());
      case "code", "error_code", "errorCode", "status_code", "statusCode", "http_code" ->
          coded(json.text());
      case "status" -> status(json.text());
      case "param", "parameter", "field" -> field = or(field, path(json));
      case "loc" -> field = or(field, path(json));
      case "fieldViolations" -> violations(json);
      case "reason", "reasons" -> words = (words + " " + path(json)).strip();
      case "base_resp" -> baseResp(json);
      case "metadata" -> metadata(json);
      case "innererror", "inner_error", "provider_error", "upstream_error", "raw" -> behind(json);
      case "retryDelay", "retry_after", "retryAfter", "retry_after_seconds" ->
          wait = Waits.of(json.text());
      case "object" -> {
        if (json.text().equals("error")) {
          words = (words + " error").strip();
        }
      }
      default -> json.skip();
    }
  }

  /** What is called an error: it says more than what is beside it. */
  private void inside(JsonReader json) {
    innerIsText = json.isText();
    ErrorBody read = value(json, depth + 1);
    if (read != null && !read.isNone() && inside++ < MAX_ELEMENTS) {
      inner = inner == null ? read : joined(inner, read);
    }
  }

  /** A message, or a list or an object that has one, or quotes one. */
  private void said(JsonReader json) {
    if (json.isObject() || json.isArray()) {
      ErrorBody read = value(json, depth + 1);
      if (read != null) {
        message = or(message, read.message());
        type = or(type, read.type());
        code = or(code, read.code());
        field = or(field, read.field());
        words = (words + " " + read.others()).strip();
        wait = wait == null ? read.retryAfter().orElse(null) : wait;
        original = original == null ? read.original().orElse(null) : original;
      }
      return;
    }
    String text = json.isNull() ? skipped(json) : json.text();
    message = or(message, text);
    int quoted = text.indexOf(QUOTED);
    if (quoted >= 0 && original == null) {
      original = quoted(text.substring(quoted));
    }
  }

  /** The error with which a text begins, whatever follows it; null if there is none. */
  private @Nullable ErrorBody quoted(String text) {
    if (depth >= MAX_DEPTH) {
      return null;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      ErrorBody read = value(json, depth + 1);
      return read == null || read.isNone() ? null : read;
    } catch (JsonException noJson) {
      return null;
    }
  }

  /** Codes that say that nothing is wrong are not kept: others may follow. */
  private void coded(String said) {
    good |= ErrorBody.isGood(said);
    code = or(code, said);
    status = status != 0 ? status : ErrorBody.statusOf(said);
  }

  private void status(String said) {
    int number = ErrorBody.statusOf(said);
    if (number != 0) {
      status = number;
    } else if (!said.isEmpty() && !Character.isDigit(said.charAt(0))) {
      words = (words + " " + said).strip();
    }
  }

  /** A path into the request, or a text. */
  private static String path(JsonReader json) {
    if (!json.isArray()) {
      return json.text();
    }
    StringBuilder path = new StringBuilder();
    json.enterArray();
    for (int i = 0; json.nextElement(); i++) {
      String step = json.text();
      if (i < MAX_ELEMENTS && !step.isEmpty() && !(i == 0 && step.equals("body"))) {
        path.append(path.isEmpty() ? "" : ".").append(step);
      }
    }
    return path.toString();
  }

  private void violations(JsonReader json) {
    if (!json.enterArray()) {
      return;
    }
    while (json.nextElement()) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          if (name.equals("field")) {
            field = or(field, json.text());
          } else {
            json.skip();
          }
        }
      }
    }
  }

  /** MiniMax says here how it went, also where it went well; its codes are its own. */
  private void baseResp(JsonReader json) {
    ErrorBody read = value(json, depth + 1);
    if (read != null && !ErrorBody.isGood(read.code())) {
      inner =
          new ErrorBody(
              read.message(),
              read.type(),
              read.code(),
              "",
              "minimax-" + read.code(),
              0,
              null,
              null);
    }
  }

  /** Of whoever hands requests on: what the provider behind has said. */
  private void metadata(JsonReader json) {
    if (!json.enterObject()) {
      return;
    }
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "raw" -> behind(json);
        case "reasons", "flagged_input" -> {
          words = (words + " moderation").strip();
          json.skip();
        }
        case "retry_after", "retry_after_seconds" -> wait = Waits.of(json.text());
        default -> json.skip();
      }
    }
  }

  private void behind(JsonReader json) {
    ErrorBody read;
    if (json.isObject() || json.isArray()) {
      read = value(json, depth + 1);
    } else {
      String text = json.isNull() ? skipped(json) : json.text();
      ErrorBody structured = read(text, depth + 1);
      read = structured != null || text.isBlank() ? structured : new ErrorBody(text, "", "", "");
    }
    if (read != null && !read.isNone()) {
      original = original == null ? read : original;
    }
  }

  private @Nullable ErrorBody build() {
    ErrorBody deeper = inner;
    message = or(message, aside);
    if (innerIsText && deeper != null && !message.isEmpty()) {
      type = or(type, deeper.message());
      deeper = null;
      good = false;
    }
    if (deeper != null) {
      return new ErrorBody(
          full(or(deeper.message(), message), deeper.original().orElse(original)),
          or(deeper.type(), type.equals("error") ? "" : type),
          or(deeper.code(), good ? "" : code),
          or(deeper.field(), field),
          (deeper.others() + " " + words).strip(),
          deeper.status() != 0 ? deeper.status() : status,
          deeper.retryAfter().orElse(wait),
          deeper.original().orElse(original));
    }
    if (good && original == null) {
      return null; // Whatever else it says: nothing is wrong.
    }
    boolean silent = message.isEmpty() && type.isEmpty() && code.isEmpty() && field.isEmpty();
    return silent && original == null && wait == null && words.isEmpty()
        ? null
        : new ErrorBody(full(message, original), type, code, field, words, status, wait, original);
  }

  /** A message that says only that somebody else has failed is completed by what he said. */
  private static String full(String said, @Nullable ErrorBody behind) {
    if (behind == null || behind.message().isEmpty() || said.contains(behind.message())) {
      return said;
    }
    String flat = said.toLowerCase(Locale.ROOT);
    boolean quotes = flat.contains(QUOTED);
    return said.isEmpty() || quotes ? behind.message() : said + ": " + behind.message();
  }

  private static String or(String one, String other) {
    return one.isEmpty() ? other : one;
  }
}
