package dev.sluice.transport.jdk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Proxies from {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}, in
 * either case, as command-line tools read them; where none is set, the JVM's own. Loopback is never
 * reached through a proxy.
 */
final class EnvironmentProxies extends ProxySelector {
  private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

  private final Map<String, String> environment;
  private final List<String> exceptions;
  private final ProxySelector system;

  private EnvironmentProxies(Map<String, String> environment, ProxySelector system) {
    this.environment = environment;
    this.system = system;
    this.exceptions =
        List.of(
            setting(environment, "no_proxy").orElse("").toLowerCase(Locale.ROOT).split("[,\\s]+"));
  }

  static ProxySelector of(Map<String, String> environment) {
    ProxySelector system = ProxySelector.getDefault();
    return new EnvironmentProxies(
        Map.copyOf(environment), system == null ? ProxySelector.of(null) : system);
  }

  @Override
  public List<Proxy> select(URI uri) {
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    if (isLoopback(host) || isException(host, port)) {
      return DIRECT;
    }
    return setting(environment, tls ? "https_proxy" : "http_proxy")
        .or(() -> setting(environment, "all_proxy"))
        .map(EnvironmentProxies::proxy)
        .orElseGet(() -> system.select(uri));
  }

  private static Optional<String> setting(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private static List<Proxy> proxy(String value) {
    URI uri = uri(value);
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http")) {
      throw new IllegalArgumentException(
          "the proxy in the environment is no http proxy but a "
              + scheme
              + " one, which the JDK's client does not speak to");
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("the proxy in the environment names no host");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : 80;
    return List.of(
        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port)));
  }

  private static URI uri(String value) {
    try {
      return URI.create(value.contains("://") ? value : "http://" + value);
    } catch (IllegalArgumentException wrong) {
      // The message leaves the value out: proxies hold passwords.
      throw new IllegalArgumentException("the proxy in the environment is not a URL");
    }
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d+){3}");
  }

  private boolean isException(String host, int port) {
    for (String exception : exceptions) {
      String name = exception.startsWith("*.") ? exception.substring(1) : exception;
      if (name.equals("*")
          || name.equals(host)
          || host.equals("[" + name + "]")
          || name.equals(host + ":" + port)) {
        return true;
      }
      String suffix = name.startsWith(".") ? name : "." + name;
      if (name.length() > 1 && host.endsWith(suffix)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The exchange that failed says so itself.
  }
}
