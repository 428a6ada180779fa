package dev.sluice.spi.stream;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How an attempt came to its connection. A phase that there was not, or that the transport cannot
 * tell apart, is empty.
 */
public final class ConnectionReport {
  private static final ConnectionReport UNKNOWN =
      new ConnectionReport(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private final Optional<Boolean> reused;
  private final Optional<Duration> lookup;
  private final Optional<Duration> connect;
  private final Optional<Duration> proxy;
  private final Optional<Duration> tls;

  private ConnectionReport(
      Optional<Boolean> reused,
      Optional<Duration> lookup,
      Optional<Duration> connect,
      Optional<Duration> proxy,
      Optional<Duration> tls) {
    this.reused = Objects.requireNonNull(reused, "reused");
    this.lookup = Objects.requireNonNull(lookup, "lookup");
    this.connect = Objects.requireNonNull(connect, "connect");
    this.proxy = Objects.requireNonNull(proxy, "proxy");
    this.tls = Objects.requireNonNull(tls, "tls");
  }

  /** One of which nothing is known, for sources to say what they know. */
  public static ConnectionReport unknown() {
    return UNKNOWN;
  }

  /** Whether it had carried another request before. */
  public Optional<Boolean> reused() {
    return reused;
  }

  /** How long it took to resolve the host's name. */
  public Optional<Duration> lookup() {
    return lookup;
  }

  /** How long it took to connect the socket. */
  public Optional<Duration> connect() {
    return connect;
  }

  /** How long it took to get through a proxy, TLS with the proxy included. */
  public Optional<Duration> proxy() {
    return proxy;
  }

  /** How long the TLS handshake with the server took. */
  public Optional<Duration> tls() {
    return tls;
  }

  /** This one, saying whether it had carried another request before. */
  public ConnectionReport reused(Optional<Boolean> whether) {
    return new ConnectionReport(whether, lookup, connect, proxy, tls);
  }

  /** This one with another time to resolve the name. */
  public ConnectionReport lookup(Optional<Duration> took) {
    return new ConnectionReport(reused, took, connect, proxy, tls);
  }

  /** This one with another time to connect. */
  public ConnectionReport connect(Optional<Duration> took) {
    return new ConnectionReport(reused, lookup, took, proxy, tls);
  }

  /** This one with another time to get through the proxy. */
  public ConnectionReport proxy(Optional<Duration> took) {
    return new ConnectionReport(reused, lookup, connect, took, tls);
  }

  /** This one with another time for TLS. */
  public ConnectionReport tls(Optional<Duration> took) {
    return new ConnectionReport(reused, lookup, connect, proxy, took);
  }
}
