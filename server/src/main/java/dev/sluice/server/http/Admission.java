package dev.sluice.server.http;

import dev.sluice.server.access.Keys;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides by a request's head alone whether it is carried out: who asks, from where, and whether
 * its body would be taken. Nothing of the body has been read. Thread-safe.
 */
final class Admission {
  private static final String BEARER = "bearer ";

  /** Where clients of several formats have their key. */
  private static final List<String> KEY_HEADERS = List.of("x-api-key", "api-key", "x-goog-api-key");

  private final Guard guard;
  private final Keys keys;
  private final HttpLimits limits;

  Admission(HttpSettings settings, Keys keys) {
    this.guard = new Guard(settings, !keys.isEmpty());
    this.keys = keys;
    this.limits = settings.limits();
  }

  /**
   * Looks at where a request comes from.
   *
   * @throws RefusedException if it is not looked at any further
   */
  void checkOrigin(Exchange exchange) {
    HttpServerRequest request = exchange.request();
    guard
        .refusal(request.isSSL(), authority(exchange), request.headers())
        .ifPresent(
            problem -> {
              throw new RefusedException(problem);
            });
    String origin = exchange.header("origin");
    if (guard.listsOrigins()) {
      exchange.put("vary", "Origin");
      if (!origin.isEmpty() && guard.isListed(origin)) {
        exchange.put("access-control-allow-origin", origin);
        exchange.put(
            "access-control-expose-headers",
            "x-request-id, sluice-run, location, retry-after, x-should-retry, x-sluice-dropped");
      }
    }
  }

  private static @Nullable String authority(Exchange exchange) {
    HttpServerRequest request = exchange.request();
    List<String> hosts = request.headers().getAll("host");
    if (exchange.isHttp2()) {
      HostAndPort authority = request.authority();
      String named = authority == null ? null : authority.toString();
      boolean isOne = hosts.isEmpty() || (hosts.size() == 1 && hosts.getFirst().equals(named));
      return isOne ? named : null;
    }
    return hosts.size() == 1 ? hosts.getFirst() : null;
  }

  /** Answers a page's question of what it may ask. */
  void answerOptions(Exchange exchange, Place place) {
    String origin = exchange.header("origin");
    if (!origin.isEmpty()
        && guard.isListed(origin)
        && !exchange.header("access-control-request-method").isEmpty()) {
      exchange.put("access-control-allow-methods", String.join(", ", place.methods()));
      String wanted = exchange.header("access-control-request-headers");
      if (wanted.matches("[A-Za-z0-9_, -]{1,1024}")) {
        exchange.put("access-control-allow-headers", wanted);
      }
      exchange.put("access-control-max-age", "600");
    }
    exchange.put("allow", place.allowed());
    exchange.nothing();
  }

  /**
   * Finds out who asks.
   *
   * @throws RefusedException if there are keys, and this is none
   */
  Keys.Who who(Exchange exchange) {
    if (keys.isEmpty()) {
      return Keys.Who.ANYBODY;
    }
    Set<String> presented = presented(exchange);
    Optional<Keys.Who> who =
        presented.stream().map(keys::who).flatMap(Optional::stream).findFirst();
    return who.orElseThrow(
        () -> {
          exchange.put("www-authenticate", "Bearer realm=\"sluice\"");
          return new RefusedException(
              Problem.of(
                  401,
                  "authentication_error",
                  "invalid_api_key",
                  presented.isEmpty()
                      ? "this gateway wants a key of its own: send it as Authorization: Bearer KEY"
                      : "this gateway does not know the key; it wants one of its own, and not a"
                          + " provider's"));
        });
  }

  /**
   * The keys that a request has, one for each place at the most: clients that are set for several
   * of them send a word that means nothing beside the right one. The first that is right counts.
   */
  private static Set<String> presented(Exchange exchange) {
    Set<String> keys = new LinkedHashSet<>();
    String authorization = exchange.header("authorization");
    if (authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      keys.add(authorization.substring(BEARER.length()).strip());
    }
    KEY_HEADERS.forEach(name -> keys.add(exchange.header(name)));
    keys.add(exchange.request().query() == null ? "" : parameter(exchange));
    keys.remove("");
    return keys;
  }

  /** As Google's clients of old say it. */
  private static String parameter(Exchange exchange) {
    try {
      String key = exchange.request().getParam("key");
      return key == null ? "" : key;
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }

  /** Whether a header, in lower case, holds a key. */
  static boolean isKey(String header) {
    return header.equals("authorization")
        || header.equals("cookie")
        || KEY_HEADERS.contains(header);
  }

  /**
   * Looks at what a request says of its body, and has it sent if the client waits for that.
   *
   * @throws RefusedException if it would not be taken
   */
  void checkBody(Exchange exchange) {
    if (!exchange.header("content-encoding").isEmpty()
        && !exchange.token("content-encoding").equals("identity")) {
      throw new RefusedException(
          Problem.of(
              415,
              "invalid_request_error",
              "content_encoding",
              "bodies are taken as they are: send this one without Content-Encoding"));
    }
    if (length(exchange) > limits.bodyBytes()) {
      throw new RefusedException(BodyReader.tooLarge(limits));
    }
    String expected = exchange.header("expect");
    if (expected.isEmpty()) {
      return;
    }
    if (!expected.equalsIgnoreCase("100-continue")) {
      throw new RefusedException(
          Problem.of(
              417,
              "invalid_request_error",
              "expectation",
              "nothing can be expected here but 100-continue"));
    }
    exchange.request().response().writeContinue();
  }

  private static long length(Exchange exchange) {
    String length = exchange.header("content-length");
    try {
      return length.isEmpty() ? 0 : Long.parseLong(length);
    } catch (NumberFormatException tooLarge) {
      return Long.MAX_VALUE;
    }
  }
}
