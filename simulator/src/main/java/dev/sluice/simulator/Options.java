package dev.sluice.simulator;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * How a {@link Simulator} listens. Immutable; begin with {@link #defaults()} and change what is
 * needed.
 *
 * @param address the address to bind to
 * @param port the port, or 0 for a free one
 * @param threads how many threads serve connections; each connection stays with one of them
 * @param backlog how many connections may wait to be accepted
 * @param sendBuffer bytes of the socket's send buffer, or 0 for what the system gives: a small one
 *     makes a slow reader felt early
 * @param headLimit the largest request line and headers in bytes; more is answered with 431
 * @param bodyLimit the largest request body in bytes; more is answered with 413
 * @param recorded how many of the latest requests are kept for {@link Simulator#requests()}
 * @param tls what to speak TLS with; without it connections are plain
 * @param wire the format of all requests; without it their paths say it
 * @param log gets a line for each thing that happens, on the thread that serves the connection: it
 *     must be quick and must not throw
 */
public record Options(
    InetAddress address,
    int port,
    int threads,
    int backlog,
    int sendBuffer,
    int headLimit,
    int bodyLimit,
    int recorded,
    Optional<SSLContext> tls,
    Optional<String> wire,
    Consumer<String> log) {

  /** Loopback, a free port, one thread, no log. */
  public static Options defaults() {
    return new Options(
        InetAddress.getLoopbackAddress(),
        0,
        1,
        4096,
        0,
        64 << 10,
        64 << 20,
        10_000,
        Optional.empty(),
        Optional.empty(),
        line -> {});
  }

  /** The same, bound to another address. */
  public Options address(InetAddress bound) {
    return new Options(
        bound, port, threads, backlog, sendBuffer, headLimit, bodyLimit, recorded, tls, wire, log);
  }

  /** The same, with another port. */
  public Options port(int chosen) {
    return new Options(
        address,
        chosen,
        threads,
        backlog,
        sendBuffer,
        headLimit,
        bodyLimit,
        recorded,
        tls,
        wire,
        log);
  }

  /** The same, with another number of threads. */
  public Options threads(int count) {
    return new Options(
        address, port, count, backlog, sendBuffer, headLimit, bodyLimit, recorded, tls, wire, log);
  }

  /** The same, with another send buffer. */
  public Options sendBuffer(int bytes) {
    return new Options(
        address, port, threads, backlog, bytes, headLimit, bodyLimit, recorded, tls, wire, log);
  }

  /** The same, with other limits for requests. */
  public Options limits(int headBytes, int bodyBytes) {
    return new Options(
        address,
        port,
        threads,
        backlog,
        sendBuffer,
        headBytes,
        bodyBytes,
        recorded,
        tls,
        wire,
        log);
  }

  /** The same, keeping another number of requests. */
  public Options recorded(int requests) {
    return new Options(
        address,
        port,
        threads,
        backlog,
        sendBuffer,
        headLimit,
        bodyLimit,
        requests,
        tls,
        wire,
        log);
  }

  /** The same, speaking TLS: its URLs begin with {@code https}. See {@link SelfSigned}. */
  public Options tls(SSLContext context) {
    return new Options(
        address,
        port,
        threads,
        backlog,
        sendBuffer,
        headLimit,
        bodyLimit,
        recorded,
        Optional.of(context),
        wire,
        log);
  }

  /**
   * The same, taking every request for one of this format, whatever its path.
   *
   * @param format one of {@link #wires}
   * @throws IllegalArgumentException if there is no such format, naming those that there are
   */
  public Options wire(String format) {
    if (!wires().contains(format)) {
      throw new IllegalArgumentException(
          "there is no format \"" + format + "\"; formats are " + String.join(", ", wires()));
    }
    return new Options(
        address,
        port,
        threads,
        backlog,
        sendBuffer,
        headLimit,
        bodyLimit,
        recorded,
        tls,
        Optional.of(format),
        log);
  }

  /** The names of the formats that are spoken. */
  public static List<String> wires() {
    return Wires.names();
  }

  /** The same, with another listener for log lines. */
  public Options log(Consumer<String> listener) {
    return new Options(
        address,
        port,
        threads,
        backlog,
        sendBuffer,
        headLimit,
        bodyLimit,
        recorded,
        tls,
        wire,
        listener);
  }
}
