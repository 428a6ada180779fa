package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SimulateTest {
  private static final Pattern CERTIFICATE = Pattern.compile("the certificate in (\\S+)\n");

  private final CommandRun run = new CommandRun();

  @TempDir private Path folder;
  private String script = "";

  @BeforeEach
  void write() throws Exception {
    script = Files.writeString(folder.resolve("yes.txt"), "answer \"Yes.\"").toString();
  }

  @Test
  void itTellsItsUrlAndWhatHappensUntilItIsStopped() throws Exception {
    CompletableFuture<CommandRun.Result> result = run.start("simulate", script);
    Eventually.holds(() -> run.outSoFar().endsWith("/v1\n"));

    assertThat(ask(HttpClient.newHttpClient())).contains("Yes.");
    Eventually.holds(() -> run.errSoFar().contains("#1 ended by end"));
    run.keys().end();

    assertThat(result.get().code()).isEqualTo(130);
    assertThat(result.get().out()).startsWith("http://127.0.0.1:");
    assertThat(result.get().err()).contains("#1 POST /v1/chat/completions");
  }

  @Test
  void withTlsItNamesTheCertificateThatClientsMustTrust() throws Exception {
    CompletableFuture<CommandRun.Result> result = run.start("simulate", script, "--tls");
    Eventually.holds(() -> run.outSoFar().endsWith("/v1\n"));
    Matcher named = CERTIFICATE.matcher(run.errSoFar());
    assertThat(named.find()).as(run.errSoFar()).isTrue();
    Path certificate = Path.of(named.group(1));

    assertThat(ask(HttpClient.newBuilder().sslContext(trusting(certificate)).build()))
        .contains("Yes.");
    run.keys().end();

    assertThat(result.get().code()).isEqualTo(130);
    assertThat(result.get().out()).startsWith("https://127.0.0.1:");
    assertThat(certificate).doesNotExist();
  }

  @Test
  void itSpeaksTheFormatThatTheOptionNames() throws Exception {
    CompletableFuture<CommandRun.Result> result =
        run.start("simulate", script, "--wire", "anthropic");
    Eventually.holds(() -> run.outSoFar().endsWith("/v1\n"));

    assertThat(ask(HttpClient.newHttpClient())).contains("event: message_stop\n");
    run.keys().end();

    assertThat(result.get().code()).isEqualTo(130);
  }

  @Test
  void aFormatThatThereIsNotIsWrongUsage() {
    assertThat(run.run("simulate", script, "--wire", "cohere").code()).isEqualTo(2);
    assertThat(run.errSoFar())
        .contains("--wire must be openai-chat, openai-responses, anthropic, gemini, ollama or");
  }

  @Test
  void aScriptThatIsNoneIsWrongUsage() {
    assertThat(run.run("simulate", folder.resolve("none.txt").toString(), "--tls").code())
        .isEqualTo(2);
    assertThat(run.errSoFar()).contains("there is no such file").doesNotContain("certificate");
  }

  private String ask(HttpClient client) throws Exception {
    try (client) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(run.outSoFar().strip() + "/chat/completions"))
              .POST(HttpRequest.BodyPublishers.ofString("{\"stream\":true}"))
              .build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  private static SSLContext trusting(Path pem) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(pem)) {
      trusted.setCertificateEntry(
          "simulator", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
