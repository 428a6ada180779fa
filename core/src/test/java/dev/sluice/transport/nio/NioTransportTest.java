package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.Peer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over real sockets, with and without TLS. */
@Timeout(240)
class NioTransportTest {
  private static Exchanges http;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    http = new Exchanges(folder);
  }

  @Test
  void oneConnectionCarriesOneExchangeAfterTheOther() throws Exception {
    for (String scheme : new String[] {"http", "https"}) {
      ServerSocketFactory sockets = scheme.equals("http") ? Exchanges.PLAIN : http.secure();
      try (Peer peer = Peer.start(sockets, client -> client.answerAll("hello"));
          NioTransport transport = http.transport(Map.of())) {
        for (int i = 0; i < 5; i++) {
          assertThat(Exchanges.ask(transport, peer.uri(scheme), "{}").outcome())
              .isEqualTo("200 hello");
        }
        assertThat(peer.connections()).as(scheme).isEqualTo(1);
      }
    }
  }

  @Test
  void exchangesAtTheSameTimeHaveAConnectionEach() throws Exception {
    CountDownLatch together = new CountDownLatch(3);
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  String line = client.request();
                  together.countDown();
                  Peer.await(together);
                  client.answer(line.isEmpty() ? "" : "ok");
                });
        NioTransport transport = http.transport(Map.of())) {
      Heard[] all = new Heard[3];
      for (int i = 0; i < all.length; i++) {
        all[i] = Exchanges.ask(transport, peer.uri("http"), "{}");
      }
      for (Heard one : all) {
        assertThat(one.outcome()).isEqualTo("200 ok");
      }
    }
  }

  @Test
  void aConnectionThatTheServerClosedMeanwhileIsNotUsedAgain() throws Exception {
    for (ServerSocketFactory sockets : new ServerSocketFactory[] {Exchanges.PLAIN, http.secure()}) {
      CountDownLatch closed = new CountDownLatch(1);
      try (Peer peer =
              Peer.start(
                  sockets,
                  client -> {
                    if (!client.request().isEmpty()) {
                      client.answer("once");
                      client.socket().close();
                      closed.countDown();
                    }
                  });
          NioTransport transport = http.transport(Map.of())) {
        String scheme = sockets.equals(Exchanges.PLAIN) ? "http" : "https";
        assertThat(Exchanges.ask(transport, peer.uri(scheme), "{}").outcome())
            .isEqualTo("200 once");
        assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
        // The loop reads the end before it can give the connection away again.
        assertThat(Exchanges.ask(transport, peer.uri(scheme), "{}").outcome())
            .isIn("200 once", "LOST it was closed before an answer began");
      }
    }
  }

  @Test
  void largeBodiesTravelBothWays() throws Exception {
    String large = "x".repeat(3_000_000);
    for (String scheme : new String[] {"http", "https"}) {
      ServerSocketFactory sockets = scheme.equals("http") ? Exchanges.PLAIN : http.secure();
      try (Peer peer = Peer.start(sockets, client -> client.answerAll(large));
          NioTransport transport = http.transport(Map.of())) {
        Heard heard = Exchanges.ask(transport, peer.uri(scheme), large);
        assertThat(heard.outcome()).hasSize(4 + large.length());
      }
    }
  }

  @Test
  void whoStopsReadingStopsTheSocketAndLosesNothing() throws Exception {
    String large = "0123456789".repeat(2_000_000);
    for (String scheme : new String[] {"http", "https"}) {
      ServerSocketFactory sockets = scheme.equals("http") ? Exchanges.PLAIN : http.secure();
      try (Peer peer = Peer.start(sockets, client -> client.answerAll(large));
          NioTransport transport = http.transport(Map.of())) {
        Heard heard = new Heard();
        heard.ready = false;
        Exchange exchange = Exchanges.start(transport, peer.uri(scheme), "{}", heard);
        assertThat(heard.head.get(60, TimeUnit.SECONDS)).isEqualTo(200);
        // One read at most has come; nothing more comes however long it is left.
        assertThat(heard.over).isNotDone();
        assertThat(heard.bytes.get()).isLessThanOrEqualTo(Reads.BYTES);
        heard.ready = true;
        while (!heard.over.isDone()) {
          exchange.resume();
          Thread.onSpinWait();
        }
        assertThat(heard.outcome()).isEqualTo("200 " + large);
      }
    }
  }

  @Test
  void closingTheTransportEndsWhatIsOpen() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (Peer peer =
        Peer.start(
            Exchanges.PLAIN,
            client -> {
              assertThat(client.request()).isNotEmpty();
              client.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
              Peer.await(over);
            })) {
      NioTransport transport = http.transport(Map.of());
      Heard heard = Exchanges.ask(transport, peer.uri("http"), "{}");
      assertThat(heard.head.get(60, TimeUnit.SECONDS)).isEqualTo(200);
      transport.close();
      assertThat(heard.outcome()).isEqualTo("LOST the transport was closed");
      over.countDown();
    }
  }

  @Test
  void anExchangeThatIsCancelledSaysNothingMoreAndItsSocketIsClosed() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    try (Peer peer =
            Peer.start(
                http.secure(),
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  client.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                  if (client.in().read() < 0) {
                    left.countDown();
                  }
                });
        NioTransport transport = http.transport(Map.of())) {
      Heard heard = new Heard();
      Exchange exchange = Exchanges.start(transport, peer.uri("https"), "{}", heard);
      assertThat(heard.head.get(60, TimeUnit.SECONDS)).isEqualTo(200);
      exchange.cancel();
      assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(heard.over).isNotDone();
    }
  }

  @Test
  void aListenerThatThrowsEndsItsOwnExchangeAlone() throws Exception {
    CountDownLatch asked = new CountDownLatch(2);
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  asked.countDown();
                  Peer.await(asked);
                  client.answer("hello");
                });
        NioTransport transport = http.transport(Map.of())) {
      Heard thrower =
          new Heard() {
            @Override
            public void onBytes(ByteBuffer more) {
              throw new IllegalStateException("thrown on purpose");
            }
          };
      Exchanges.start(transport, peer.uri("http"), "{}", thrower);
      Heard other = Exchanges.ask(transport, peer.uri("http"), "{}");
      assertThat(thrower.outcome())
          .isEqualTo("DEFECT a defect: java.lang.IllegalStateException: thrown on purpose");
      assertThat(other.outcome()).isEqualTo("200 hello");
    }
  }

  @Test
  void aListenerThatThrowsAtItsEndLeavesTheLoopToOthers() throws Exception {
    // Without a length the body ends where the input does.
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  client.say("HTTP/1.1 200 OK\r\n\r\nhello");
                });
        NioTransport transport = http.transport(Map.of())) {
      CountDownLatch thrown = new CountDownLatch(1);
      Heard thrower =
          new Heard() {
            @Override
            public void onEnd() {
              thrown.countDown();
              throw new IllegalStateException("thrown on purpose");
            }
          };
      Exchanges.start(transport, peer.uri("http"), "{}", thrower);
      assertThat(thrown.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome()).isEqualTo("200 hello");
    }
  }

  @Test
  void anAddressThatIsNoUseIsSaid() throws Exception {
    try (NioTransport transport = http.transport(Map.of())) {
      assertThat(
              Exchanges.ask(transport, URI.create("http://no-such-host.invalid/"), "{}").outcome())
          .isEqualTo("CONNECT the host's name is not known");
      assertThat(Exchanges.ask(transport, URI.create("ftp://localhost/"), "{}").outcome())
          .isEqualTo("SETTING the address is no http or https one but ftp");
    }
  }
}
