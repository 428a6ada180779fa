package dev.sluice.simulator;

/**
 * How a client left.
 *
 * @param atNanos when the simulator noticed, as {@link System#nanoTime} of this JVM
 * @param how whether the client closed in good order or reset the connection
 * @param phase how far the response was
 * @param unsentBytes bytes that were due but that the socket had not taken, because the client did
 *     not read
 */
public record Departure(long atNanos, How how, Phase phase, long unsentBytes) {

  /** What the client's side of the connection did. */
  public enum How {
    /** It closed in good order; a half-close counts too. */
    FIN,
    /**
     * It reset the connection, which is also what a close with unread bytes does. A JDK {@link
     * java.net.Socket} sends a FIN first even then, and that is what is noticed.
     */
    RST
  }

  /** How far a response is. */
  public enum Phase {
    /** The request is there, the headers are not sent. */
    BEFORE_HEADERS,
    /** The headers are sent, no byte of the body is. */
    HEADERS,
    /** Some of the body is sent. */
    BODY,
    /** The script has come to its ending, though it may hold the connection open. */
    ENDED
  }
}
