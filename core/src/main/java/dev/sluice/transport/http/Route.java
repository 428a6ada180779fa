package dev.sluice.transport.http;

import java.util.Optional;

/**
 * Where a connection leads: exchanges of the same route can share one after the other.
 *
 * @param via on the way
 */
public record Route(Origin origin, Optional<Via> via) {

  public boolean tls() {
    return origin.tls();
  }

  /** Whom to connect to. */
  public String firstHost() {
    return via.map(Via::host).orElse(origin.host());
  }

  public int firstPort() {
    return via.map(Via::port).orElse(origin.port());
  }

  /** Whether the proxy is handed the request itself, instead of being asked for a way through. */
  public boolean proxied() {
    return !tls() && via.filter(Via::isHttp).isPresent();
  }

  /** Whether a certificate is to be checked on the way. */
  public boolean needsCertificates() {
    return tls() || via.filter(proxy -> proxy.kind() == Via.Kind.HTTPS).isPresent();
  }
}
