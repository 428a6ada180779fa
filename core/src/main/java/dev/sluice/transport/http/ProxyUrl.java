package dev.sluice.transport.http;

import dev.sluice.transport.http.Via.Kind;
import dev.sluice.transport.http.Via.Login;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a proxy's URL. Its messages leave the value out: it may hold a password. */
final class ProxyUrl {
  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]{0,15}");
  private static final String NO_URL = "is no URL such as http://host:8080";
  private static final String NO_PORT =
      "has a host that is none or a port out of range: ports go from 1 to 65535";

  private ProxyUrl() {}

  /**
   * Reads what a variable of the environment says.
   *
   * @throws IllegalArgumentException if it is no proxy's URL; the message names the variable
   */
  static Via read(String variable, String value) {
    return read(
        new Place(
            "the proxy in the environment variable " + variable,
            "correct the variable or unset it"),
        value);
  }

  /** Where a URL stands and what to do if it is none, for messages. */
  record Place(String said, String remedy) {}

  /**
   * Reads what stands elsewhere.
   *
   * @throws IllegalArgumentException if it is no proxy's URL; the message names the place
   */
  static Via read(Place place, String value) {
    int colon = value.indexOf("://");
    String scheme = colon < 0 ? "http" : value.substring(0, colon).toLowerCase(Locale.ROOT);
    Kind kind =
        switch (scheme) {
          case "http" -> Kind.HTTP;
          case "https" -> Kind.HTTPS;
          case "socks5" -> Kind.SOCKS5;
          case "socks5h" -> Kind.SOCKS5H;
          default -> throw unusable(place, ofScheme(scheme));
        };
    String rest = colon < 0 ? value : value.substring(colon + 3);
    URI uri;
    try {
      uri = URI.create("http://" + rest);
    } catch (IllegalArgumentException wrong) {
      // Without its cause, whose message repeats the value.
      throw unusable(place, NO_URL);
    }
    if (isMistyped(uri)) {
      throw unusable(place, NO_URL);
    }
    Origin origin;
    try {
      origin = Origin.of(uri);
    } catch (IllegalArgumentException wrong) {
      throw unusable(place, hasPort(uri) ? NO_PORT : NO_URL);
    }
    int port = hasPort(uri) ? origin.port() : usualPort(kind);
    return new Via(kind, origin.host(), port, login(uri));
  }

  /** What stands before "://" is repeated only where it can be a scheme, and no password. */
  private static String ofScheme(String scheme) {
    return SCHEME.matcher(scheme).matches()
        ? "is no http, https, socks5 or socks5h proxy but a " + scheme + " one"
        : NO_URL;
  }

  /** Whether a scheme with a slip in it, as in {@code http//host}, would pass for the host. */
  private static boolean isMistyped(URI uri) {
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    return uri.getRawPath().startsWith("//")
        || (authority.endsWith(":") && !uri.getRawPath().isEmpty());
  }

  private static IllegalArgumentException unusable(Place place, String why) {
    return new IllegalArgumentException(place.said + " " + why + "; " + place.remedy);
  }

  private static boolean hasPort(URI uri) {
    return uri.getRawAuthority() != null && uri.getRawAuthority().matches(".*:\\d+");
  }

  private static int usualPort(Kind kind) {
    return switch (kind) {
      case HTTP -> 80;
      case HTTPS -> 443;
      case SOCKS5, SOCKS5H -> 1080;
    };
  }

  private static Optional<Login> login(URI uri) {
    String authority = uri.getRawAuthority();
    int at = authority.lastIndexOf('@');
    if (at < 0) {
      return Optional.empty();
    }
    String pair = authority.substring(0, at);
    int colon = pair.indexOf(':');
    return Optional.of(
        colon < 0
            ? new Login(decoded(pair), "")
            : new Login(decoded(pair.substring(0, colon)), decoded(pair.substring(colon + 1))));
  }

  /** Percent and two digits are a byte of UTF-8; anything else, a plus too, is itself. */
  private static String decoded(String raw) {
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
      if (low < 0) {
        out.write(bytes[i]);
      } else {
        out.write(high << 4 | low);
        i += 2;
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
