package dev.sluice.simulator;

import dev.sluice.simulator.Departure.Phase;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One request and what became of it. It is live: what concerns the response changes until it is
 * over. Safe for use by many threads. All times are {@link System#nanoTime} of this JVM, so that a
 * client in the same JVM can subtract its own.
 */
public final class Seen {
  private final int number;
  private final Request request;
  private final long connection;
  private final SocketAddress client;
  private final long acceptedAt;
  private final long receivedAt;
  private final Runnable changed;

  private volatile OptionalLong headersAt = OptionalLong.empty();
  private volatile OptionalLong firstByteAt = OptionalLong.empty();
  private volatile OptionalLong endedAt = OptionalLong.empty();
  private volatile Optional<String> ending = Optional.empty();
  private volatile Optional<Departure> departure = Optional.empty();
  private volatile long bytesWritten;

  /** The same count, for the one thread that adds to it. */
  private long written;

  Seen(int number, Request request, Connection connection, long receivedAt, Runnable changed) {
    this.number = number;
    this.request = request;
    this.connection = connection.id();
    this.client = connection.client();
    this.acceptedAt = connection.acceptedAt();
    this.receivedAt = receivedAt;
    this.changed = changed;
  }

  /** Which request this is, counted from 1 over all connections. */
  public int number() {
    return number;
  }

  public String method() {
    return request.method();
  }

  /** The path without the query. */
  public String path() {
    return request.path();
  }

  /** The request target as it came: the path and, if any, the query. */
  public String target() {
    return request.target();
  }

  public Headers headers() {
    return request.headers();
  }

  /** The body, decoded as UTF-8; empty if there was none. */
  public String body() {
    return request.body();
  }

  /** Which connection it came on, counted from 1: the same one means that it was used again. */
  public long connection() {
    return connection;
  }

  /** The client's address and port. */
  public SocketAddress client() {
    return client;
  }

  /** When the connection was accepted. */
  public long acceptedAt() {
    return acceptedAt;
  }

  /** When the last byte of the request was read. */
  public long receivedAt() {
    return receivedAt;
  }

  /** When the headers were handed to the socket. */
  public OptionalLong headersAt() {
    return headersAt;
  }

  /** When the first byte of the body was handed to the socket. */
  public OptionalLong firstByteAt() {
    return firstByteAt;
  }

  /** When the script came to its ending. */
  public OptionalLong endedAt() {
    return endedAt;
  }

  /** The ending that was played, by its name in the script; empty before. */
  public Optional<String> ending() {
    return ending;
  }

  /** Bytes that the socket has taken for this response so far, headers and framing included. */
  public long bytesWritten() {
    return bytesWritten;
  }

  /**
   * How and when the client left; empty while it is there. A client that closes a connection after
   * its last response has left that response too, in the phase {@link Phase#ENDED}.
   */
  public Optional<Departure> departure() {
    return departure;
  }

  /** When the client left: {@link Departure#atNanos}. */
  public OptionalLong clientLeftAt() {
    Optional<Departure> left = departure;
    return left.isPresent() ? OptionalLong.of(left.get().atNanos()) : OptionalLong.empty();
  }

  /** How far the response is. */
  public Phase phase() {
    if (ending.isPresent()) {
      return Phase.ENDED;
    }
    if (firstByteAt.isPresent()) {
      return Phase.BODY;
    }
    return headersAt.isPresent() ? Phase.HEADERS : Phase.BEFORE_HEADERS;
  }

  // Times are taken before the bytes go out: a client that has them can rely on the times.

  void headersBegin() {
    headersAt = OptionalLong.of(System.nanoTime());
  }

  void bodyBegins() {
    if (firstByteAt.isEmpty()) {
      firstByteAt = OptionalLong.of(System.nanoTime());
    }
  }

  void wrote(int bytes) {
    written += bytes;
    bytesWritten = written;
  }

  void ended(String name) {
    endedAt = OptionalLong.of(System.nanoTime());
    ending = Optional.of(name);
    changed.run();
  }

  void left(Departure how) {
    departure = Optional.of(how);
    changed.run();
  }

  /** One line for logs and failed assertions; secrets in the headers are hidden. */
  @Override
  public String toString() {
    return "#%d %s %s on connection %d, %s, %d bytes written, %s, headers %s, body of %d characters"
        .formatted(
            number,
            method(),
            target(),
            connection,
            ending.map(name -> "ended by " + name).orElse("in phase " + phase()),
            bytesWritten,
            departure.map(left -> "client left by " + left.how()).orElse("client there"),
            headers(),
            body().length());
  }
}
