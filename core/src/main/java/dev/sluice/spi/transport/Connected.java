package dev.sluice.spi.transport;

import java.time.Duration;
import java.util.Optional;

/**
 * How an exchange came to its connection. What there was not, or what the transport cannot tell, is
 * empty.
 *
 * @param reused whether the connection had carried another exchange before
 * @param lookup resolving the name
 * @param connect connecting the socket
 * @param proxy getting through a proxy
 * @param tls the handshake with the server
 */
public record Connected(
    Optional<Boolean> reused,
    Optional<Duration> lookup,
    Optional<Duration> connect,
    Optional<Duration> proxy,
    Optional<Duration> tls) {

  /** There is a connection, and no more is known. */
  public static final Connected UNKNOWN =
      new Connected(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
