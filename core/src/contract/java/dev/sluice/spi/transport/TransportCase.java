package dev.sluice.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.simulator.SelfSigned;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What the suites that every transport must pass have in common. */
@Timeout(240)
public abstract class TransportCase {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<Hearing> hearings = new ArrayList<>();
  private Transport transport = new Missing();

  /** For the suites. */
  protected TransportCase() {}

  /** The transport that is tested. */
  protected abstract Transport create(Map<String, String> environment, SSLContext trusted);

  @BeforeEach
  final void open() {
    transport = transport(Map.of());
  }

  @AfterEach
  final void everyHearerWasToldByTheRules() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    for (Hearing hearing : hearings) {
      assertThat(hearing.breaches()).isEmpty();
    }
  }

  /** Skips what this transport does not say that it can, and says so. */
  protected final void needs(Ability ability) {
    assumeTrue(transport.abilities().contains(ability), "this transport does not claim " + ability);
  }

  /** Skips what is for transports that do not say that they can do this. */
  protected final void lacks(Ability ability) {
    assumeTrue(!transport.abilities().contains(ability), "this transport claims " + ability);
  }

  protected final Transport transport() {
    return transport;
  }

  /** One that trusts {@link Certificate}, closed after the test. */
  protected final Transport transport(Map<String, String> environment) {
    return closing(create(environment, Certificate.SELF_SIGNED.context()));
  }

  protected final <C extends AutoCloseable> C closing(C each) {
    opened.add(each);
    return each;
  }

  protected final Peer peer(Peer.Script script) throws Exception {
    return closing(Peer.start(script));
  }

  protected final Peer peer(String scheme, Peer.Script script) throws Exception {
    return scheme.equals("http") ? peer(script) : closing(Peer.start(secure(), script));
  }

  /** For both sides of TLS: a server that has the certificate, a client that trusts no other. */
  protected static SSLContext trusted() {
    return Certificate.SELF_SIGNED.context();
  }

  protected static javax.net.ServerSocketFactory secure() {
    return Certificate.SELF_SIGNED.context().getServerSocketFactory();
  }

  protected final Hearing ask(URI uri) {
    return ask(uri, "{}", new Hearing());
  }

  protected final <H extends Hearing> H ask(URI uri, String body, H hearing) {
    return ask(transport, uri, body, hearing);
  }

  protected final <H extends Hearing> H ask(Transport over, URI uri, String body, H hearing) {
    return ask(
        over,
        HttpCall.post(uri, body).withHeaders(Map.of("x-a", "b")).connectingWithin(CONNECT_TIMEOUT),
        hearing);
  }

  protected final <H extends Hearing> H ask(Transport over, HttpCall call, H hearing) {
    hearings.add(hearing);
    over.open(call, hearing);
    return hearing;
  }

  protected static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(Peer.SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  /** For localhost and 127.0.0.1; made once, by keytool. */
  private static final class Certificate {
    static final SelfSigned SELF_SIGNED = SelfSigned.make();
  }

  /** Before the first test. */
  private static final class Missing implements Transport {
    @Override
    public void open(HttpCall call, ExchangeListener listener) {
      throw new IllegalStateException("there is no transport yet");
    }

    @Override
    public void close() {}
  }

  /** Long enough for a client to have read what came before. */
  protected static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException never) {
      throw new IllegalStateException(never);
    }
  }
}
