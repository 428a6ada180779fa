package dev.sluice.spi.transport;

/**
 * Why an exchange broke.
 *
 * @param kind in which phase
 * @param reason for a person
 * @param cause the exception below
 */
public record TransportFailure(Kind kind, String reason, Throwable cause) {

  /** The phase in which an exchange broke. */
  public enum Kind {
    /** The name was not found, nobody listens, TLS failed: nothing was sent. */
    CONNECT,
    /** No connection within the time given. */
    CONNECT_TIMEOUT,
    /** The connection broke after it had been made. */
    LOST,
    /** The peer does not speak HTTP as it should. */
    PROTOCOL,
    /**
     * TLS cannot be had with this peer as it is: its certificate does not fit, or it speaks only
     * what is no longer safe. The next attempt would end the same way.
     */
    UNTRUSTED,
    /**
     * Something is set that cannot work: an address, a header, a proxy or its login. No answer was
     * begun, and the next attempt would end the same way.
     */
    SETTING,
    /** Something of this process threw: the listener, or the transport itself. */
    DEFECT
  }
}
