package dev.sluice.simulator;

import dev.sluice.simulator.Head.Field;
import dev.sluice.simulator.Head.Framing;
import java.util.List;

/** Writes the status line and the headers of a response. */
final class HeadWriter {
  private final Head head;
  private final Call call;
  private final Framing framing;

  HeadWriter(Head head, Call call, boolean plain, boolean document) {
    this.head = head;
    this.call = call;
    this.framing = framing(head, call, plain, document);
  }

  private static Framing framing(Head head, Call call, boolean plain, boolean document) {
    Framing chosen =
        switch (head.framing()) {
          case UNSAID -> plain || document ? Framing.LENGTH : Framing.CHUNKED;
          case CHUNKED -> document ? Framing.LENGTH : Framing.CHUNKED;
          case LENGTH -> Framing.LENGTH;
          case CLOSE -> Framing.CLOSE;
        };
    return chosen == Framing.CHUNKED && call.request().http10() ? Framing.CLOSE : chosen;
  }

  Framing framing() {
    return framing;
  }

  /** Whether clients expect no body whatever the headers say (RFC 9110, section 6.4.1). */
  boolean isBodyless() {
    return head.status() == 204 || head.status() == 304;
  }

  /** Whether the connection can serve another request after the end of this response. */
  boolean keepsAlive() {
    return framing != Framing.CLOSE
        && call.request().keepAlive()
        && head.fields().stream()
            .noneMatch(
                field ->
                    field.name().equalsIgnoreCase("connection")
                        && field.value().equalsIgnoreCase("close"));
  }

  void write(ByteBuilder out, String contentType, List<Field> defaults, long length) {
    out.put("HTTP/1.1 ").put(head.status()).put(' ').put(reason(head.status())).put("\r\n");
    for (Field field : head.fields()) {
      out.put(field.name()).put(": ").put(field.value()).put("\r\n");
    }
    unlessSaid(out, "content-type", contentType);
    unlessSaid(out, "cache-control", "no-cache");
    defaults.forEach(field -> unlessSaid(out, field.name(), field.value()));
    String requestId = call.wire().requestIdHeader();
    if (!requestId.isEmpty()) {
      unlessSaid(out, requestId, "req_simulated%08d".formatted(call.number()));
    }
    if (!isBodyless()) {
      frame(out, length);
    }
    if (!keepsAlive()) {
      unlessSaid(out, "connection", "close");
    }
    out.put("\r\n");
  }

  private void frame(ByteBuilder out, long length) {
    switch (framing) {
      case CHUNKED, UNSAID -> unlessSaid(out, "transfer-encoding", "chunked");
      case LENGTH -> unlessSaid(out, "content-length", Long.toString(length));
      case CLOSE -> {}
    }
  }

  private void unlessSaid(ByteBuilder out, String name, String value) {
    if (!head.says(name)) {
      out.put(name).put(": ").put(value).put("\r\n");
    }
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 529 -> "Site is overloaded";
      // The phrase may be empty (RFC 9112, section 4), and clients must not read it.
      default -> "";
    };
  }
}
