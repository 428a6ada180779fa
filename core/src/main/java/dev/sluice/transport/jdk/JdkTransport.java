package dev.sluice.transport.jdk;

import dev.sluice.transport.Exchange;
import dev.sluice.transport.ExchangeListener;
import dev.sluice.transport.HttpCall;
import dev.sluice.transport.Transport;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The transport on {@link HttpClient}, HTTP/1.1: one connection for each stream, so that none waits
 * for another and cancelling one closes its socket.
 *
 * <p>The client's executor runs its tasks on the thread that submits them, so a body is decoded on
 * the selector thread that read it. Each exchange begins on a virtual thread of its own, because
 * with such an executor name resolution and connecting happen on the caller.
 */
public final class JdkTransport implements Transport {
  /** How long an answer's socket may take to end after its answer did, before it is closed. */
  static final Duration GRACE = Duration.ofMillis(300);

  private final ProxySelector proxies;
  private final Function<Duration, Executor> after;

  /**
   * A client for each connect timeout in use: the JDK sets it on the client, not on the request.
   */
  private final Map<Duration, HttpClient> clients = new HashMap<>();

  private boolean closed;

  private JdkTransport(ProxySelector proxies, Function<Duration, Executor> after) {
    this.proxies = proxies;
    this.after = after;
  }

  /**
   * A transport whose proxies come from these environment variables, else from the system.
   *
   * @param after gives an executor that runs tasks after a delay
   */
  public static JdkTransport create(
      Map<String, String> environment, Function<Duration, Executor> after) {
    return new JdkTransport(EnvironmentProxies.of(environment), after);
  }

  @Override
  public Exchange open(HttpCall call, ExchangeListener listener) {
    HttpClient client = client(call.connectTimeout());
    JdkExchange exchange = new JdkExchange(client, call, listener, after.apply(GRACE));
    Thread.ofVirtual().name("sluice-connect").start(exchange::start);
    return exchange;
  }

  private synchronized HttpClient client(Duration connectTimeout) {
    if (closed) {
      throw new IllegalStateException("this transport is closed");
    }
    return clients.computeIfAbsent(
        connectTimeout,
        timeout -> {
          HttpClient.Builder builder =
              HttpClient.newBuilder()
                  .version(HttpClient.Version.HTTP_1_1)
                  .followRedirects(HttpClient.Redirect.NEVER)
                  .proxy(proxies)
                  .executor(Runnable::run);
          if (timeout.isPositive()) {
            builder.connectTimeout(timeout);
          }
          return builder.build();
        });
  }

  @Override
  public synchronized void close() {
    closed = true;
    clients.values().forEach(HttpClient::shutdownNow);
    clients.clear();
  }
}
