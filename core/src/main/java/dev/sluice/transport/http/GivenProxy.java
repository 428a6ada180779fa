package dev.sluice.transport.http;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * One proxy for all addresses, or none, whatever the environment and the system say. As with those,
 * this machine is never reached through it.
 */
public final class GivenProxy implements Proxies {
  private final Via via;
  private final NoProxy exceptions;

  private GivenProxy(Via via, NoProxy exceptions) {
    this.via = via;
    this.exceptions = exceptions;
  }

  /** No proxy at all. */
  public static Proxies none() {
    return uri -> Optional.empty();
  }

  /**
   * This proxy.
   *
   * @param url as in {@code HTTPS_PROXY}
   * @param except what is reached without it, each as in {@code NO_PROXY}
   * @param setting where it is named, for messages
   * @throws IllegalArgumentException if it is no proxy's URL; the message holds no password
   */
  public static Proxies of(String url, List<String> except, String setting) {
    ProxyUrl.Place place =
        new ProxyUrl.Place(
            "the proxy given to " + setting,
            "correct it, or leave it out for what is set elsewhere");
    return new GivenProxy(ProxyUrl.read(place, url.strip()), NoProxy.of(String.join(",", except)));
  }

  @Override
  public Optional<Via> via(URI uri) {
    Origin origin = Origin.of(uri);
    boolean direct =
        NoProxy.isLoopback(origin.host()) || exceptions.matches(origin.host(), origin.port());
    return direct ? Optional.empty() : Optional.of(via);
  }
}
