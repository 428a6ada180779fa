package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.transport.Exchange;
import dev.sluice.transport.HttpCall;
import dev.sluice.transport.MachineTimer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Servers and transports that trust one certificate, for localhost alone, and what they say. */
final class Exchanges {
  static final ServerSocketFactory PLAIN = ServerSocketFactory.getDefault();

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final SSLContext tls;

  /** Makes the certificate in this folder. */
  Exchanges(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
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
                "SAN=dns:localhost,dns:far.localhost.test",
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

  ServerSocketFactory secure() {
    return tls.getServerSocketFactory();
  }

  NioTransport transport(Map<String, String> environment) {
    return NioTransport.create(environment, setting());
  }

  /** Trusts the certificate. */
  NioTransport.Setting setting() {
    return NioTransport.Setting.of(MachineTimer.INSTANCE).trusting(() -> tls);
  }

  static Heard ask(NioTransport transport, URI uri, String body) {
    Heard heard = new Heard();
    start(transport, uri, body, heard);
    return heard;
  }

  static Exchange start(NioTransport transport, URI uri, String body, Heard heard) {
    transport.open(
        HttpCall.post(uri, body)
            .withHeaders(Map.of("x-a", "b"))
            .connectingWithin(Duration.ofSeconds(10)),
        heard);
    return heard.exchange();
  }
}
