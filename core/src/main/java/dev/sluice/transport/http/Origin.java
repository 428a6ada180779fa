package dev.sluice.transport.http;

import java.net.IDN;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * A scheme, a host and a port.
 *
 * @param host a name in lower case or an address, IPv6 without brackets
 */
public record Origin(boolean tls, String host, int port) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int MAX_PORT = 65_535;

  /**
   * Where an address leads.
   *
   * @throws IllegalArgumentException if the address leads nowhere; says why
   */
  public static Origin of(URI uri) {
    String scheme = String.valueOf(uri.getScheme());
    boolean tls = scheme.equalsIgnoreCase("https");
    if (!tls && !scheme.equalsIgnoreCase("http")) {
      throw new IllegalArgumentException("the address is no http or https one but " + scheme);
    }
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    String server = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = server.indexOf(':', server.lastIndexOf(']') + 1);
    String host = colon < 0 ? server : server.substring(0, colon);
    if (host.isEmpty()) {
      throw new IllegalArgumentException("the address names no host");
    }
    String port = colon < 0 ? "" : server.substring(colon + 1);
    return new Origin(
        tls, name(host), port.isEmpty() ? (tls ? HTTPS_PORT : HTTP_PORT) : port(port));
  }

  /** The same, where whoever asks does without if the address leads nowhere. */
  public static Optional<Origin> find(URI uri) {
    try {
      return Optional.of(of(uri));
    } catch (IllegalArgumentException nowhere) {
      return Optional.empty();
    }
  }

  /** Without brackets, and as the name system knows it: letters that are not ASCII as RFC 3490. */
  private static String name(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return host.substring(1, host.length() - 1).toLowerCase(Locale.ROOT);
    }
    try {
      return IDN.toASCII(host).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException noName) {
      throw new IllegalArgumentException("the host's name cannot be used: " + host, noName);
    }
  }

  private static int port(String said) {
    boolean number = said.length() <= 9 && said.chars().allMatch(c -> c >= '0' && c <= '9');
    int port = number ? Integer.parseInt(said) : 0;
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "the port " + said + " is out of range: ports go from 1 to " + MAX_PORT);
    }
    return port;
  }

  /** The host as it stands in a URI and in the {@code Host} header. */
  public String authority() {
    return port == (tls ? HTTPS_PORT : HTTP_PORT) ? bracketed() : hostAndPort();
  }

  /** With its port, whichever it is. */
  public String hostAndPort() {
    return bracketed() + ":" + port;
  }

  private String bracketed() {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }
}
