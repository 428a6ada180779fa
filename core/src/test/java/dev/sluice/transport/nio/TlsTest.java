package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.FromEnvironment;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whom a transport trusts, and how TLS begins: directly and through a proxy. */
@Timeout(240)
class TlsTest {
  private static Exchanges http;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    http = new Exchanges(folder);
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws Exception {
    try (Peer peer = Peer.start(http.secure(), client -> client.answerAll("secret"));
        NioTransport transport = http.transport(Map.of())) {
      URI byAddress = URI.create("https://127.0.0.1:" + peer.port() + "/");
      assertThat(Exchanges.ask(transport, byAddress, "{}").outcome())
          .startsWith("UNTRUSTED TLS failed: the server's certificate is for another name");
    }
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
    try (Peer peer = Peer.start(http.secure(), client -> client.answerAll("secret"));
        NioTransport transport = FromEnvironment.nio(Map.of())) {
      assertThat(Exchanges.ask(transport, peer.uri("https"), "{}").outcome())
          .startsWith("UNTRUSTED TLS failed: nobody that is trusted vouches for");
    }
  }

  @Test
  void aServerThatSpeaksNoTlsIsSaid() throws Exception {
    try (Peer peer =
            Peer.start(Exchanges.PLAIN, client -> client.say("HTTP/1.1 400 Bad Request\r\n\r\n"));
        NioTransport transport = http.transport(Map.of())) {
      assertThat(Exchanges.ask(transport, peer.uri("https"), "{}").outcome())
          .startsWith("UNTRUSTED TLS failed: what answers there does not speak TLS");
    }
  }

  @Test
  void aHandshakeThatStallsIsAConnectTimeout() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (Peer peer = Peer.start(Exchanges.PLAIN, client -> Peer.await(over));
        NioTransport transport = http.transport(Map.of())) {
      Heard heard = new Heard();
      transport.open(
          HttpCall.post(peer.uri("https"), "{}").connectingWithin(Duration.ofMillis(200)), heard);
      assertThat(heard.outcome()).isEqualTo("CONNECT_TIMEOUT connect timed out");
      heard.exchange().cancel();
      over.countDown();
    }
  }

  @Test
  void tlsGoesThroughAProxyInATunnel() throws Exception {
    try (Peer peer = Peer.start(http.secure(), client -> client.answerAll("hello"));
        Peer proxy = Peer.start(Exchanges.PLAIN, client -> tunnel(client, peer.port()));
        NioTransport transport =
            http.transport(Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port()))) {
      // A name that goes through the proxy; the certificate says localhost, so it is refused there.
      URI far = URI.create("https://sluice.invalid/v1");
      assertThat(Exchanges.ask(transport, far, "{}").outcome())
          .startsWith("UNTRUSTED TLS failed: the server's certificate is for another name");
      assertThat(proxy.connections()).isEqualTo(1);
      assertThat(peer.connections()).isEqualTo(1);
    }
  }

  /** Passes bytes on both ways, whatever the tunnel was asked for. */
  private static void tunnel(Peer.Client client, int port) throws IOException {
    assertThat(client.request()).startsWith("CONNECT sluice.invalid:443 HTTP/1.1\r\n");
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.say("HTTP/1.1 200 Connection established\r\n\r\n");
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  server.getInputStream().transferTo(client.socket().getOutputStream());
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
                Exchanges.PLAIN,
                client -> {
                  assertThat(client.request()).startsWith("CONNECT ");
                  client.say("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
                });
        NioTransport transport =
            http.transport(Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port()))) {
      assertThat(Exchanges.ask(transport, URI.create("https://sluice.invalid/"), "{}").outcome())
          .isEqualTo(
              "SETTING the proxy 127.0.0.1:"
                  + proxy.port()
                  + ": it answered 407: it wants a name and a password,"
                  + " as in http://name:password@host:port");
    }
  }
}
