package dev.sluice.transport.jdk;

import dev.sluice.spi.transport.Ability;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.Redirects;
import dev.sluice.spi.transport.Timer;
import dev.sluice.spi.transport.Transport;
import dev.sluice.transport.http.Certificates;
import dev.sluice.transport.http.EnvironmentProxies;
import dev.sluice.transport.http.Proxies;
import dev.sluice.transport.http.UntrustedException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The transport on {@link HttpClient}: HTTP/2 with servers that offer it over TLS, else HTTP/1.1
 * and a connection for each stream.
 *
 * <p>The client's executor runs its tasks on the thread that submits them, so that a body is
 * decoded on the selector thread that read it. Each exchange begins on a virtual thread of its own,
 * because with such an executor the client looks up names and connects on its caller. The client is
 * made by the first exchange: making it loads what TLS trusts, which takes long.
 */
public final class JdkTransport implements Transport {
  private final ClientProxies proxies;
  private final Timer timer;
  private final Set<JdkExchange> open = ConcurrentHashMap.newKeySet();

  /** What speaks TLS, and so needs to know whom to trust. */
  private final AtomicReference<Making> secure;

  /** What does not: for plain addresses, whatever is wrong with the trusted certificates. */
  private final AtomicReference<Making> plain;

  private volatile boolean closed;

  private JdkTransport(ClientProxies proxies, Timer timer, Certificates certificates) {
    this.proxies = proxies;
    this.timer = timer;
    this.secure = new AtomicReference<>(new Making(certificates));
    this.plain = new AtomicReference<>(new Making(JdkTransport::trustingNobody));
  }

  private static SSLContext trustingNobody() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[0], null);
    return context;
  }

  /** A transport with these. */
  public static JdkTransport create(Proxies proxies, Certificates certificates, Timer timer) {
    return new JdkTransport(new ClientProxies(proxies), timer, certificates);
  }

  static JdkTransport create(
      Map<String, String> environment, Timer timer, Certificates certificates) {
    return new JdkTransport(
        new ClientProxies(EnvironmentProxies.of(environment)), timer, certificates);
  }

  @Override
  public void open(HttpCall call, ExchangeListener listener) {
    Redirects.follow(this::begin, call, listener);
  }

  private void begin(HttpCall call, ExchangeListener listener) {
    if (closed) {
      throw new IllegalStateException("this transport is closed");
    }
    JdkExchange exchange = new JdkExchange(this, call, listener);
    listener.onOpen(exchange);
    if (exchange.isOver()) {
      return;
    }
    open.add(exchange);
    exchange.awaitConnection();
    if (exchange.isOver()) {
      open.remove(exchange);
    } else if (closed) {
      exchange.onClosed();
    } else {
      Threads.startVirtual(exchange::start);
    }
  }

  void over(JdkExchange exchange) {
    open.remove(exchange);
  }

  ClientProxies proxies() {
    return proxies;
  }

  Timer timer() {
    return timer;
  }

  /** The client for a call, which this may have to wait for. */
  HttpClient client(HttpCall call) throws IOException {
    boolean tls = "https".equalsIgnoreCase(call.uri().getScheme());
    AtomicReference<Making> client = tls ? secure : plain;
    Making making = client.get();
    making.run();
    try {
      return making.get();
    } catch (ExecutionException failed) {
      // What was missing may be there the next time.
      client.compareAndSet(making, new Making(making.trusted));
      Throwable why = failed.getCause() == null ? failed : failed.getCause();
      if (why instanceof UntrustedException untrusted) {
        throw untrusted;
      }
      throw new IOException("the HTTP client cannot be made: " + Failures.said(why), why);
    } catch (InterruptedException | CancellationException never) {
      throw new IOException("the HTTP client cannot be waited for", never);
    }
  }

  @Override
  public Set<Ability> abilities() {
    return Set.of(Ability.HTTP_2);
  }

  @Override
  public void close() {
    closed = true;
    for (JdkExchange exchange : List.copyOf(open)) {
      exchange.onClosed();
    }
    secure.get().stopIfMade();
    plain.get().stopIfMade();
  }

  /** Something was thrown that nobody is left to be told of. */
  static void report(Throwable defect) {
    System.getLogger(JdkTransport.class.getPackageName())
        .log(System.Logger.Level.ERROR, "an exchange's listener threw", defect);
  }

  /**
   * The client's making, by whoever needs it first; once, unless it fails. Left open it would delay
   * exit.
   */
  private final class Making extends FutureTask<HttpClient> {
    private final Certificates trusted;

    Making(Certificates trusted) {
      super(() -> JdkTransport.this.make(trusted));
      this.trusted = trusted;
    }

    @Override
    protected void done() {
      if (closed) {
        stopIfMade();
      }
    }

    void stopIfMade() {
      if (state() == State.SUCCESS) {
        resultNow().shutdownNow();
      }
    }
  }

  private HttpClient make(Certificates trusted) throws IOException, GeneralSecurityException {
    return HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(proxies)
        .sslContext(trusted.load())
        .executor(Runnable::run)
        .build();
  }
}
