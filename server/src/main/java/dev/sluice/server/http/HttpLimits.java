package dev.sluice.server.http;

import java.time.Duration;

/**
 * How much of a request is taken, and for how long it is waited for.
 *
 * @param bodyBytes of a body; more is refused with 413
 * @param headerBytes of all headers together; more is refused with 431
 * @param headersWithin a request's head has to be whole within so long of its connection, else that
 *     is closed
 * @param bodyWithin a request's body has to be whole within so long of its head; else 408
 * @param idle a connection on which nothing is asked is kept so long
 * @param connections so many connections are held at once; a further one is closed
 */
public record HttpLimits(
    int bodyBytes,
    int headerBytes,
    Duration headersWithin,
    Duration bodyWithin,
    Duration idle,
    int connections) {
  /** What holds unless it is set otherwise. */
  public static final HttpLimits USUAL =
      new HttpLimits(
          32 * 1024 * 1024,
          64 * 1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(75),
          20_000);

  /** Refuses what would take nothing. */
  public HttpLimits {
    if (bodyBytes < 1 || headerBytes < 1 || connections < 1) {
      throw new IllegalArgumentException(
          "limits on bodies, headers and connections are 1 or more, and not "
              + bodyBytes
              + ", "
              + headerBytes
              + " and "
              + connections);
    }
    if (!headersWithin.isPositive() || !bodyWithin.isPositive() || !idle.isPositive()) {
      throw new IllegalArgumentException(
          "a request cannot be waited for " + headersWithin + ", " + bodyWithin + " and " + idle);
    }
  }
}
