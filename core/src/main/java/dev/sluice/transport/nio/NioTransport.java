package dev.sluice.transport.nio;

import dev.sluice.transport.ExchangeListener;
import dev.sluice.transport.HttpCall;
import dev.sluice.transport.Timer;
import dev.sluice.transport.Transport;
import dev.sluice.transport.TransportFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The transport on the JDK's selectors, HTTP/1.1: one connection for each stream, so that none
 * waits for another and cancelling one closes its socket. An exchange that is over leaves its
 * connection to the next one.
 *
 * <p>Bytes are read and decoded on the threads of one event loop for each four processors, at most
 * {@value #MOST_LOOPS}. What can wait (finding a proxy, resolving a name, loading certificates)
 * happens on a virtual thread.
 */
public final class NioTransport implements Transport {
  private static final int MOST_LOOPS = 4;

  private final ProxySelector proxies;
  private final Timer timer;
  private final Certificates certificates;
  private final @Nullable EventLoop[] loops =
      new EventLoop[Math.clamp(Runtime.getRuntime().availableProcessors() / 4, 1, MOST_LOOPS)];

  private int next;
  private boolean closed;

  private NioTransport(ProxySelector proxies, Timer timer, Certificates certificates) {
    this.proxies = proxies;
    this.timer = timer;
    this.certificates = certificates;
  }

  /** A transport whose proxies come from these environment variables, else from the system. */
  public static NioTransport create(Map<String, String> environment, Timer timer) {
    return create(environment, timer, SSLContext::getDefault);
  }

  static NioTransport create(
      Map<String, String> environment, Timer timer, Certificates certificates) {
    return new NioTransport(EnvironmentProxies.of(environment), timer, certificates);
  }

  /** Loads the certificates that are trusted, which takes long and only TLS needs. */
  @FunctionalInterface
  interface Certificates {
    SSLContext load() throws NoSuchAlgorithmException;
  }

  @Override
  public void open(HttpCall call, ExchangeListener listener) {
    EventLoop loop = loop();
    NioExchange exchange = new NioExchange(loop, timer, call, listener);
    listener.onOpen(exchange);
    loop.execute(exchange::begin);
    Thread.ofVirtual().name("sluice-connect").start(() -> prepare(loop, exchange, call));
  }

  private void prepare(EventLoop loop, NioExchange exchange, HttpCall call) {
    try {
      Route route = Route.to(call.uri(), proxies);
      SSLContext context = route.tls() ? certificates.load() : null;
      List<InetAddress> addresses = List.of(InetAddress.getAllByName(route.firstHost()));
      loop.execute(() -> exchange.send(route, context, addresses));
    } catch (IOException | NoSuchAlgorithmException | RuntimeException impossible) {
      TransportFailure failure = Failures.ofConnecting(impossible);
      loop.execute(() -> exchange.onFailure(failure));
    }
  }

  /** The next loop in turn. */
  private synchronized EventLoop loop() {
    if (closed) {
      throw new IllegalStateException("this transport is closed");
    }
    next = (next + 1) % loops.length;
    EventLoop loop = loops[next];
    if (loop == null) {
      loop = EventLoop.start(timer, "sluice-io-" + next);
      loops[next] = loop;
    }
    return loop;
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (EventLoop loop : loops) {
      if (loop != null) {
        loop.close();
      }
    }
  }
}
