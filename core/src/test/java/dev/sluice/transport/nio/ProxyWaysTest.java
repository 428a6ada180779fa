package dev.sluice.transport.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.Peer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Through proxies of each kind, with and without a login, to servers with and without TLS. */
@Timeout(240)
class ProxyWaysTest {
  private static final String BASIC =
      "Proxy-Authorization: Basic "
          + Base64.getEncoder().encodeToString("us er:p@ss:ö".getBytes(StandardCharsets.UTF_8));
  private static final String LOGIN = "us%20er:p%40ss:%C3%B6@";

  private static Exchanges http;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    http = new Exchanges(folder);
  }

  /** A proxy that passes on to one port, whatever it is asked for, and keeps what it was asked. */
  private static final class Passing {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final int port;

    Passing(int port) {
      this.port = port;
    }

    void connect(Peer.Client client) throws IOException {
      String line = client.line();
      while (!line.isEmpty()) {
        asked.add(line);
        line = client.line();
      }
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
        client.say("HTTP/1.1 200 Connection established\r\n\r\n");
        pass(client.socket(), server);
      }
    }

    void socks(Peer.Client client) throws IOException {
      DataInputStream in = new DataInputStream(client.socket().getInputStream());
      OutputStream out = client.socket().getOutputStream();
      in.readByte();
      byte[] methods = in.readNBytes(in.readByte());
      boolean login = methods.length == 2;
      out.write(new byte[] {5, (byte) (login ? 2 : 0)});
      if (login) {
        in.readByte();
        String name = new String(in.readNBytes(in.readByte()), StandardCharsets.UTF_8);
        String password = new String(in.readNBytes(in.readByte()), StandardCharsets.UTF_8);
        asked.add(name + "/" + password);
        out.write(new byte[] {1, 0});
      }
      in.readNBytes(3);
      String host =
          switch (in.readByte()) {
            case 1 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
            case 3 -> new String(in.readNBytes(in.readByte()), StandardCharsets.UTF_8);
            default -> InetAddress.getByAddress(in.readNBytes(16)).getHostAddress();
          };
      asked.add(host + ":" + in.readUnsignedShort());
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
        // In pieces, as networks deliver.
        out.write(new byte[] {5, 0, 0, 3, 3});
        out.flush();
        out.write(new byte[] {'a', 'b', 'c', 0, 1});
        out.flush();
        pass(client.socket(), server);
      }
    }

    private static void pass(Socket client, Socket server) throws IOException {
      Thread back =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      server.getInputStream().transferTo(client.getOutputStream());
                      client.shutdownOutput();
                    } catch (IOException over) {
                      // One of the two has left.
                    }
                  });
      InputStream in = client.getInputStream();
      in.transferTo(server.getOutputStream());
      back.interrupt();
    }
  }

  @ParameterizedTest
  @CsvSource({"http, ''", "http, LOGIN", "https, ''", "https, LOGIN"})
  void aTunnelLeadsToAServerWithTls(String proxyScheme, String login) throws Exception {
    try (Peer server = Peer.start(http.secure(), client -> client.answerAll("hello"))) {
      Passing passing = new Passing(server.port());
      try (Peer proxy =
              Peer.start(
                  proxyScheme.equals("http") ? Exchanges.PLAIN : http.secure(), passing::connect);
          NioTransport transport =
              http.transport(Map.of("https_proxy", url(proxyScheme, login, proxy.port())))) {
        // The names localhost are never proxied; this one is resolved to nothing but is trusted.
        URI far = URI.create("https://far.localhost.test:" + server.port() + "/v1");
        for (int i = 0; i < 3; i++) {
          assertThat(Exchanges.ask(transport, far, "{}").outcome()).isEqualTo("200 hello");
        }
        assertThat(passing.asked.getFirst())
            .isEqualTo("CONNECT far.localhost.test:" + server.port() + " HTTP/1.1");
        assertThat(passing.asked.contains(BASIC)).isEqualTo(!login.isEmpty());
        assertThat(proxy.connections()).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"http, ''", "http, LOGIN", "https, ''", "https, LOGIN"})
  void aProxyIsHandedARequestWithoutTlsItself(String proxyScheme, String login) throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (Peer proxy =
            Peer.start(
                proxyScheme.equals("http") ? Exchanges.PLAIN : http.secure(),
                client -> {
                  String line = client.line();
                  while (!line.isEmpty()) {
                    asked.add(line);
                    line = client.line();
                  }
                  client.answer("hello");
                });
        NioTransport transport =
            http.transport(Map.of("http_proxy", url(proxyScheme, login, proxy.port())))) {
      URI far = URI.create("http://far.invalid:81/v1");
      assertThat(Exchanges.ask(transport, far, "{}").outcome()).isEqualTo("200 hello");
      assertThat(asked.getFirst()).isEqualTo("POST http://far.invalid:81/v1 HTTP/1.1");
      assertThat(asked.contains(BASIC)).isEqualTo(!login.isEmpty());
    }
  }

  @ParameterizedTest
  @CsvSource({"socks5, '', 127.9.9.9", "socks5h, '', far.invalid", "socks5h, LOGIN, far.invalid"})
  void socksLeadsAnywhere(String scheme, String login, String host) throws Exception {
    try (Peer server = Peer.start(Exchanges.PLAIN, client -> client.answerAll("hello"))) {
      Passing passing = new Passing(server.port());
      try (Peer proxy = Peer.start(Exchanges.PLAIN, passing::socks);
          NioTransport transport =
              NioTransport.create(
                  Map.of("all_proxy", url(scheme, login, proxy.port())),
                  http.setting().resolving(ProxyWaysTest::resolve))) {
        assertThat(Exchanges.ask(transport, URI.create("http://far.invalid:81/"), "{}").outcome())
            .isEqualTo("200 hello");
        assertThat(passing.asked.getLast()).isEqualTo(host + ":81");
        assertThat(passing.asked.contains("us er/p@ss:ö")).isEqualTo(!login.isEmpty());
      }
    }
  }

  private static List<InetAddress> resolve(String host) throws UnknownHostException {
    return List.of(InetAddress.getByName(host.equals("far.invalid") ? "127.9.9.9" : host));
  }

  @Test
  void socksLeadsToServersWithTls() throws Exception {
    try (Peer server = Peer.start(http.secure(), client -> client.answerAll("hello"))) {
      Passing passing = new Passing(server.port());
      try (Peer proxy = Peer.start(Exchanges.PLAIN, passing::socks);
          NioTransport transport =
              http.transport(Map.of("all_proxy", url("socks5h", "", proxy.port())))) {
        assertThat(
                Exchanges.ask(transport, URI.create("https://far.localhost.test/"), "{}").outcome())
            .isEqualTo("200 hello");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SETTING, '\u0005\u00ff', 'it wants a login, as in socks5://name:password@host:port, or one of another"
        + " kind'",
    "SETTING, '\u0004\u0000', it does not speak SOCKS 5; check the scheme and the port of its URL",
    "SETTING, '\u0005\u0000|\u0005\u0002\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000',"
        + " 'it refused the way: its rules forbid it'",
    "CONNECT, '\u0005\u0000|\u0005\u0005\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000',"
        + " 'it refused the way: nobody listens there'"
  })
  void whatASocksProxyRefusesIsSaidAsItsOwn(String kind, String says, String reason)
      throws Exception {
    try (Peer proxy =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  client.socket().getInputStream().readNBytes(3);
                  for (String piece : says.split("\\|", -1)) {
                    client.say(piece);
                    client.socket().getInputStream().read();
                  }
                });
        NioTransport transport =
            http.transport(Map.of("all_proxy", "socks5h://127.0.0.1:" + proxy.port()))) {
      assertThat(Exchanges.ask(transport, URI.create("http://far.invalid/"), "{}").outcome())
          .isEqualTo(kind + " the proxy 127.0.0.1:" + proxy.port() + ": " + reason);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://far.invalid/", "https://far.invalid/"})
  void aProxyThatRefusesALoginIsSaidAndNotTakenForTheProvider(String uri) throws Exception {
    try (Peer proxy =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  client.say(
                      "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
                });
        NioTransport transport =
            http.transport(Map.of("all_proxy", "http://u:hunter2@127.0.0.1:" + proxy.port()))) {
      assertThat(Exchanges.ask(transport, URI.create(uri), "{}").outcome())
          .isEqualTo(
              "SETTING the proxy 127.0.0.1:"
                  + proxy.port()
                  + ": it answered 407: it refuses the name and the password in its URL;"
                  + " check them");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https", "socks5h"})
  void aProxyThatIsNotThereOrUnknownIsSaidWithItsHost(String scheme) throws Exception {
    try (NioTransport transport =
        http.transport(Map.of("all_proxy", scheme + "://u:hunter2@127.0.0.1:1"))) {
      assertThat(Exchanges.ask(transport, URI.create("https://far.invalid/"), "{}").outcome())
          .isEqualTo(
              "CONNECT the proxy 127.0.0.1:1: connection refused: nobody listens at 127.0.0.1:1");
    }
    try (NioTransport transport =
        http.transport(Map.of("all_proxy", scheme + "://u:hunter2@no-such.invalid:1"))) {
      assertThat(Exchanges.ask(transport, URI.create("https://far.invalid/"), "{}").outcome())
          .isEqualTo("CONNECT the proxy no-such.invalid:1: the host's name is not known");
    }
  }

  @Test
  void aProxyWhoseCertificateDoesNotFitIsSaid() throws Exception {
    try (Peer proxy = Peer.start(http.secure(), client -> client.request());
        NioTransport transport =
            http.transport(Map.of("all_proxy", "https://127.0.0.1:" + proxy.port()))) {
      assertThat(Exchanges.ask(transport, URI.create("https://far.invalid/"), "{}").outcome())
          .startsWith(
              "UNTRUSTED the proxy 127.0.0.1:"
                  + proxy.port()
                  + ": TLS failed: the server's certificate is for another name");
    }
  }

  private static String url(String scheme, String login, int port) {
    return scheme + "://" + (login.isEmpty() ? "" : LOGIN) + "localhost:" + port;
  }

  /** What it says after the tunnel is open is not the server's: the server has not been asked. */
  @ParameterizedTest
  @CsvSource({"''", "'Content-Length: 5\r\n'", "'Transfer-Encoding: gzip\r\n'"})
  void aProxyThatSaysMoreThanItWasAskedIsNotBelieved(String field) throws Exception {
    try (Peer proxy =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  client
                      .socket()
                      .getOutputStream()
                      .write(("HTTP/1.1 200 OK\r\n" + field + "\r\nhello").getBytes(UTF_8));
                  client.socket().getInputStream().readAllBytes();
                });
        NioTransport transport =
            http.transport(Map.of("https_proxy", url("http", "", proxy.port())))) {
      URI far = URI.create("https://far.invalid/v1");
      assertThat(Exchanges.ask(transport, far, "{}").outcome())
          .isEqualTo(
              "CONNECT the proxy localhost:"
                  + proxy.port()
                  + ": the proxy said more than it was asked");
    }
  }
}
