package dev.sluice.transport.nio;

import dev.sluice.spi.transport.Ability;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.Redirects;
import dev.sluice.spi.transport.Timer;
import dev.sluice.spi.transport.Transport;
import dev.sluice.transport.http.Certificates;
import dev.sluice.transport.http.EnvironmentProxies;
import dev.sluice.transport.http.Origin;
import dev.sluice.transport.http.Proxies;
import dev.sluice.transport.http.Route;
import dev.sluice.transport.http.SocketFailures;
import dev.sluice.transport.http.TrustedCertificates;
import dev.sluice.transport.http.Via;
import dev.sluice.transport.http.WayTimes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The transport on the JDK's selectors, HTTP/1.1: one connection for each stream, so that none
 * waits for another and cancelling one closes its socket. An exchange that is over leaves its
 * connection to the next one.
 *
 * <p>Bytes are read and decoded on the threads of one event loop for each four processors, at most
 * {@value #MAX_LOOPS}. What can wait (finding a proxy, resolving a name, loading certificates)
 * happens on a virtual thread.
 */
public final class NioTransport implements Transport {
  private static final int MAX_LOOPS = 4;

  private final Proxies proxies;
  private final Setting setting;
  private final Loops loops;

  private NioTransport(Proxies proxies, Setting setting) {
    this.proxies = proxies;
    this.setting = setting;
    this.loops = new Loops(setting);
  }

  /**
   * A transport with these.
   *
   * @param loops how many event loops; empty for one for each four processors
   */
  public static NioTransport create(
      Proxies proxies, Certificates certificates, OptionalInt loops, Timer timer) {
    Setting usual = Setting.of(timer).trusting(certificates);
    return new NioTransport(proxies, loops.isPresent() ? usual.onLoops(loops.getAsInt()) : usual);
  }

  static NioTransport create(Map<String, String> environment, Setting setting) {
    return new NioTransport(EnvironmentProxies.of(environment), setting);
  }

  /** Finds the addresses of a name; may take long. */
  @FunctionalInterface
  interface Names {
    List<InetAddress> resolve(String host) throws UnknownHostException;
  }

  /** What a transport needs from outside; tests take other parts. */
  record Setting(
      Timer timer,
      Certificates certificates,
      Names names,
      Threads threads,
      int loops,
      System.Logger log) {

    static Setting of(Timer timer) {
      int loops = Math.clamp(Runtime.getRuntime().availableProcessors() / 4, 1, MAX_LOOPS);
      return new Setting(
          timer,
          TrustedCertificates.of(Map.of()),
          host -> List.of(InetAddress.getAllByName(host)),
          Threads.VIRTUAL,
          loops,
          System.getLogger(NioTransport.class.getPackageName()));
    }

    Setting trusting(Certificates other) {
      return new Setting(timer, other, names, threads, loops, log);
    }

    Setting resolving(Names other) {
      return new Setting(timer, certificates, other, threads, loops, log);
    }

    Setting startingBy(Threads other) {
      return new Setting(timer, certificates, names, other, loops, log);
    }

    Setting loggingTo(System.Logger other) {
      return new Setting(timer, certificates, names, threads, loops, other);
    }

    Setting onLoops(int count) {
      return new Setting(timer, certificates, names, threads, count, log);
    }
  }

  Loops loops() {
    return loops;
  }

  @Override
  public Set<Ability> abilities() {
    return EnumSet.complementOf(EnumSet.of(Ability.HTTP_2));
  }

  @Override
  public void open(HttpCall call, ExchangeListener listener) {
    Redirects.follow(this::begin, call, listener);
  }

  private void begin(HttpCall call, ExchangeListener listener) {
    EventLoop loop = loops.to(call.uri());
    NioExchange exchange = new NioExchange(loop, loops, call, listener);
    try {
      listener.onOpen(exchange);
    } catch (Throwable thrown) {
      exchange.cancel();
      throw thrown;
    }
    if (exchange.isLive()) {
      exchange.awaitConnection();
      loop.execute(exchange, exchange::begin);
      try {
        setting.threads.start("sluice-connect", () -> prepare(loop, exchange, call));
      } catch (Throwable noThread) {
        exchange.onDefect(noThread);
      }
    }
  }

  private void prepare(EventLoop loop, NioExchange exchange, HttpCall call) {
    try {
      Way way = way(call, exchange.times());
      loop.execute(exchange, () -> exchange.send(way));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException impossible) {
      loop.execute(exchange, () -> exchange.onFailure(SocketFailures.ofPreparing(impossible)));
    } catch (Throwable defect) {
      exchange.onDefect(defect);
    }
  }

  private Way way(HttpCall call, @Nullable WayTimes times)
      throws IOException, GeneralSecurityException {
    Origin origin = Origin.of(call.uri());
    Route route = new Route(origin, proxies.via(call.uri()));
    SSLContext context = route.needsCertificates() ? setting.certificates.load() : null;
    boolean byAddress = route.via().filter(via -> via.kind() == Via.Kind.SOCKS5).isPresent();
    Optional<InetAddress> target =
        byAddress ? resolve(origin.host(), times).stream().findFirst() : Optional.empty();
    return new Way(route, context, firstAddresses(route, times), target);
  }

  private List<InetAddress> resolve(String host, @Nullable WayTimes times)
      throws UnknownHostException {
    if (times == null) {
      return setting.names.resolve(host);
    }
    long beganNanos = setting.timer.nanos();
    List<InetAddress> found = setting.names.resolve(host);
    times.lookedUp(setting.timer.nanos() - beganNanos);
    return found;
  }

  private List<InetAddress> firstAddresses(Route route, @Nullable WayTimes times)
      throws IOException {
    try {
      return resolve(route.firstHost(), times);
    } catch (UnknownHostException unknown) {
      Via via = route.via().orElse(null);
      throw via == null ? unknown : new SocketFailures.UnknownProxyException(via, unknown);
    }
  }

  @Override
  public void close() {
    loops.close();
  }
}
