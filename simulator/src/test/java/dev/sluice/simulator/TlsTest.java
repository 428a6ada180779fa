package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.simulator.Departure.Phase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same scripts over TLS, to a client that is not ours. */
@Timeout(240)
class TlsTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final SelfSigned CERTIFICATE = SelfSigned.make();

  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private final HttpClient client =
      HttpClient.newBuilder().sslContext(CERTIFICATE.context()).build();

  @AfterEach
  void close() {
    client.shutdownNow();
  }

  private Simulator start(String script) {
    return Simulator.start(
        Script.parse(script), Options.defaults().tls(CERTIFICATE.context()).log(log::add));
  }

  private static HttpRequest request(Simulator simulator, String body) {
    return HttpRequest.newBuilder(URI.create(simulator.baseUrl() + "/chat/completions"))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private HttpResponse<String> ask(Simulator simulator) throws Exception {
    return client.send(request(simulator, RawClient.STREAMED), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "split 1\n", "framing close\n", "join 16KB\n", "framing length\n"})
  void anAnswerComesWholeInWhateverPieces(String wire) throws Exception {
    try (Simulator simulator = start(wire + "words \"It was a dark night.\"\nfinish stop\ndone")) {
      assertThat(simulator.baseUrl()).hasScheme("https");
      assertThat(ask(simulator).body()).contains("night.").endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  void oneConnectionServesManyRequests() throws Exception {
    try (Simulator simulator = start("answer \"Yes.\"")) {
      for (int i = 0; i < 3; i++) {
        assertThat(ask(simulator).body()).contains("Yes.");
      }
      assertThat(simulator.acceptedConnections()).isEqualTo(1);
    }
  }

  @Test
  void manyConnectionsAreServedAtOnce() throws Exception {
    try (Simulator simulator = start("text \"One\"\nwait 50ms\ntext \"two\"\nfinish stop\ndone")) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(
            client.sendAsync(request(simulator, RawClient.STREAMED), BodyHandlers.ofString()));
      }
      assertThat(answers).allSatisfy(answer -> assertThat(answer.get().body()).contains("[DONE]"));
    }
  }

  @Test
  void aLargeRequestIsReadWhole() throws Exception {
    String body = "{\"stream\":true,\"x\":\"" + "y".repeat(3_000_000) + "\"}";
    try (Simulator simulator = start("answer \"Yes.\"")) {
      assertThat(client.send(request(simulator, body), BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
      assertThat(simulator.requests().getFirst().body()).isEqualTo(body);
    }
  }

  @Test
  void aReaderThatPausesHoldsUpTheSimulatorAndGetsAllOfItLater() throws Exception {
    try (Simulator simulator = start("huge 20MB\nfinish stop\ndone")) {
      HttpResponse<InputStream> answer =
          client.send(request(simulator, RawClient.STREAMED), BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        assertThat(body.read()).isNotNegative();
        assertThat(simulator.requests().getFirst().bytesWritten()).isLessThan(20 << 20);
        assertThat(body.readAllBytes()).hasSizeGreaterThan(20 << 20);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fin", "wait 30ms\nrst"})
  void aBrokenEndIsBrokenHereToo(String ending) {
    try (Simulator simulator = start("text \"cut\"\n" + ending)) {
      assertThatThrownBy(() -> ask(simulator)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aClientThatLeavesIsNoticed() throws Exception {
    try (Simulator simulator = start("pace 100/s\nrepeat forever text \"more\"")) {
      HttpResponse<InputStream> answer =
          client.send(request(simulator, RawClient.STREAMED), BodyHandlers.ofInputStream());
      assertThat(answer.body().read()).isNotNegative();
      answer.body().close();

      assertThat(simulator.awaitClientLeft(1, SOON).phase()).isEqualTo(Phase.BODY);
      simulator.awaitOpenConnections(0, SOON);
    }
  }

  @Test
  void aClientThatDoesNotTrustItLeavesAndNobodyElseIsHarmed() throws Exception {
    try (Simulator simulator = start("answer \"Yes.\"");
        HttpClient stranger = HttpClient.newHttpClient()) {
      assertThatThrownBy(
              () -> stranger.send(request(simulator, RawClient.STREAMED), BodyHandlers.ofString()))
          .isInstanceOf(SSLException.class);
      simulator.awaitOpenConnections(0, SOON);
      assertThat(ask(simulator).body()).contains("Yes.");
    }
  }

  @Test
  void aClientThatSpeaksNoTlsIsHungUpOn() throws Exception {
    try (Simulator simulator = start("answer \"Yes.\"");
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      simulator.awaitOpenConnections(0, SOON);
      assertThat(log.poll(60, TimeUnit.SECONDS)).startsWith("connection 1 failed: ");
    }
  }

  @Test
  void theCertificateIsGivenAsTextForOtherClients() throws Exception {
    X509Certificate read;
    try (InputStream pem =
        new ByteArrayInputStream(CERTIFICATE.pem().getBytes(StandardCharsets.US_ASCII))) {
      read = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
    read.checkValidity();
    assertThat(read.getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .containsExactlyInAnyOrder("localhost", "127.0.0.1");
  }
}
