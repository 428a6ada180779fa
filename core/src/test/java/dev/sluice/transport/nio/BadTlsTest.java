package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.FromEnvironment;
import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.Peer;
import dev.sluice.transport.http.TlsVerdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLReason;
import java.security.cert.CertificateRevokedException;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What badssl.com shows, without a network: each fault of a server's TLS, and its verdict. */
@Timeout(240)
class BadTlsTest {
  private static final String LOCAL = "SAN=dns:localhost";

  private static Keytool keytool;

  @BeforeAll
  static void makeCertificates(@TempDir Path folder) throws Exception {
    keytool = new Keytool(folder);
    String[] authority = {"-ext", "bc:c", "-validity", "3650"};
    keytool.make("root", authority);
    keytool.make("stranger", authority);
    keytool.make("between", "-ext", "bc:c", "-signer", "root");
    keytool.make("good", "-signer", "root", "-ext", LOCAL);
    keytool.make("below", "-signer", "between", "-ext", LOCAL);
    keytool.make(
        "expired", "-signer", "root", "-ext", LOCAL, "-startdate", "-30d", "-validity", "10");
    keytool.make("early", "-signer", "root", "-ext", LOCAL, "-startdate", "+30d");
    keytool.make("elsewhere", "-signer", "root", "-ext", "SAN=dns:other.example");
    keytool.make("nameless", "-signer", "root");
    keytool.make("self", "-ext", LOCAL);
    keytool.make("unknown", "-signer", "stranger", "-ext", LOCAL);
  }

  private static NioTransport transport() {
    return NioTransport.create(
        Map.of(),
        NioTransport.Setting.of(MachineTimer.INSTANCE).trusting(() -> keytool.client("root")));
  }

