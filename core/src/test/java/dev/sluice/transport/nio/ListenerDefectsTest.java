package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.Peer;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is thrown, by whom- and wherever, ends exactly its own exchange. */
@Timeout(240)
class ListenerDefectsTest {
  private static Exchanges http;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    http = new Exchanges(folder);
  }

  enum Where {
    HEAD,
    BYTES,
    READY,
    END
  }

  static Stream<Arguments> throwsAnywhere() {
    return Arrays.stream(Where.values())
        .flatMap(
            where ->
                Stream.of(
                        new IllegalStateException("on purpose"),
                        new AssertionError("on purpose"),
                        new OutOfMemoryError("on purpose"),
                        new StackOverflowError("on purpose"))
                    .map(what -> Arguments.of(where, what)));
  }

  @ParameterizedTest
  @MethodSource("throwsAnywhere")
  void whatAListenerThrowsIsItsOwnFailureAndNobodyElses(Where where, Throwable what)
      throws Exception {
    CountDownLatch asked = new CountDownLatch(2);
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  String line = client.request();
                  asked.countDown();
                  Peer.await(asked);
                  client.say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel");
                  // Whether more is wanted is asked only while there can be more.
                  if (!line.startsWith("POST /thrower") || client.in().read() >= 0) {
                    client.say("lo");
                  }
                });
        NioTransport transport = http.transport(Map.of())) {
      Heard thrower = new Thrower(where, what);
      String path = where == Where.END ? "/" : "/thrower";
      Exchanges.start(transport, peer.uri("http").resolve(path), "{}", thrower);
      Heard other = Exchanges.ask(transport, peer.uri("http"), "{}");
      assertThat(other.outcome()).isEqualTo("200 hello");
      if (where == Where.END) {
        assertThat(thrower.over).as("nothing follows the end").isNotDone();
      } else {
        assertThat(thrower.outcome()).isEqualTo("DEFECT a defect: " + what);
      }
    }
  }

  private static void throwIt(Throwable thrown) {
    if (thrown instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException(thrown);
  }

  private static final class Thrower extends Heard {
    private final Where where;
    private final Throwable what;

    Thrower(Where where, Throwable what) {
      this.where = where;
      this.what = what;
    }

    private void at(Where here) {
      if (here == where) {
        ListenerDefectsTest.throwIt(what);
      }
    }

    @Override
    public void onHead(ResponseHead head) {
      at(Where.HEAD);
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
      at(Where.BYTES);
    }

    @Override
    public boolean isReady() {
      at(Where.READY);
      return true;
    }

    @Override
    public void onEnd() {
      at(Where.END);
    }
  }

  @Test
  void aListenerThatThrowsAtItsFailureAndALogThatThrowsLeaveTheLoopToOthers() throws Exception {
    CountDownLatch logged = new CountDownLatch(1);
    KeptLog deaf =
        new KeptLog() {
          @Override
          public void log(
              Level level,
              @Nullable ResourceBundle bundle,
              String message,
              @Nullable Throwable thrown) {
            logged.countDown();
            throw new IllegalStateException("the log throws on purpose");
          }
        };
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> {
          throw new IllegalStateException("the handler throws on purpose");
        });
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  if (client.request().startsWith("POST /bad")) {
                    client.say("no HTTP at all\r\n\r\n");
                  } else {
                    client.answer("hello");
                  }
                });
        NioTransport transport = NioTransport.create(Map.of(), http.setting().loggingTo(deaf))) {
      Heard thrower =
          new Heard() {
            @Override
            public void onFailure(TransportFailure failure) {
              throw new AssertionError("on purpose");
            }
          };
      Exchanges.start(transport, peer.uri("http").resolve("/bad"), "{}", thrower);
      assertThat(logged.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome()).isEqualTo("200 hello");
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void whoThrowsWhenHandedTheExchangeHearsItAndNothingIsSent() throws Exception {
    try (Peer peer = Peer.start(Exchanges.PLAIN, client -> client.answerAll("hello"));
        NioTransport transport = http.transport(Map.of())) {
      Heard thrower =
          new Heard() {
            @Override
            public void onOpen(Exchange opened) {
              throw new AssertionError("on purpose");
            }
          };
      HttpCall call =
          HttpCall.post(peer.uri("http"), "{}").connectingWithin(Duration.ofSeconds(10));
      assertThatThrownBy(() -> transport.open(call, thrower)).hasMessage("on purpose");
      assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome()).isEqualTo("200 hello");
      assertThat(peer.connections()).isEqualTo(1);
      assertThat(thrower.over).isNotDone();
    }
  }

  @Test
  void anErrorInATaskOfTlsEndsTheExchange() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new ThrowingTrust()}, null);
    try (Peer peer = Peer.start(http.secure(), client -> client.answerAll("hello"));
        NioTransport transport =
            NioTransport.create(Map.of(), http.setting().trusting(() -> context))) {
      assertThat(Exchanges.ask(transport, peer.uri("https"), "{}").outcome())
          .isEqualTo("DEFECT a defect: java.lang.AssertionError: trust throws on purpose");
    }
  }

  @Test
  void aThreadThatCannotBeHadEndsTheExchange() throws Exception {
    for (String none : new String[] {"sluice-connect", "sluice-tls"}) {
      Threads scarce =
          (name, task) -> {
            if (name.equals(none)) {
              throw new OutOfMemoryError("no thread, on purpose");
            }
            Threads.VIRTUAL.start(name, task);
          };
      try (Peer peer = Peer.start(http.secure(), client -> client.answerAll("hello"));
          NioTransport transport =
              NioTransport.create(Map.of(), http.setting().startingBy(scarce))) {
        assertThat(Exchanges.ask(transport, peer.uri("https"), "{}").outcome())
            .as(none)
            .isEqualTo("DEFECT a defect: java.lang.OutOfMemoryError: no thread, on purpose");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999", "0", "65536", "123456789012345678901234567890"})
  void aPortThatIsNoneIsSaid(String port) throws Exception {
    try (NioTransport transport = http.transport(Map.of())) {
      assertThat(
              Exchanges.ask(transport, URI.create("http://127.0.0.1:" + port + "/v1"), "{}")
                  .outcome())
          .isEqualTo("SETTING the port " + port + " is out of range: ports go from 1 to 65535");
    }
  }

  /** Throws what no trust manager should. */
  private static final class ThrowingTrust extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new AssertionError("trust throws on purpose");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
