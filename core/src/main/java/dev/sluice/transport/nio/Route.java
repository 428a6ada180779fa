package dev.sluice.transport.nio;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Optional;

/**
 * Where a connection leads: exchanges of the same route can share one after the other.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param proxy on the way, unresolved
 */
record Route(boolean tls, String host, int port, Optional<InetSocketAddress> proxy) {

  /**
   * @throws IllegalArgumentException if the URI or the proxy cannot be used
   */
  static Route to(URI uri, ProxySelector proxies) {
    String scheme = String.valueOf(uri.getScheme());
    boolean tls = scheme.equalsIgnoreCase("https");
    if (!tls && !scheme.equalsIgnoreCase("http")) {
      throw new IllegalArgumentException("the address is no http or https one but " + scheme);
    }
    String host = host(uri);
    int port = port(uri);
    Optional<InetSocketAddress> proxy =
        proxies.select(uri).stream()
            .findFirst()
            .filter(first -> first.type() != Proxy.Type.DIRECT)
            .map(Route::http);
    return new Route(tls, host, port > 0 ? port : tls ? 443 : 80, proxy);
  }

  private static InetSocketAddress http(Proxy proxy) {
    if (proxy.type() == Proxy.Type.HTTP && proxy.address() instanceof InetSocketAddress address) {
      return address;
    }
    throw new IllegalArgumentException("the system's proxy is no http proxy but " + proxy.type());
  }

  /** The name in the address. {@link URI#getHost} has none where the name has an underscore. */
  private static String host(URI uri) {
    String host = uri.getHost() != null ? uri.getHost() : authority(uri).replaceAll(":\\d*$", "");
    if (host.isEmpty()) {
      throw new IllegalArgumentException("the address names no host");
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(URI uri) {
    String authority = authority(uri);
    int colon = authority.lastIndexOf(':');
    if (uri.getHost() != null || colon < 0 || colon == authority.length() - 1) {
      return uri.getPort();
    }
    return Integer.parseInt(authority, colon + 1, authority.length(), 10);
  }

  private static String authority(URI uri) {
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  /** The host as it stands in a URI and in the {@code Host} header. */
  String authority() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (tls ? 443 : 80) ? name : name + ":" + port;
  }

  /** Whom to connect to. */
  String firstHost() {
    return proxy.map(InetSocketAddress::getHostString).orElse(host);
  }

  int firstPort() {
    return proxy.map(InetSocketAddress::getPort).orElse(port);
  }

  /** Whether a proxy must make a tunnel before TLS can begin. */
  boolean tunnelled() {
    return tls && proxy.isPresent();
  }
}
