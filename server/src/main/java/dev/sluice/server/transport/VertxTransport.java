package dev.sluice.server.transport;

import dev.sluice.spi.transport.Ability;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.Redirects;
import dev.sluice.spi.transport.Timer;
import dev.sluice.spi.transport.Transport;
import dev.sluice.transport.http.Certificates;
import dev.sluice.transport.http.Proxies;
import dev.sluice.transport.http.Route;
import io.vertx.core.Vertx;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The transport on the event loops and sockets of Vert.x: HTTP/2 with servers that offer it over
 * TLS, else HTTP/1.1 and a connection for each stream. An exchange whose listener is at home on an
 * event loop ({@link EventLoopHome}) is made and read on that loop, by connections that are that
 * loop's, so that no byte changes its thread on the way from a provider to a client.
 *
 * <p>Thread-safe. To close it leaves Vert.x running.
 */
public final class VertxTransport implements Transport {
  private final Ways ways;
  private final Loops loops;
  private volatile boolean closed;

  private VertxTransport(Ways ways, Loops loops) {
    this.ways = ways;
    this.loops = loops;
  }

  /** A transport with these. */
  public static VertxTransport of(
      Vertx vertx, Proxies proxies, Certificates certificates, Timer timer) {
    return new VertxTransport(new Ways(proxies, certificates, timer), new Loops(vertx, timer));
  }

  @Override
  public Set<Ability> abilities() {
    return EnumSet.allOf(Ability.class);
  }

  @Override
  public void open(HttpCall call, ExchangeListener listener) {
    Redirects.follow(this::begin, call, listener);
  }

  private void begin(HttpCall call, ExchangeListener listener) {
    if (closed) {
      throw new IllegalStateException("this transport is closed");
    }
    Executor home = listener.home();
    Loop loop = loops.of(home, call.uri());
    VertxExchange exchange = new VertxExchange(this, loop, home, call, listener);
    try {
      listener.onOpen(exchange);
    } catch (Throwable thrown) {
      exchange.cancel();
      throw thrown;
    }
    if (exchange.isLive()) {
      exchange.awaitConnection();
      loop.execute(exchange::begin);
      if (closed) {
        loop.close();
      }
    }
  }

  Ways ways() {
    return ways;
  }

  void drop(Route route, long olderThanNanos) {
    loops.drop(route, olderThanNanos);
  }

  @Override
  public void close() {
    closed = true;
    loops.close();
  }

  /** Something was thrown that nobody is left to be told of. */
  static void report(Throwable defect) {
    System.getLogger(VertxTransport.class.getPackageName())
        .log(System.Logger.Level.ERROR, "an exchange's listener threw", defect);
  }
}
