package dev.sluice.transport.nio;

import dev.sluice.transport.HttpCall;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Writes requests as RFC 9112 wants them. */
final class RequestBytes {
  /** What the transport itself says, because the connection depends on it. */
  private static final Set<String> OWN =
      Set.of("host", "content-length", "transfer-encoding", "connection", "expect", "upgrade");

  private RequestBytes() {}

  /**
   * @throws IllegalArgumentException if a header cannot be sent; the message does not repeat its
   *     value, which may be a key
   */
  static ByteBuffer post(HttpCall call, Route route) {
    byte[] body = call.body().getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(512).append("POST ");
    if (route.proxy().isPresent() && !route.tls()) {
      head.append("http://").append(route.authority());
    }
    String path = call.uri().getRawPath();
    head.append(path == null || path.isEmpty() ? "/" : path);
    if (call.uri().getRawQuery() != null) {
      head.append('?').append(call.uri().getRawQuery());
    }
    head.append(" HTTP/1.1\r\nHost: ").append(route.authority());
    head.append("\r\nContent-Length: ").append(body.length).append("\r\n");
    call.headers().forEach((name, value) -> header(head, name, value));
    head.append("\r\n");
    byte[] first = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(first.length + body.length).put(first).put(body).flip();
  }

  /** Asks a proxy for a tunnel. */
  static ByteBuffer connect(Route route) {
    String host = route.host().indexOf(':') >= 0 ? "[" + route.host() + "]" : route.host();
    String to = host + ":" + route.port();
    return ByteBuffer.wrap(
        ("CONNECT " + to + " HTTP/1.1\r\nHost: " + to + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void header(StringBuilder head, String name, String value) {
    if (name.isEmpty() || !name.chars().allMatch(RequestBytes::isTokenCharacter)) {
      throw new IllegalArgumentException("the name of a header cannot be sent");
    }
    for (String own : OWN) {
      if (own.equalsIgnoreCase(name)) {
        throw new IllegalArgumentException("the header " + name + " is the connection's own");
      }
    }
    if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= 0xFF && c != 0x7F))) {
      throw new IllegalArgumentException("the value of the header " + name + " cannot be sent");
    }
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static boolean isTokenCharacter(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }
}
