package dev.sluice.transport.http;

import java.net.URI;
import java.util.Optional;

/** Knows which proxy is on the way to an address. Thread-safe; may take long. */
@FunctionalInterface
public interface Proxies {

  /**
   * The proxy, or none.
   *
   * @throws IllegalArgumentException if a proxy is set that cannot be used; the message says what
   *     is wrong with it, and holds no password
   */
  Optional<Via> via(URI uri);
}
