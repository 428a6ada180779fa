package dev.sluice.server.transport;

import dev.sluice.transport.http.Route;

/**
 * What carries one exchange: a connection of HTTP/1.1, or a stream of HTTP/2. Belongs to the loop's
 * thread, but for {@link #cut}.
 */
interface Carrier extends Line {

  Route route();

  /** Whether its connection has carried another exchange before: then it may have died unseen. */
  boolean isUsed();

  /** When its connection was last known to be good. */
  long goodSinceNanos();

  /** Sends the request of the exchange that it carries from now on. */
  void carry(VertxExchange exchange);

  /** Reads no more until {@link #readOn}. */
  void pause();

  void readOn();

  /** The exchange is over, and another one may follow on the connection. */
  void done();

  /** Ends the connection, or the stream; the exchange is not told. */
  void close();
}
