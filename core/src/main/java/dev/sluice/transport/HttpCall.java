package dev.sluice.transport;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One HTTP request. Immutable: each {@code with…} method gives another one.
 *
 * <pre>{@code
 * HttpCall.post(URI.create("http://localhost:8080/v1/chat"), "{}")
 *     .withHeader("content-type", "application/json")
 *     .connectingWithin(Duration.ofSeconds(10));
 * }</pre>
 */
public final class HttpCall {

  /** What is asked of the server (RFC 9110, section 9.3). */
  public enum Method {
    /** Asks for what is there; has no body. */
    GET,
    /** Has a body, which may be empty. */
    POST
  }

  private static final byte[] NOTHING = {};

  private final Method method;
  private final URI uri;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Duration connectTimeout;

  private HttpCall(
      Method method, URI uri, Map<String, String> headers, byte[] body, Duration connectTimeout) {
    this.method = method;
    this.uri = Objects.requireNonNull(uri, "uri");
    this.headers = headers;
    this.body = body;
    this.connectTimeout = Objects.requireNonNull(connectTimeout, "connectTimeout");
  }

  /** A GET, without headers of its own and without a timeout. */
  public static HttpCall get(URI uri) {
    return new HttpCall(Method.GET, uri, Map.of(), NOTHING, Duration.ZERO);
  }

  /** A POST of this text in UTF-8, without headers of its own and without a timeout. */
  public static HttpCall post(URI uri, String body) {
    byte[] bytes = Objects.requireNonNull(body, "body").getBytes(StandardCharsets.UTF_8);
    return new HttpCall(Method.POST, uri, Map.of(), bytes, Duration.ZERO);
  }

  /** A POST of these bytes, without headers of its own and without a timeout. */
  public static HttpCall post(URI uri, byte[] body) {
    byte[] own = Objects.requireNonNull(body, "body").clone();
    return new HttpCall(Method.POST, uri, Map.of(), own, Duration.ZERO);
  }

  /**
   * This call with these headers instead of its own.
   *
   * @param all name to value; secrets stand in here and nowhere else
   */
  public HttpCall withHeaders(Map<String, String> all) {
    return new HttpCall(method, uri, Map.copyOf(all), body, connectTimeout);
  }

  /** This call with one more header, or another value of it; a name's case matters here. */
  public HttpCall withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return withHeaders(more);
  }

  /** This call with another bound for name resolution, connecting and TLS; zero is none. */
  public HttpCall connectingWithin(Duration timeout) {
    return new HttpCall(method, uri, headers, body, timeout);
  }

  /** This call to another address. */
  public HttpCall to(URI other) {
    return new HttpCall(method, other, headers, body, connectTimeout);
  }

  /** What is asked of the server. */
  public Method method() {
    return method;
  }

  /** Where it goes. */
  public URI uri() {
    return uri;
  }

  /** Name to value; secrets stand in here and nowhere else. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The body, read-only, with a position of its own for each caller; empty if there is none. */
  public ByteBuffer body() {
    return ByteBuffer.wrap(body).asReadOnlyBuffer();
  }

  /** The body read as UTF-8. */
  public String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** For name resolution, connecting and TLS; zero is none. */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /** Without headers, query and body. */
  @Override
  public String toString() {
    return method + " " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }
}
