package dev.sluice.transport.http;

import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.RequestHeader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Writes requests as RFC 9112 wants them. */
public final class RequestBytes {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private RequestBytes() {}

  /**
   * A whole request.
   *
   * @throws IllegalArgumentException if a header cannot be sent; the message does not repeat its
   *     value, which may be a key
   */
  public static ByteBuffer of(HttpCall call, Route route) {
    ByteBuffer body = call.body();
    StringBuilder head = new StringBuilder(512).append(call.method()).append(' ');
    String authority = route.origin().authority();
    if (route.proxied()) {
      head.append("http://").append(authority);
    }
    head.append(target(call.uri())).append(" HTTP/1.1\r\nHost: ").append(authority).append("\r\n");
    if (route.proxied()) {
      route.via().ifPresent(proxy -> login(head, proxy));
    }
    if (call.method() != HttpCall.Method.GET) {
      head.append("Content-Length: ").append(body.remaining()).append("\r\n");
    }
    call.headers()
        .forEach(
            (name, value) -> {
              RequestHeader.check(name, value);
              head.append(name).append(": ").append(value).append("\r\n");
            });
    head.append("\r\n");
    byte[] first = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(first.length + body.remaining()).put(first).put(body).flip();
  }

  /** What is asked for there: the path and the query, as they can be sent. */
  public static String target(URI uri) {
    String path = uri.getRawPath();
    String target = path == null || path.isEmpty() ? "/" : encoded(path);
    return uri.getRawQuery() == null ? target : target + '?' + encoded(uri.getRawQuery());
  }

  /** Asks a proxy for a tunnel. */
  public static ByteBuffer connect(Origin to, Via proxy) {
    String authority = to.hostAndPort();
    StringBuilder head = new StringBuilder(256).append("CONNECT ").append(authority);
    head.append(" HTTP/1.1\r\nHost: ").append(authority).append("\r\n");
    login(head, proxy);
    return ByteBuffer.wrap(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void login(StringBuilder head, Via proxy) {
    proxy
        .login()
        .ifPresent(
            login -> head.append("Proxy-Authorization: ").append(login.basic()).append("\r\n"));
  }

  /** A path or query as it can be sent: what is not ASCII as its UTF-8, in percent. */
  private static String encoded(String raw) {
    if (raw.chars().allMatch(c -> c < 0x80)) {
      return raw;
    }
    StringBuilder out = new StringBuilder(raw.length() * 2);
    for (byte b : raw.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 0) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX.toHexDigits(b));
      }
    }
    return out.toString();
  }
}
