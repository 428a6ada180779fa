package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.transport.Exchange;
import dev.sluice.transport.HttpCall;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over real sockets, with and without TLS, directly and through a proxy. */
@Timeout(60)
class NioTransportTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final ServerSocketFactory PLAIN = ServerSocketFactory.getDefault();

  /** Trusts itself, and is certified for localhost alone. */
  private static SSLContext tls;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("key.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    tls = context(file);
  }

  private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static ServerSocketFactory secure() {
    return tls.getServerSocketFactory();
  }

  private static NioTransport transport(Map<String, String> environment) {
    return NioTransport.create(environment, SystemTimer.INSTANCE, () -> tls);
  }

  private static Heard ask(NioTransport transport, URI uri, String body) {
    Heard heard = new Heard();
    start(transport, uri, body, heard);
    return heard;
  }

  private static Exchange start(NioTransport transport, URI uri, String body, Heard heard) {
    return transport.open(
        new HttpCall(uri, Map.of("x-a", "b"), body, Duration.ofSeconds(10)), heard);
  }

  private static void answerAll(Peer.Connected client, String body) throws IOException {
    while (!client.request().isEmpty()) {
      client.answer(body);
    }
  }

  @Test
  void oneConnectionCarriesOneExchangeAfterTheOther() throws Exception {
    for (String scheme : new String[] {"http", "https"}) {
      ServerSocketFactory sockets = scheme.equals("http") ? PLAIN : secure();
      try (Peer peer = Peer.start(sockets, client -> answerAll(client, "hello"));
          NioTransport transport = transport(Map.of())) {
        for (int i = 0; i < 5; i++) {
          assertThat(ask(transport, peer.uri(scheme), "{}").outcome()).isEqualTo("200 hello");
        }
        assertThat(peer.connections()).as(scheme).isEqualTo(1);
      }
    }
  }

  @Test
  void exchangesAtTheSameTimeHaveAConnectionEach() throws Exception {
    CountDownLatch together = new CountDownLatch(3);
    try (Peer peer =
            Peer.start(
                PLAIN,
                client -> {
                  String line = client.request();
                  together.countDown();
                  awaitQuietly(together);
                  client.answer(line.isEmpty() ? "" : "ok");
                });
        NioTransport transport = transport(Map.of())) {
      Heard[] all = new Heard[3];
      for (int i = 0; i < all.length; i++) {
        all[i] = ask(transport, peer.uri("http"), "{}");
      }
      for (Heard one : all) {
        assertThat(one.outcome()).isEqualTo("200 ok");
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IOException("the others did not come");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aConnectionThatTheServerClosedMeanwhileIsNotUsedAgain() throws Exception {
    for (ServerSocketFactory sockets : new ServerSocketFactory[] {PLAIN, secure()}) {
      CountDownLatch closed = new CountDownLatch(1);
      try (Peer peer =
              Peer.start(
                  sockets,
                  client -> {
                    if (!client.request().isEmpty()) {
                      client.answer("once");
                      client.socket().close();
                      closed.countDown();
                    }
                  });
          NioTransport transport = transport(Map.of())) {
        String scheme = sockets.equals(PLAIN) ? "http" : "https";
        assertThat(ask(transport, peer.uri(scheme), "{}").outcome()).isEqualTo("200 once");
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        // The loop reads the end before it can give the connection away again.
        assertThat(ask(transport, peer.uri(scheme), "{}").outcome())
            .isIn("200 once", "LOST it was closed before an answer began");
      }
    }
  }

  @Test
  void largeBodiesTravelBothWays() throws Exception {
    String large = "x".repeat(3_000_000);
    for (String scheme : new String[] {"http", "https"}) {
      ServerSocketFactory sockets = scheme.equals("http") ? PLAIN : secure();
      try (Peer peer = Peer.start(sockets, client -> answerAll(client, large));
          NioTransport transport = transport(Map.of())) {
        Heard heard = ask(transport, peer.uri(scheme), large);
        assertThat(heard.outcome()).hasSize(4 + large.length());
      }
    }
  }

  @Test
  void whoStopsReadingStopsTheSocketAndLosesNothing() throws Exception {
    String large = "0123456789".repeat(2_000_000);
    for (String scheme : new String[] {"http", "https"}) {
      ServerSocketFactory sockets = scheme.equals("http") ? PLAIN : secure();
      try (Peer peer = Peer.start(sockets, client -> answerAll(client, large));
          NioTransport transport = transport(Map.of())) {
        Heard heard = new Heard();
        heard.ready = false;
        Exchange exchange = start(transport, peer.uri(scheme), "{}", heard);
        assertThat(heard.head.get(20, TimeUnit.SECONDS)).isEqualTo(200);
        // One read at most has come; nothing more comes however long it is left.
        assertThat(heard.over).isNotDone();
        assertThat(heard.bytes.get()).isLessThanOrEqualTo(Reads.BYTES);
        heard.ready = true;
        while (!heard.over.isDone()) {
          exchange.resume();
          Thread.onSpinWait();
        }
        assertThat(heard.outcome()).isEqualTo("200 " + large);
      }
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws Exception {
    try (Peer peer = Peer.start(secure(), client -> answerAll(client, "secret"));
        NioTransport transport = transport(Map.of())) {
      URI byAddress = URI.create("https://127.0.0.1:" + peer.port() + "/");
      assertThat(ask(transport, byAddress, "{}").outcome()).startsWith("CONNECT TLS failed: ");
    }
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
    try (Peer peer = Peer.start(secure(), client -> answerAll(client, "secret"));
        NioTransport transport = NioTransport.create(Map.of(), SystemTimer.INSTANCE)) {
      assertThat(ask(transport, peer.uri("https"), "{}").outcome())
          .startsWith("CONNECT TLS failed: ");
    }
  }

  @Test
  void aServerThatSpeaksNoTlsIsSaid() throws Exception {
    try (Peer peer = Peer.start(PLAIN, client -> client.say("HTTP/1.1 400 Bad Request\r\n\r\n"));
        NioTransport transport = transport(Map.of())) {
      assertThat(ask(transport, peer.uri("https"), "{}").outcome()).startsWith("CONNECT ");
    }
  }

  @Test
  void aHandshakeThatStallsIsAConnectTimeout() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (Peer peer = Peer.start(PLAIN, client -> awaitQuietly(over));
        NioTransport transport = transport(Map.of())) {
      Heard heard = new Heard();
      Exchange exchange =
          transport.open(
              new HttpCall(peer.uri("https"), Map.of(), "{}", Duration.ofMillis(200)), heard);
      assertThat(heard.outcome()).isEqualTo("CONNECT_TIMEOUT connect timed out");
      exchange.cancel();
      over.countDown();
    }
  }

  @Test
  void tlsGoesThroughAProxyInATunnel() throws Exception {
    try (Peer peer = Peer.start(secure(), client -> answerAll(client, "hello"));
        Peer proxy = Peer.start(PLAIN, client -> tunnel(client, peer.port()));
        NioTransport transport =
            transport(Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port()))) {
      // A name that goes through the proxy; the certificate says localhost, so it is refused there.
      URI far = URI.create("https://sluice.invalid/v1");
      assertThat(ask(transport, far, "{}").outcome()).startsWith("CONNECT TLS failed: ");
      assertThat(proxy.connections()).isEqualTo(1);
      assertThat(peer.connections()).isEqualTo(1);
    }
  }

  /** Passes bytes on both ways, whatever the tunnel was asked for. */
  private static void tunnel(Peer.Connected client, int port) throws IOException {
    assertThat(client.request()).isEqualTo("CONNECT sluice.invalid:443 HTTP/1.1");
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.say("HTTP/1.1 200 Connection established\r\n\r\n");
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  server.getInputStream().transferTo(client.out());
                } catch (IOException over) {
                  // One of the two has left.
                }
              });
      client.socket().getInputStream().transferTo(server.getOutputStream());
    }
  }

  @Test
  void aProxyThatRefusesTheTunnelIsSaid() throws Exception {
    try (Peer proxy =
            Peer.start(
                PLAIN,
                client -> {
                  assertThat(client.request()).startsWith("CONNECT ");
                  client.say("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
                });
        NioTransport transport =
            transport(Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port()))) {
      assertThat(ask(transport, URI.create("https://sluice.invalid/"), "{}").outcome())
          .isEqualTo("CONNECT the proxy refused the way with status 407");
    }
  }

  @Test
  void closingTheTransportEndsWhatIsOpen() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (Peer peer =
        Peer.start(
            PLAIN,
            client -> {
              assertThat(client.request()).isNotEmpty();
              client.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
              awaitQuietly(over);
            })) {
      NioTransport transport = transport(Map.of());
      Heard heard = ask(transport, peer.uri("http"), "{}");
      assertThat(heard.head.get(20, TimeUnit.SECONDS)).isEqualTo(200);
      transport.close();
      assertThat(heard.outcome()).isEqualTo("LOST the transport was closed");
      over.countDown();
    }
  }

  @Test
  void anExchangeThatIsCancelledSaysNothingMoreAndItsSocketIsClosed() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    try (Peer peer =
            Peer.start(
                secure(),
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  client.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                  if (client.in().read() < 0) {
                    left.countDown();
                  }
                });
        NioTransport transport = transport(Map.of())) {
      Heard heard = new Heard();
      Exchange exchange = start(transport, peer.uri("https"), "{}", heard);
      assertThat(heard.head.get(20, TimeUnit.SECONDS)).isEqualTo(200);
      exchange.cancel();
      assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(heard.over).isNotDone();
    }
  }

  @Test
  void aListenerThatThrowsEndsItsOwnExchangeAlone() throws Exception {
    CountDownLatch asked = new CountDownLatch(2);
    try (Peer peer =
            Peer.start(
                PLAIN,
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  asked.countDown();
                  awaitQuietly(asked);
                  client.answer("hello");
                });
        NioTransport transport = transport(Map.of())) {
      Heard thrower =
          new Heard() {
            @Override
            public void onBytes(ByteBuffer more) {
              throw new IllegalStateException("thrown on purpose");
            }
          };
      start(transport, peer.uri("http"), "{}", thrower);
      Heard other = ask(transport, peer.uri("http"), "{}");
      assertThat(thrower.outcome())
          .isEqualTo("LOST a defect: java.lang.IllegalStateException: thrown on purpose");
      assertThat(other.outcome()).isEqualTo("200 hello");
    }
  }

  @Test
  void aListenerThatThrowsAtItsEndLeavesTheLoopToOthers() throws Exception {
    // Without a length the body ends where the input does.
    try (Peer peer =
            Peer.start(
                PLAIN,
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  client.say("HTTP/1.1 200 OK\r\n\r\nhello");
                });
        NioTransport transport = transport(Map.of())) {
      CountDownLatch thrown = new CountDownLatch(1);
      Heard thrower =
          new Heard() {
            @Override
            public void onEnd() {
              thrown.countDown();
              throw new IllegalStateException("thrown on purpose");
            }
          };
      start(transport, peer.uri("http"), "{}", thrower);
      assertThat(thrown.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(ask(transport, peer.uri("http"), "{}").outcome()).isEqualTo("200 hello");
    }
  }

  @Test
  void anAddressThatIsNoUseIsSaid() throws Exception {
    try (NioTransport transport = transport(Map.of())) {
      assertThat(ask(transport, URI.create("http://no-such-host.invalid/"), "{}").outcome())
          .isEqualTo("CONNECT the host's name is not known");
      assertThat(ask(transport, URI.create("ftp://localhost/"), "{}").outcome())
          .isEqualTo("CONNECT the address is no http or https one but ftp");
    }
  }
}
