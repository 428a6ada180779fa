package dev.sluice.transport.jdk;

import dev.sluice.transport.http.Proxies;
import dev.sluice.transport.http.Via;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Proxies as the JDK's client asks for them, and which of them it can use. */
final class ClientProxies extends ProxySelector {
  private final Proxies proxies;

  ClientProxies(Proxies proxies) {
    this.proxies = proxies;
  }

  /**
   * The proxy on the way to an address.
   *
   * @throws IllegalArgumentException if there is one that the client cannot use as it is set; the
   *     message holds no password
   */
  Optional<Via> via(URI uri) {
    Optional<Via> via = proxies.via(uri);
    via.ifPresent(proxy -> refuse(proxy, "https".equalsIgnoreCase(uri.getScheme())));
    return via;
  }

  private static void refuse(Via via, boolean tunnel) {
    if (via.kind() != Via.Kind.HTTP) {
      throw new IllegalArgumentException(
          "the transport jdk cannot use "
              + via.said()
              + ", which speaks "
              + (via.kind() == Via.Kind.HTTPS ? "TLS" : "SOCKS (socks5)")
              + ": the transport nio can");
    }
    if (tunnel && via.login().isPresent()) {
      throw new IllegalArgumentException(
          "the transport jdk cannot give "
              + via.said()
              + " its name and password for a tunnel: the transport nio can");
    }
  }

  @Override
  public List<Proxy> select(URI uri) {
    return List.of(via(uri).map(ClientProxies::proxy).orElse(Proxy.NO_PROXY));
  }

  private static Proxy proxy(Via via) {
    return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(via.host(), via.port()));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The exchange that failed says so itself.
  }
}
