package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.http.PemFiles;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS from files, and both versions of HTTP above it. */
final class TlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir Path folder;

  /** A pair of files for this name, in place of the one before. */
  private PemFiles pair(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(
        List.of(
            ("-genkeypair -alias a -keyalg EC -groupname secp256r1 -validity 7 -storetype PKCS12"
                    + " -ext SAN=dns:localhost,ip:127.0.0.1 -storepass "
                    + PASSWORD
                    + " -dname CN="
                    + name
                    + " -keystore "
                    + store)
                .split(" ")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate("a").getEncoded()));
    Files.writeString(
        key, pem("PRIVATE KEY", keys.getKey("a", PASSWORD.toCharArray()).getEncoded()));
    return new PemFiles(certificate, key);
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + what
        + "-----\n";
  }

  private static HttpClient client(HttpClient.Version version) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    return HttpClient.newBuilder().sslContext(context).version(version).build();
  }

  private static String name(World world) throws Exception {
    try (HttpClient client = client(HttpClient.Version.HTTP_1_1)) {
      HttpResponse<String> answer =
          client.send(world.request("/health/live").build(), HttpResponse.BodyHandlers.ofString());
      X509Certificate certificate =
          (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
      return certificate.getSubjectX500Principal().getName();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aChatIsStreamedInBothVersions(HttpClient.Version version) throws Exception {
    PemFiles files = pair("one");
    try (World world =
            World.saying("words \"Hello there\"\nfinish stop\ndone", http -> http.with(files));
        HttpClient client = client(version)) {
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> answer =
            client.send(
                world.post("/v1/chat/completions", World.CHAT).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
      }
      HttpResponse<String> refused =
          client.send(
              world.post("/v1/chat/completions", World.CHAT).header("origin", "https://x").build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(403);
      HttpResponse<String> tooLarge =
          client.send(
              world.post("/v1/chat/completions", "x".repeat(33 * 1024 * 1024)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(tooLarge.statusCode()).isEqualTo(413);
    }
  }

  @Test
  void aStreamOfHttp2ThatIsResetCancelsUpstream() throws Exception {
    PemFiles files = pair("one");
    try (World world = World.saying("text \"Hello\"\nstall", http -> http.with(files));
        HttpClient client = client(HttpClient.Version.HTTP_2)) {
      HttpResponse<InputStream> answer =
          client.send(
              world.post("/v1/chat/completions", World.CHAT).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      answer.body().read();
      answer.body().close();
      world.provider.awaitClientLeft(1, World.PATIENCE);
    }
  }

  @Test
  void aNewPairIsUsedAndABrokenOneIsNot() throws Exception {
    PemFiles files = pair("one");
    try (World world = World.saying("done", http -> http.with(files))) {
      assertThat(name(world)).isEqualTo("CN=one");
      String key = Files.readString(files.key());
      pair("two");
      String newKey = Files.readString(files.key());
      Files.writeString(files.key(), key);
      World.await(() -> world.complaints.stream().anyMatch(line -> line.contains("cannot")));
      assertThat(world.complaints.toString()).contains("from before").doesNotContain("BEGIN");
      assertThat(name(world)).isEqualTo("CN=one");
      Files.writeString(files.key(), newKey);
      World.await(() -> world.complaints.stream().anyMatch(line -> line.contains("from now on")));
      assertThat(name(world)).as(world.complaints.toString()).isEqualTo("CN=two");
    }
  }

  /** Trusts whoever it is: what is looked at here is who it says to be. */
  private static final class Trusting extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
