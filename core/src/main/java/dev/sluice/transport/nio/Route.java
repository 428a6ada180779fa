package dev.sluice.transport.nio;

import dev.sluice.transport.http.Origin;
import dev.sluice.transport.http.Via;
import java.util.Optional;

/**
 * Where a connection leads: exchanges of the same route can share one after the other.
 *
 * @param via on the way
 */
record Route(Origin origin, Optional<Via> via) {

  boolean tls() {
    return origin.tls();
  }

  /** Whom to connect to. */
  String firstHost() {
    return via.map(Via::host).orElse(origin.host());
  }

  int firstPort() {
    return via.map(Via::port).orElse(origin.port());
  }

  /** Whether the proxy is handed the request itself, instead of being asked for a way through. */
  boolean proxied() {
    return !tls() && via.filter(Via::isHttp).isPresent();
  }

  /** Whether a certificate is to be checked on the way. */
  boolean needsCertificates() {
    return tls() || via.filter(proxy -> proxy.kind() == Via.Kind.HTTPS).isPresent();
  }
}
