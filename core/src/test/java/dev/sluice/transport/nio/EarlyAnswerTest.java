package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.HandTimer;
import dev.sluice.spi.transport.Peer;
import dev.sluice.testing.Eventually;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server says is heard, even if it says so too early or not to the end. */
@Timeout(240)
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
    assertThat(whenAllAlarmsRangInMidAnswer("429 Too Many"))
        .isEqualTo("LOST the rest of the refusal did not come in time");
  }

  @Test
  void aGoodAnswerThatIsSlowIsLeftAlone() throws Exception {
    assertThat(whenAllAlarmsRangInMidAnswer("200 OK")).isEqualTo("200 slow down");
  }

  private static String whenAllAlarmsRangInMidAnswer(String status) throws Exception {
    CountDownLatch rung = new CountDownLatch(1);
    HandTimer timer = new HandTimer();
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  client.say("HTTP/1.1 " + status + "\r\nContent-Length: 9\r\n\r\nslow");
                  Peer.await(rung);
                  client.say(" down");
                });
        NioTransport transport = NioTransport.create(Map.of(), NioTransport.Setting.of(timer))) {
      Heard heard = Exchanges.ask(transport, peer.uri("http"), "{}");
      Eventually.await("the first half", () -> heard.bytes.get() == "slow".length());
      timer.ring();
      if (status.startsWith("2")) {
        rung.countDown();
      } // else only the alarm can end it: a rest that came now would race against it
      String outcome = heard.outcome();
      rung.countDown();
      return outcome;
    }
  }
}
