package dev.sluice.transport.http;

import dev.sluice.spi.transport.Connected;
import dev.sluice.spi.transport.Timer;
import java.time.Duration;
import java.util.Optional;

/**
 * How long the parts of an exchange's way to its connection take; there is one only where somebody
 * wants to know. Belongs to the loop's thread, but for the names, which are looked up before the
 * loop is told the way.
 */
public final class WayTimes {
  private final Timer timer;
  private long lookupNanos;
  private boolean lookedUp;

  /** When the part began that is under way. */
  private long sinceNanos;

  private long connectNanos;
  private long proxyNanos;
  private boolean sent;

  public WayTimes(Timer timer) {
    this.timer = timer;
  }

  /** A name was looked up; there may be two, a proxy's and the server's. */
  public void lookedUp(long tookNanos) {
    lookedUp = true;
    lookupNanos += tookNanos;
  }

  /** Addresses are tried. */
  public void dialing() {
    sinceNanos = timer.nanos();
    sent = false;
  }

  /** The socket is connected. */
  public void dialed() {
    connectNanos = lap();
  }

  /** Nothing lies between the socket and the server, or nothing any more. */
  public void through() {
    proxyNanos = lap();
  }

  /** The connection can carry a request. */
  public Connected connected(Route route, boolean reused) {
    Optional<Duration> lookup = lookedUp ? took(lookupNanos) : Optional.empty();
    if (reused) {
      return new Connected(
          Optional.of(true), lookup, Optional.empty(), Optional.empty(), Optional.empty());
    }
    return new Connected(
        Optional.of(false),
        lookup,
        took(connectNanos),
        route.via().isPresent() ? took(proxyNanos) : Optional.empty(),
        route.tls() ? took(lap()) : Optional.empty());
  }

  /** Whether the request that was just sent has not been told of. */
  public boolean firstSent() {
    boolean first = !sent;
    sent = true;
    return first;
  }

  private long lap() {
    long now = timer.nanos();
    long took = now - sinceNanos;
    sinceNanos = now;
    return took;
  }

  private static Optional<Duration> took(long nanos) {
    return Optional.of(Duration.ofNanos(nanos));
  }
}
