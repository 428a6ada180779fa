package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.policy.Timeouts;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.simulator.Options;
import dev.sluice.simulator.Script;
import dev.sluice.simulator.Seen;
import dev.sluice.simulator.Simulator;
import dev.sluice.spi.transport.Peer;
import dev.sluice.testing.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is set in code, as servers and proxies see it, beside an environment that says otherwise.
 */
@ParameterizedClass
@EnumSource(Over.class)
@Timeout(240)
class ConfigurationTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** A name that leads nowhere, so that only a proxy can have answered. */
  private static final String FAR = "http://far-away.invalid/v1";

  private final Simulator simulator = Simulator.start("answer \"Hello\"");
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Over over;

  ConfigurationTest(Over over) {
    this.over = over;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    simulator.close();
  }

  private <T extends AutoCloseable> T closing(T toClose) {
    opened.add(toClose);
    return toClose;
  }

  private Ending ask(Models.Builder builder, String baseUrl) {
    OpenAiProvider there = OpenAiProvider.builder().name("there").baseUrl(baseUrl).build();
    Models models = closing(builder.provider(there).build());
    return models.model("there/any").with(Retry.upTo(0)).stream("Count.").await();
  }

  private static String message(Ending ending) {
    assertThat(ending).isInstanceOf(Ending.Incomplete.class);
    return ((Ending.Incomplete) ending).cause().message();
  }

  @Test
  void twoServersAreAskedInOneProcessEachWithItsOwnKeyAndUnderItsOwnName() {
    Simulator second = closing(Simulator.start("answer \"Good day\""));
    Models models =
        closing(
            over.builder()
                .environment(Map.of("OPENAI_API_KEY", "sk-of-the-environment"))
                .provider(provider("one", simulator, "sk-first-0123"))
                .provider(provider("two", second, "sk-second-0123"))
                .build());
    assertThat(models.model("one/m").ask("hi").text()).isEqualTo("Hello");
    assertThat(models.model("two/m").ask("hi").text()).isEqualTo("Good day");
    assertThat(authorization(simulator)).isEqualTo("Bearer sk-first-0123");
    assertThat(authorization(second)).isEqualTo("Bearer sk-second-0123");
    assertThat(models.list())
        .extracting(listing -> listing.name() + " " + listing.state())
        .contains(
            "one/MODEL at 127.0.0.1:" + simulator.port() + "/v1",
            "two/MODEL at 127.0.0.1:" + second.port() + "/v1");
  }

  private static OpenAiProvider provider(String name, Simulator at, String key) {
    return OpenAiProvider.builder().name(name).baseUrl(at.baseUrl().toString()).key(key).build();
  }

  private static String authorization(Simulator at) {
    return last(at).headers().first("authorization").orElse("none");
  }

  private static Seen last(Simulator at) {
    return at.requests().getLast();
  }

  @Test
  void headersOfTheProviderAndOfTheRequestAreSentAndWhatIsSecretInThemIsNotRepeated() {
    simulator.script(
        "status 400\nbody {\"error\":{\"message\":\"hunter2-hunter2 and blue-blue-blue, no\"}}");
    OpenAiProvider there =
        OpenAiProvider.builder()
            .name("there")
            .baseUrl(simulator.baseUrl().toString())
            .header("api-key", "hunter2-hunter2")
            .organisation("org-1")
            .build();
    Models models = closing(over.builder().withoutEnvironment().provider(there).build());
    ChatRequest request =
        ChatRequest.builder().user("hi").header("Authorization", "Tenant blue-blue-blue").build();
    Ending ending = models.model("there/any").stream(request).await();
    assertThat(last(simulator).headers().first("api-key")).contains("hunter2-hunter2");
    assertThat(last(simulator).headers().first("openai-organization")).contains("org-1");
    assertThat(authorization(simulator)).isEqualTo("Tenant blue-blue-blue");
    assertThat(message(ending)).contains("*** and ***, no");
  }

  @Test
  void aDeadlineEndsTheStreamUnderPoliciesThatWouldWait() throws Exception {
    simulator.script("text \"One\"\nstall");
    ChatRequest request = ChatRequest.builder().user("hi").deadline(Duration.ofSeconds(2)).build();
    Models models =
        closing(
            over.builder()
                .withoutEnvironment()
                .provider(provider("there", simulator, "sk-any-0123"))
                .build());
    Ending ending =
        models
            .model("there/any")
            .with(Timeouts.defaults().total(Duration.ofHours(1)))
            .with(Retry.upTo(5))
            .stream(request)
            .await();
    assertThat(ending.kind()).isEqualTo("timed_out");
    assertThat(ending.reply().text()).isEqualTo("One");
    assertThat(message(ending)).isEqualTo("not finished within 2.0 s (total timeout)");
    simulator.awaitClientLeft(1, SOON);
  }

  @Test
  void aDeadlineCoversTheWaitsBetweenAttempts() {
    simulator.script("status 503\nheader retry-after: 30\nbody {}");
    ChatRequest request = ChatRequest.builder().user("hi").deadline(Duration.ofSeconds(2)).build();
    Models models =
        closing(
            over.builder()
                .withoutEnvironment()
                .provider(provider("there", simulator, "sk-any-0123"))
                .build());
    Ending ending = models.model("there/any").stream(request).await();
    assertThat(ending.kind()).isEqualTo("timed_out");
    assertThat(simulator.requests()).hasSize(1);
  }

  // Proxies.

  @Test
  void theProxyInCodeGoesBeforeTheEnvironments() {
    Map<String, String> environment = Map.of("HTTP_PROXY", "http://127.0.0.1:1");
    Ending ending =
        ask(
            over.builder()
                .environment(environment)
                .proxy("http://127.0.0.1:" + simulator.port(), ".corp.example"),
            FAR);
    assertThat(ending.reply().text()).as("%s", ending).isEqualTo("Hello");
    assertThat(last(simulator).target()).isEqualTo(FAR + "/chat/completions");
  }

  @Test
  void whatIsExceptedIsReachedWithoutIt() {
    Ending ending =
        ask(
            over.builder()
                .withoutEnvironment()
                .proxy("http://127.0.0.1:" + simulator.port(), "invalid"),
            FAR);
    assertThat(message(ending)).contains("the host's name is not known");
    assertThat(simulator.requests()).isEmpty();
  }

  @Test
  void aProxyThatEchoesItsLoginDoesNotMakeItLeave() throws Exception {
    Peer proxy =
        closing(
            Peer.start(
                client -> {
                  String request = client.request();
                  client.say(
                      "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\nContent-Length: "
                          + request.length()
                          + "\r\n\r\n"
                          + request);
                }));
    String url = "http://me:open-sesame@127.0.0.1:" + proxy.uri("http").getPort();
    String said = message(ask(over.builder().withoutEnvironment().proxy(url), FAR));
    assertThat(said)
        .containsIgnoringCase("proxy-authorization")
        .contains("***")
        .doesNotContain("open-sesame", "bWU6b3Blbi1zZXNhbWU=");
  }

  @Test
  void aHeaderThatIsTheConnectionsOwnIsRefusedAsTheRequestsFault() {
    Models models =
        closing(over.builder().provider(provider("one", simulator, "sk-012345")).build());
    for (String own :
        List.of("host", "content-length", "transfer-encoding", "proxy-authorization")) {
      ChatRequest request = ChatRequest.of("hi").toBuilder().header(own, "x").build();
      Ending ending = models.model("one/m").stream(request).await();
      assertThat(((Ending.Incomplete) ending).cause().failure().orElseThrow())
          .isInstanceOf(Failure.InvalidRequest.class);
      assertThat(message(ending)).contains("the header " + own, "leave it out");
    }
    assertThat(simulator.requests()).isEmpty();
  }

  @Test
  void withoutAProxyTheEnvironmentsIsNotAsked() {
    Map<String, String> environment = Map.of("HTTP_PROXY", "http://127.0.0.1:" + simulator.port());
    Ending ending = ask(over.builder().environment(environment).withoutProxy(), FAR);
    assertThat(message(ending)).contains("the host's name is not known");
    assertThat(simulator.requests()).isEmpty();
  }

  // TLS.

  @Test
  void theFilesInCodeAreTrustedAndTheEnvironmentsIsNot(@TempDir Path folder) throws Exception {
    Identity server = Identity.make(folder, "server", "EC");
    Identity other = Identity.make(folder, "other", "EC");
    Simulator secure =
        closing(
            Simulator.start(
                Script.parse("answer \"Hello\""), Options.defaults().tls(server.context())));
    String url = secure.baseUrl().toString();
    Map<String, String> right = Map.of("SSL_CERT_FILE", server.certificate().toString());
    Map<String, String> wrong = Map.of("SSL_CERT_FILE", other.certificate().toString());
    assertThat(
            ask(
                    over.builder()
                        .environment(wrong)
                        .trust(other.certificate(), server.certificate()),
                    url)
                .reply()
                .text())
        .isEqualTo("Hello");
    assertThat(message(ask(over.builder().environment(right).trust(other.certificate()), url)))
        .startsWith("no safe connection to ");
  }

  @Test
  void aServerThatWantsACertificateOfTheClientIsShownTheOneOfEitherForm(@TempDir Path folder)
      throws Exception {
    Identity both = Identity.make(folder, "both", "EC");
    Identity nobody = Identity.make(folder, "nobody", "EC");
    List<String> seen = new CopyOnWriteArrayList<>();
    Peer peer =
        closing(
            Peer.start(
                new WantingCertificates(both),
                client -> {
                  client.request();
                  String who =
                      ((SSLSocket) client.socket()).getSession().getPeerPrincipal().getName();
                  seen.add(who);
                  client.answer(
                      "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"},"
                          + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
                }));
    String url = "https://127.0.0.1:" + peer.port() + "/v1";
    for (Models.Builder each :
        List.of(
            trusting(both).clientCertificate(both.pkcs12(), Identity.PASSWORD::toCharArray),
            trusting(both).clientCertificate(both.certificate(), both.key()),
            trusting(both)
                .clientCertificate(
                    both.certificate(), both.encryptedKey(), Identity.PASSWORD::toCharArray))) {
      Ending ending = ask(each, url);
      assertThat(ending.reply().text()).as("%s", ending).isEqualTo("Hello");
    }
    assertThat(seen).containsExactly("CN=both", "CN=both", "CN=both");
    Ending without = ask(trusting(both), url);
    assertThat(without.kind()).isEqualTo("failed");
    Ending other = ask(trusting(both).clientCertificate(nobody.certificate(), nobody.key()), url);
    assertThat(other.kind()).isEqualTo("failed");
    assertThat(seen).hasSize(3);
  }

  private Models.Builder trusting(Identity server) {
    return over.builder().withoutEnvironment().trust(server.certificate());
  }

  /** Servers that talk to nobody who does not show a certificate. */
  private static final class WantingCertificates extends ServerSocketFactory {
    private final Identity server;

    WantingCertificates(Identity server) {
      this.server = server;
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress at)
        throws IOException {
      try {
        SSLServerSocket socket =
            (SSLServerSocket)
                server.context().getServerSocketFactory().createServerSocket(port, backlog, at);
        socket.setNeedClientAuth(true);
        return socket;
      } catch (GeneralSecurityException unusable) {
        throw new IOException(unusable);
      }
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
      return createServerSocket(port, 50, InetAddress.getLoopbackAddress());
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
      return createServerSocket(port, backlog, InetAddress.getLoopbackAddress());
    }
  }
}