  @ParameterizedTest
  @CsvSource({
    "good, 200 hello",
    "below, 200 hello",
    "expired, UNTRUSTED TLS failed: the server's certificate has expired;",
    "early, UNTRUSTED TLS failed: the server's certificate is not valid yet;",
    "elsewhere, UNTRUSTED TLS failed: the server's certificate is for another name;",
    "nameless, UNTRUSTED TLS failed: the server's certificate is for another name;",
    "self, UNTRUSTED TLS failed: nobody that is trusted vouches for the server's certificate",
    "unknown, UNTRUSTED TLS failed: nobody that is trusted vouches for the server's certificate"
  })
  void aCertificateHasItsVerdict(String alias, String outcome) throws Exception {
    try (Peer peer =
            Peer.start(
                keytool.server(alias).getServerSocketFactory(),
                client -> client.answerAll("hello"));
        NioTransport transport = transport()) {
      assertThat(Exchanges.ask(transport, peer.uri("https"), "{}").outcome()).startsWith(outcome);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // Alerts: protocol_version, handshake_failure, internal_error.
    "15030200020246, UNTRUSTED TLS failed: the server speaks only versions of TLS",
    "15030300020228, UNTRUSTED TLS failed: the server refused the handshake: it has no safe way",
    "15030300020250, CONNECT TLS failed: ",
    // The hello of a server of TLS 1.1.
    "160302002a020000260302{32 zeros}00c01300,"
        + " UNTRUSTED TLS failed: the server speaks only versions of TLS",
    // HTTP, SSH, nothing.
    "485454502f312e31203430302042616420526571756573740d0a0d0a,"
        + " UNTRUSTED TLS failed: what answers there does not speak TLS",
    "5353482d322e302d4f70656e5353480d0a,"
        + " UNTRUSTED TLS failed: what answers there does not speak TLS",
    "'', CONNECT it was closed before it could be used"
  })
  void aServerThatDoesNotSpeakTlsAsItShouldHasItsVerdict(String hex, String outcome)
      throws Exception {
    byte[] says = HexFormat.of().parseHex(hex.replace("{32 zeros}", "00".repeat(32)));
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  client.socket().getInputStream().readNBytes(100);
                  client.socket().getOutputStream().write(says);
                  client.socket().shutdownOutput();
                  client.socket().getInputStream().readAllBytes();
                });
        NioTransport transport = transport()) {
      assertThat(Exchanges.ask(transport, peer.uri("https"), "{}").outcome()).startsWith(outcome);
    }
  }

  @Test
  void aServerThatWantsACertificateOfTheClientIsSaid() throws Exception {
    for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
      try (Peer peer =
              Peer.start(
                  new Configured(
                      keytool.server("good").getServerSocketFactory(),
                      socket -> {
                        socket.setNeedClientAuth(true);
                        socket.setEnabledProtocols(new String[] {version});
                      }),
                  client -> client.answerAll("hello"));
          NioTransport transport = transport()) {
        assertThat(unlessAReset(() -> Exchanges.ask(transport, peer.uri("https"), "{}").outcome()))
            .as(version)
            .contains("UNTRUSTED TLS failed: ", "wants a certificate of this client");
      }
    }
  }

  /**
   * The other side closes as soon as it has said why; where more was already on its way to it (the
   * rest of the handshake, the request), the system makes a reset of that, which may come before
   * its reason is read.
   */
  private static String unlessAReset(Callable<String> asking) throws Exception {
    String outcome = asking.call();
    for (int i = 0; i < 99 && (outcome.startsWith("LOST") || outcome.contains("a reset")); i++) {
      outcome = asking.call();
    }
    return outcome;
  }

  @Test
  void anotherHandshakeIsRefused() throws Exception {
    try (Peer peer =
            Peer.start(
                new Configured(
                    keytool.server("good").getServerSocketFactory(),
                    socket -> socket.setEnabledProtocols(new String[] {"TLSv1.2"})),
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  ((SSLSocket) client.socket()).startHandshake();
                  client.answer("hello");
                });
        NioTransport transport = transport()) {
      assertThat(Exchanges.ask(transport, peer.uri("https"), "{}").outcome())
          .isEqualTo(
              "UNTRUSTED TLS failed: the server asked for another handshake, which is refused");
    }
  }

  @Test
  void aRevokedCertificateIsSaid() {
    SSLHandshakeException thrown = new SSLHandshakeException("PKIX path validation failed");
    thrown.initCause(
        new CertificateRevokedException(
            Date.from(Instant.EPOCH),
            CRLReason.KEY_COMPROMISE,
            new X500Principal("CN=root"),
            Map.of()));
    assertThat(TlsVerdict.of(thrown)).contains("the server's certificate was revoked");
  }

  @Test
  void theFileThatSslCertFileNamesIsTrusted(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("trusted.pem");
    Files.writeString(file, "# two\n" + keytool.pem("stranger") + "\n" + keytool.pem("root"));
    try (Peer peer =
            Peer.start(
                keytool.server("good").getServerSocketFactory(),
                client -> client.answerAll("hello"));
        NioTransport transport = FromEnvironment.nio(Map.of("SSL_CERT_FILE", file.toString()))) {
      assertThat(Exchanges.ask(transport, peer.uri("https"), "{}").outcome())
          .isEqualTo("200 hello");
    }
  }

  @Test
  void aFileOfCertificatesThatCannotBeUsedIsNamed(@TempDir Path folder) throws Exception {
    Path none = folder.resolve("none.pem");
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    Path page = Files.writeString(folder.resolve("page.pem"), "<html>");
    Path damaged =
        Files.writeString(
            folder.resolve("damaged.pem"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    for (Path file : new Path[] {none, empty, page, damaged, folder}) {
      try (NioTransport transport = FromEnvironment.nio(Map.of("SSL_CERT_FILE", file.toString()))) {
        assertThat(Exchanges.ask(transport, URI.create("https://localhost:1/"), "{}").outcome())
            .startsWith("UNTRUSTED the file of trusted certificates " + file + " (SSL_CERT_FILE) ");
      }
    }
  }

  @Test
  void aTrustStoreThatIsNotThereIsNamed() throws Exception {
    String before = System.getProperty("javax.net.ssl.trustStore");
    System.setProperty("javax.net.ssl.trustStore", "/no/such/store.jks");
    try (NioTransport transport = FromEnvironment.nio(Map.of())) {
      assertThat(Exchanges.ask(transport, URI.create("https://localhost:1/"), "{}").outcome())
          .isEqualTo(
              "UNTRUSTED the trust store /no/such/store.jks (javax.net.ssl.trustStore) cannot be"
                  + " read; check its path and its permissions");
    } finally {
      if (before == null) {
        System.clearProperty("javax.net.ssl.trustStore");
      } else {
        System.setProperty("javax.net.ssl.trustStore", before);
      }
    }
  }

  /** Server sockets that are set in some way. */
  private static final class Configured extends ServerSocketFactory {
    /** Sets one. */
    interface Setting {
      void set(SSLServerSocket socket) throws IOException;
    }

    private final ServerSocketFactory below;
    private final Setting setting;

    Configured(ServerSocketFactory below, Setting setting) {
      this.below = below;
      this.setting = setting;
    }

    private ServerSocket set(ServerSocket made) throws IOException {
      setting.set((SSLServerSocket) made);
      return made;
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
      return set(below.createServerSocket(port));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
      return set(below.createServerSocket(port, backlog));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
        throws IOException {
      return set(below.createServerSocket(port, backlog, address));
    }
  }
}
