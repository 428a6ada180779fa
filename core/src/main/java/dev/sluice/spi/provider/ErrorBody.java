package dev.sluice.spi.provider;

import dev.sluice.chat.Failure;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.spi.transport.ResponseHead;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * What an error body says, in the shapes that servers use: {@code {"error": {message, type,
 * code}}}, {@code {"error": "..."}}, {@code {"message": ...}}, {@code {"detail": ...}}, or any
 * text. Nothing is cut: whoever shows it looks for keys first.
 *
 * @param message for a person
 * @param type the provider's word for the kind of error; empty if there is none
 * @param code its code; empty if there is none
 * @param field what of the request it blames; empty if it does not say
 */
public record ErrorBody(String message, String type, String code, String field) {

  /** What a body says; text that is no JSON is the message. */
  public static ErrorBody of(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      boolean here = json.isObject() || (json.enterArray() && json.nextElement());
      if (here && json.enterObject()) {
        ErrorBody error = members(json);
        if (!error.message.isEmpty()) {
          return error;
        }
      }
    } catch (JsonException noJson) {
      // Then it is text, and is shown as it is.
    }
    return new ErrorBody(body.strip(), "", "", "");
  }

  /** What the value of an {@code error} member says: JSON of an object, or a text. */
  public static ErrorBody ofError(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      return json.isObject() ? object(json) : new ErrorBody(value, "", "", "");
    } catch (JsonException noJson) {
      return new ErrorBody(value, "", "", "");
    }
  }

  private static ErrorBody members(JsonReader json) {
    ErrorBody error = new ErrorBody("", "", "", "");
    String message = "";
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "error" -> error = object(json);
        case "message", "detail" ->
            message = message.isEmpty() ? json.text() : skipped(json, message);
        default -> json.skip();
      }
    }
    return error.message.isEmpty()
        ? new ErrorBody(message, error.type, error.code, error.field)
        : error;
  }

  private static ErrorBody object(JsonReader json) {
    if (!json.isObject()) {
      return new ErrorBody(json.text(), "", "", "");
    }
    String message = "";
    String type = "";
    String code = "";
    String field = "";
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "message" -> message = json.text();
        case "type" -> type = json.text();
        case "code" -> code = json.text();
        case "param" -> field = json.text();
        default -> json.skip();
      }
    }
    return new ErrorBody(message, type, code, field);
  }

  private static String skipped(JsonReader json, String kept) {
    json.skip();
    return kept;
  }

  /** What it blames, as far as its words tell; a provider with words of its own knows better. */
  public Failure.Reason reason() {
    return Reasons.of(0, this);
  }

  /**
   * This as the body of a response with an error status.
   *
   * @param target who refuses
   * @param requestId what to quote to its support; may be empty
   */
  public Failure.Refused refused(String target, ResponseHead head, String requestId) {
    String detail = head.status() < 400 ? redirect(head) : message;
    return new Failure.Refused(
            target, head.status(), detail, type, code, requestId, RetryHeaders.of(head))
        .because(Reasons.of(head.status(), this))
        .about(field);
  }

  /** This as an error in the stream. */
  public Failure.ErrorInStream inStream() {
    return new Failure.ErrorInStream(message, type, code).because(reason()).about(field);
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
      return authority == null ? "another path" : authority.replaceAll(".*@", "");
    } catch (IllegalArgumentException noUri) {
      return "no valid address";
    }
  }
}
