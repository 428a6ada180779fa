package dev.sluice.transport.http;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Proxies from {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}, in
 * either case, as command-line tools read them; where none is set, the JVM's own. Loopback is never
 * reached through a proxy.
 */
public final class EnvironmentProxies implements Proxies {
  private final Map<String, String> environment;
  private final NoProxy exceptions;
  private final ProxySelector system;

  private EnvironmentProxies(Map<String, String> environment, ProxySelector system) {
    this.environment = environment;
    this.system = system;
    this.exceptions = NoProxy.of(setting(environment, "no_proxy").map(Setting::value).orElse(""));
  }

  public static Proxies of(Map<String, String> environment) {
    ProxySelector system = ProxySelector.getDefault();
    return new EnvironmentProxies(
        Map.copyOf(environment), system == null ? ProxySelector.of(null) : system);
  }

  @Override
  public Optional<Via> via(URI uri) {
    Origin origin = Origin.of(uri);
    if (NoProxy.isLoopback(origin.host()) || exceptions.matches(origin.host(), origin.port())) {
      return Optional.empty();
    }
    String name = origin.tls() ? "https_proxy" : "http_proxy";
    return setting(environment, name)
        .or(() -> setting(environment, "all_proxy"))
        .map(set -> ProxyUrl.read(set.variable(), set.value()))
        .or(() -> ofSystem(uri));
  }

  /** A variable as it is written in the environment, and its value. */
  private record Setting(String variable, String value) {}

  private static Optional<Setting> setting(Map<String, String> environment, String name) {
    return Stream.of(name, name.toUpperCase(Locale.ROOT))
        .filter(environment::containsKey)
        .findFirst()
        .map(variable -> new Setting(variable, environment.getOrDefault(variable, "").strip()))
        .filter(set -> !set.value().isEmpty());
  }

  private Optional<Via> ofSystem(URI uri) {
    return system.select(asJavaKnowsIt(uri)).stream()
        .findFirst()
        .filter(first -> first.type() != Proxy.Type.DIRECT)
        .map(EnvironmentProxies::via);
  }

  /** To Java, a host whose name has an underscore is none. */
  private static URI asJavaKnowsIt(URI uri) {
    if (uri.getHost() != null) {
      return uri;
    }
    Origin origin = Origin.of(uri);
    return URI.create(
        (origin.tls() ? "https://" : "http://") + origin.hostAndPort().replace('_', '-'));
  }

  private static Via via(Proxy proxy) {
    if (proxy.address() instanceof InetSocketAddress address) {
      Via.Kind kind = proxy.type() == Proxy.Type.HTTP ? Via.Kind.HTTP : Via.Kind.SOCKS5H;
      return new Via(kind, address.getHostString(), address.getPort(), Optional.empty());
    }
    throw new IllegalArgumentException("the system's proxy has no address");
  }
}
