package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.transport.Peer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server says is heard, even if it says so too early or not to the end. */
@Timeout(60)
class EarlyAnswerTest {
  private static final String LONG = "x".repeat(8_000_000);
  private static final String TOO_LARGE =
      "HTTP/1.1 413 Content Too Large\r\nContent-Length: 8\r\n\r\ntoo long";

  private static Exchanges http;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    http = new Exchanges(folder);
  }

  @ParameterizedTest
  @CsvSource({"http, false", "http, true", "https, false", "https, true"})
  void aRefusalThatComesWhileTheRequestIsOnItsWayIsSeen(String scheme, boolean reset)
      throws Exception {
    try (Peer peer =
            Peer.start(
                scheme.equals("http") ? Exchanges.PLAIN : http.secure(),
                client -> {
                  assertThat(client.line()).isNotEmpty();
                  client.say(TOO_LARGE);
                  if (reset) {
                    // Most of the request is unread: the close becomes a reset.
                    client.socket().close();
                  } else {
                    client.socket().shutdownOutput();
                  }
                });
        NioTransport transport = http.transport(Map.of())) {
      for (int i = 0; i < 5; i++) {
        assertThat(Exchanges.ask(transport, peer.uri(scheme), LONG).outcome())
            .isEqualTo("413 too long");
      }
      assertThat(peer.connections()).as("none is used again").isEqualTo(5);
    }
  }

  @Test
  void whoTakesNoMoreAndSaysNothingIsWaitedForASecondAtMost() throws Exception {
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  assertThat(client.line()).isNotEmpty();
                  client.socket().setSoLinger(true, 0);
                });
        NioTransport transport = http.transport(Map.of())) {
      assertThat(Exchanges.ask(transport, peer.uri("http"), LONG).outcome())
          .isEqualTo("LOST the other side closed it at once (a reset)");
    }
  }

  @Test
  void aRefusalWhoseBodyStallsHasAnEnd() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  client.say("HTTP/1.1 429 Too Many\r\nContent-Length: 100\r\n\r\nslow down");
                  Peer.await(over);
                });
        NioTransport transport = http.transport(Map.of())) {
      Heard heard = Exchanges.ask(transport, peer.uri("http"), "{}");
      assertThat(heard.head.get(20, TimeUnit.SECONDS)).isEqualTo(429);
      assertThat(heard.outcome()).isEqualTo("LOST the rest of the refusal did not come in time");
      assertThat(heard.bytes.get()).isEqualTo("slow down".length());
      over.countDown();
    }
  }

  @Test
  void aGoodAnswerThatIsSlowIsLeftAlone() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  client.say("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n");
                  while (sent.incrementAndGet() <= 30) {
                    try {
                      Thread.sleep(90);
                    } catch (InterruptedException stopped) {
                      return;
                    }
                    client.say("x");
                  }
                });
        NioTransport transport = http.transport(Map.of())) {
      assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome())
          .isEqualTo("200 " + "x".repeat(30));
    }
  }
}
