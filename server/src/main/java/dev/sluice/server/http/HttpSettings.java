package dev.sluice.server.http;

import java.util.List;
import java.util.Optional;

/**
 * Where it is listened, and to whom. Immutable.
 *
 * @param host an address of this machine or its name
 * @param port 0 for any that is free
 * @param tls empty for plain HTTP
 * @param http2 whether HTTP/2 is offered where TLS is on
 * @param hosts the names under which it is called, besides loopback's addresses and {@code
 *     localhost}: without ports, in lower case. If it is empty where there are keys, any name is
 *     right
 * @param origins the web pages that may ask: {@code https://chat.example.com}, as browsers send
 *     them
 * @param limits what a request may take
 */
public record HttpSettings(
    String host,
    int port,
    Optional<PemFiles> tls,
    boolean http2,
    List<String> hosts,
    List<String> origins,
    HttpLimits limits) {
  /** The port that is listened to unless another one is named. */
  public static final int USUAL_PORT = 8790;

  /** What holds unless it is set otherwise: this machine alone, in plain. */
  public static final HttpSettings USUAL =
      new HttpSettings(
          "127.0.0.1", USUAL_PORT, Optional.empty(), true, List.of(), List.of(), HttpLimits.USUAL);

  /** Copies the lists. */
  public HttpSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port is 0 to 65535, and not " + port);
    }
    hosts = List.copyOf(hosts);
    origins = List.copyOf(origins);
  }

  /** These, at another place. */
  public HttpSettings at(String otherHost, int otherPort) {
    return new HttpSettings(otherHost, otherPort, tls, http2, hosts, origins, limits);
  }

  /** These, proving who it is. */
  public HttpSettings with(PemFiles files) {
    return new HttpSettings(host, port, Optional.of(files), http2, hosts, origins, limits);
  }

  /** These, with other limits. */
  public HttpSettings with(HttpLimits others) {
    return new HttpSettings(host, port, tls, http2, hosts, origins, others);
  }

  /** These, called by these names. */
  public HttpSettings calledBy(List<String> names) {
    return new HttpSettings(host, port, tls, http2, names, origins, limits);
  }

  /** These, asked by these pages. */
  public HttpSettings askedBy(List<String> pages) {
    return new HttpSettings(host, port, tls, http2, hosts, pages, limits);
  }
}
