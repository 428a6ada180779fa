package dev.sluice.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How every transport finds its way to a server: addresses, TLS, proxies, worn connections. */
public abstract class WayContract extends TransportCase {
  /** A name that only a proxy is asked for. */
  private static final URI FAR = URI.create("http://sluice.invalid/v1/chat");

  /** For those who keep it. */
  protected WayContract() {}

  // Addresses.

  @ParameterizedTest
  @CsvSource({
    "http://no-such-host.invalid/, CONNECT the host's name is not known",
    "ftp://localhost/, SETTING the address is no http or https one but ftp",
  })
  void anAddressThatIsNoUseIsSaid(URI uri, String outcome) throws Exception {
    assertThat(ask(uri).outcome()).isEqualTo(outcome);
  }

  @Test
  void aPortWhereNobodyListensIsRefused() throws Exception {
    assertThat(ask(URI.create("http://127.0.0.1:" + freePort() + "/")).outcome())
        .startsWith("CONNECT ")
        .containsIgnoringCase("refused")
        .doesNotContain("Exception");
  }

  private static int freePort() throws IOException {
    try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return once.getLocalPort();
    }
  }

  @Test
  void aNameWithAnUnderscoreIsReached() throws Exception {
    needs(Ability.UNDERSCORE_HOSTS);
    Peer proxy = peer(client -> client.answerAll("hello"));
    Transport through = transport(Map.of("HTTP_PROXY", "http://127.0.0.1:" + proxy.port()));
    URI uri = URI.create("http://my_service.invalid/v1");
    assertThat(ask(through, uri, "{}", new Hearing()).outcome()).isEqualTo("200 hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "Content-Length", "transfer-encoding", "connection"})
  void aHeaderThatIsTheConnectionsOwnIsRefused(String name) throws Exception {
    HttpCall call =
        HttpCall.post(URI.create("http://127.0.0.1:1/"), "{}").withHeaders(Map.of(name, "secret"));
    assertThat(ask(transport(), call, new Hearing()).outcome())
        .isEqualTo("SETTING the header " + name + " is the connection's own: leave it out");
  }

  @Test
  void aHeaderThatCannotBeSentIsNotRepeated() throws Exception {
    HttpCall call =
        HttpCall.post(URI.create("http://127.0.0.1:1/"), "{}")
            .withHeaders(Map.of("authorization", "Bearer sk-first\nsk-second"));
    assertThat(ask(transport(), call, new Hearing()).outcome())
        .startsWith(
            "SETTING the value of the header authorization cannot be sent: it holds a line end");
  }

  // TLS.

  @Test
  void aCertificateForAnotherNameIsRefused() throws Exception {
    Peer there =
        closing(
            Peer.start(
                new BoundTo(InetAddress.getByName("127.0.0.2")),
                client -> client.answerAll("secret")));
    URI uri = URI.create("https://127.0.0.2:" + there.port() + "/");
    assertThat(ask(uri).outcome()).startsWith("UNTRUSTED TLS failed: ");
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
    Peer peer = peer("https", client -> client.answerAll("secret"));
    Transport wary = closing(create(Map.of(), systemsTrust()));
    assertThat(ask(wary, peer.uri("https"), "{}", new Hearing()).outcome())
        .startsWith("UNTRUSTED TLS failed: ");
  }

  private static SSLContext systemsTrust() throws NoSuchAlgorithmException {
    return SSLContext.getDefault();
  }

  @Test
  void aServerThatSpeaksNoTlsIsSaid() throws Exception {
    Peer peer = peer(client -> client.say("HTTP/1.1 400 Bad Request\r\n\r\n"));
    assertThat(ask(peer.uri("https")).outcome())
        .startsWith("UNTRUSTED TLS failed: what answers there does not speak TLS")
        .doesNotContain("Exception");
  }

  // Proxies.

  @Test
  void aRequestGoesThroughTheProxyOfTheEnvironment() throws Exception {
    List<String> heads = new CopyOnWriteArrayList<>();
    Peer proxy = peer(client -> client.answerAll("hello", heads));
    Transport through = transport(Map.of("HTTP_PROXY", "http://127.0.0.1:" + proxy.port()));
    assertThat(ask(through, FAR, "{}", new Hearing()).outcome()).isEqualTo("200 hello");
    assertThat(heads.getFirst()).startsWith("POST http://sluice.invalid/v1/chat HTTP/1.1\r\n");
  }

  @Test
  void loopbackIsReachedWithoutTheProxy() throws Exception {
    Peer peer = peer(client -> client.answerAll("hello"));
    Transport through = transport(Map.of("HTTP_PROXY", "http://127.0.0.1:" + freePort()));
    assertThat(ask(through, peer.uri("http"), "{}", new Hearing()).outcome())
        .isEqualTo("200 hello");
  }

  @Test
  void aProxyThatIsNotThereCannotBeReached() throws Exception {
    Transport through = transport(Map.of("HTTP_PROXY", "http://127.0.0.1:" + freePort()));
    assertThat(ask(through, FAR, "{}", new Hearing()).outcome()).startsWith("CONNECT ");
  }

  @Test
  void tlsGoesThroughAProxyInATunnel() throws Exception {
    Peer peer = peer("https", client -> client.answerAll("hello"));
    List<String> heads = new CopyOnWriteArrayList<>();
    Peer proxy =
        peer(
            client -> {
              heads.add(client.head());
              tunnel(client, peer.port());
            });
    Transport through = transport(Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port()));
    // A name that goes through the proxy; the certificate says localhost, so it is refused there.
    URI far = URI.create("https://sluice.invalid/v1");
    assertThat(ask(through, far, "{}", new Hearing()).outcome())
        .startsWith("UNTRUSTED TLS failed: ");
    assertThat(heads).hasSize(1);
    assertThat(heads.getFirst()).startsWith("CONNECT sluice.invalid:443 HTTP/1.1\r\n");
    assertThat(peer.connections()).isEqualTo(1);
  }

  /** Passes bytes on both ways, whatever the tunnel was asked for. */
  private static void tunnel(Peer.Client client, int port) throws IOException {
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
      client.in().transferTo(server.getOutputStream());
    }
  }

  /** A proxy that answers so; what it was asked begins with this. */
  private Peer refusing(String asked, String answer) throws Exception {
    return peer(
        client -> {
          assertThat(client.request()).startsWith(asked);
          client.say("HTTP/1.1 " + answer + "\r\nContent-Length: 2\r\n\r\nno");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 407, 502})
  void aProxyThatRefusesTheTunnelIsSaid(int status) throws Exception {
    Peer proxy = refusing("CONNECT ", status + " No");
    Transport through = transport(Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port()));
    assertThat(ask(through, URI.create("https://sluice.invalid/"), "{}", new Hearing()).outcome())
        .startsWith(status == 502 ? "CONNECT " : "SETTING ")
        .contains("the proxy 127.0.0.1:" + proxy.port() + ": it answered ")
        .contains(Integer.toString(status));
  }

  @ParameterizedTest
  @CsvSource({"SOCKS_PROXY, socks5", "SOCKS_PROXY, socks5h", "TLS_PROXY, https"})
  void aProxyThatCannotBeUsedIsSaidAndNothingIsSentAroundIt(Ability ability, String scheme)
      throws Exception {
    lacks(ability);
    Transport through = transport(Map.of("HTTP_PROXY", scheme + "://u:secret@127.0.0.1:9"));
    assertThat(ask(through, FAR, "{}", new Hearing()).outcome())
        .startsWith("SETTING the transport ")
        .contains("the proxy 127.0.0.1:9")
        .doesNotContain("secret");
  }

  @Test
  void theProxysLoginGoesToTheProxy() throws Exception {
    List<String> heads = new CopyOnWriteArrayList<>();
    Peer proxy = peer(client -> client.answerAll("hello", heads));
    Transport through =
        transport(Map.of("HTTP_PROXY", "http://u:p%40ss@127.0.0.1:" + proxy.port()));
    assertThat(ask(through, FAR, "{}", new Hearing()).outcome()).isEqualTo("200 hello");
    assertThat(heads.getFirst())
        .containsIgnoringCase("\r\nProxy-Authorization: Basic dTpwQHNz\r\n");
  }

  @Test
  void theProxysLoginGoesNowhereElse() throws Exception {
    List<String> heads = new CopyOnWriteArrayList<>();
    Peer peer = peer(client -> client.answerAll("hello", heads));
    Transport through = transport(Map.of("HTTP_PROXY", "http://u:p@127.0.0.1:9"));
    assertThat(ask(through, peer.uri("http"), "{}", new Hearing()).outcome())
        .isEqualTo("200 hello");
    assertThat(heads.getFirst()).doesNotContainIgnoringCase("proxy-");
  }

  @Test
  void aLoginThatCannotBeGivenForATunnelIsSaid() throws Exception {
    lacks(Ability.TUNNEL_PASSWORDS);
    Transport through = transport(Map.of("HTTPS_PROXY", "http://u:secret@127.0.0.1:9"));
    URI far = URI.create("https://sluice.invalid/v1");
    assertThat(ask(through, far, "{}", new Hearing()).outcome())
        .startsWith("SETTING the transport ")
        .contains("password")
        .doesNotContain("secret");
  }

  @Test
  void aProxyThatWantsALoginIsSaidAsTheProxys() throws Exception {
    Peer proxy = refusing("POST http://", "407 No");
    Transport through = transport(Map.of("HTTP_PROXY", "http://127.0.0.1:" + proxy.port()));
    assertThat(ask(through, FAR, "{}", new Hearing()).outcome())
        .isEqualTo(
            "SETTING the proxy 127.0.0.1:"
                + proxy.port()
                + ": it answered 407: it wants a name and a password, as in"
                + " http://name:password@host:port");
  }

  @Test
  void aProxyThatRefusesTheLoginThatItWasGivenIsNotSaidToWantOne() throws Exception {
    Peer proxy = refusing("POST http://", "407 No");
    Transport through =
        transport(Map.of("HTTP_PROXY", "http://u:hunter2@127.0.0.1:" + proxy.port()));
    assertThat(ask(through, FAR, "{}", new Hearing()).outcome())
        .isEqualTo(
            "SETTING the proxy 127.0.0.1:"
                + proxy.port()
                + ": it answered 407: it refuses the name and the password in its URL; check them");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Squid-Error: ERR_ACCESS_DENIED 0",
        "Proxy-Status: p; error=http_request_denied"
      })
  void aRefusalThatIsCertainlyTheProxysIsSaidAsIts(String mark) throws Exception {
    Peer proxy = refusing("POST http://", "403 No\r\n" + mark);
    Transport through = transport(Map.of("HTTP_PROXY", "http://127.0.0.1:" + proxy.port()));
    assertThat(ask(through, FAR, "{}", new Hearing()).outcome())
        .startsWith(
            "SETTING the proxy 127.0.0.1:"
                + proxy.port()
                + ": it answered 403: its rules forbid this address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Via: 1.1 proxy", "Proxy-Status: p; received-status=403"})
  void aRefusalThatMayBeTheServersStaysIts(String mark) throws Exception {
    Peer proxy = refusing("POST http://", "403 No\r\n" + mark);
    Transport through = transport(Map.of("HTTP_PROXY", "http://127.0.0.1:" + proxy.port()));
    assertThat(ask(through, FAR, "{}", new Hearing()).outcome()).isEqualTo("403 no");
  }

  @Test
  void aHostThatCannotBeReachedByItsNameIsAMatterOfSettings() throws Exception {
    lacks(Ability.UNDERSCORE_HOSTS);
    assertThat(ask(URI.create("http://my_service.invalid/v1")).outcome())
        .startsWith("SETTING the transport ")
        .contains("my_service.invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sluice.invalid:80", "*.invalid", "*", "10.0.0.0/8 INVALID"})
  void hostsOfNoProxyAreReachedWithoutIt(String exceptions) throws Exception {
    Peer proxy = peer(client -> client.answerAll("by the proxy"));
    String through = "http://127.0.0.1:" + proxy.port();
    Transport around = transport(Map.of("HTTP_PROXY", through, "NO_PROXY", exceptions));
    assertThat(ask(around, FAR, "{}", new Hearing()).outcome())
        .isEqualTo("CONNECT the host's name is not known");
    assertThat(proxy.connections()).isZero();
  }

  // Connections that are worn, and servers that answer early.

  @Test
  void aRequestThatMeetsADeadConnectionIsSentAgain() throws Exception {
    needs(Ability.RESENDS_POST);
    CountDownLatch answered = new CountDownLatch(1);
    Peer peer =
        peer(
            client -> {
              assertThat(client.request()).isNotEmpty();
              client.answer("hello");
              answered.countDown();
              // Takes the next request and closes without a byte.
              assertThat(client.request()).isNotEmpty();
            });
    assertThat(ask(peer.uri("http")).outcome()).isEqualTo("200 hello");
    await(answered);
    assertThat(ask(peer.uri("http")).outcome()).isEqualTo("200 hello");
    assertThat(peer.connections()).isEqualTo(2);
  }

  @Test
  void anAnswerThatIsOverBeforeTheRequestIsSentIsHeard() throws Exception {
    needs(Ability.EARLY_ANSWERS);
    Peer peer =
        peer(
            client -> {
              assertThat(client.head()).isNotEmpty();
              client.say("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
            });
    assertThat(ask(peer.uri("http"), "x".repeat(8_000_000), new Hearing()).outcome())
        .isEqualTo("413 no");
  }

  /** TLS at an address of this machine that its certificate does not name. */
  private static final class BoundTo extends javax.net.ServerSocketFactory {
    private final InetAddress address;

    BoundTo(InetAddress address) {
      this.address = address;
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
      return secure().createServerSocket(port, 50, address);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
      return secure().createServerSocket(port, backlog, address);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress other)
        throws IOException {
      return secure().createServerSocket(port, backlog, address);
    }
  }
}
