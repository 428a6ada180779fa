package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.Peer;
import dev.sluice.spi.transport.ResponseHead;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cancel reaches the provider in any phase, waits for nothing, and is the last that is told. */
@Timeout(240)
class CancelAnywhereTest {
  private static Exchanges http;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    http = new Exchanges(folder);
  }

  @Test
  void cancelReachesTheProviderWhileTheLoopSitsInACallback() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    for (String scheme : new String[] {"http", "https"}) {
      try (Peer peer =
              Peer.start(
                  scheme.equals("http") ? Exchanges.PLAIN : http.secure(),
                  client -> {
                    String line = client.request();
                    client.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    int end;
                    try {
                      end = client.in().read();
                    } catch (IOException cut) {
                      end = -1; // Over TLS, an end without a goodbye.
                    }
                    if (end < 0 && line.startsWith("POST /cancelled")) {
                      left.countDown();
                    }
                  });
          NioTransport transport = http.transport(Map.of())) {
        Heard heard = new Heard();
        Exchange exchange =
            Exchanges.start(transport, peer.uri(scheme).resolve("/cancelled"), "{}", heard);
        assertThat(heard.head.get(60, TimeUnit.SECONDS)).isEqualTo(200);
        Heard blocking =
            new Heard() {
              @Override
              public void onBytes(ByteBuffer more) {
                blocked.countDown();
                awaitQuietly(goOn);
              }
            };
        Exchanges.start(transport, peer.uri(scheme), "{}", blocking);
        awaitQuietly(blocked);
        exchange.cancel();
        assertThat(left.await(60, TimeUnit.SECONDS)).as(scheme).isTrue();
        goOn.countDown();
        assertThat(heard.over).isNotDone();
      }
    }
  }

  @Test
  void cancelWhenHandedOverSendsNothingAndOpensNoSocket() throws Exception {
    try (Peer peer = Peer.start(Exchanges.PLAIN, client -> client.answerAll("hello"));
        NioTransport transport = http.transport(Map.of())) {
      Heard heard =
          new Heard() {
            @Override
            public void onOpen(Exchange opened) {
              super.onOpen(opened);
              opened.cancel();
            }
          };
      Exchanges.start(transport, peer.uri("http"), "{}", heard);
      assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome()).isEqualTo("200 hello");
      assertThat(peer.connections()).as("the other one's").isEqualTo(1);
      assertThat(heard.over).isNotDone();
      assertThat(transport.loops().all().getFirst().load.get()).isZero();
    }
  }

  @Test
  void cancelDuringTheHandshakeOfTlsClosesTheSocket() throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  client.in().read();
                  connected.countDown();
                  client.socket().getInputStream().transferTo(OutputStream.nullOutputStream());
                  left.countDown();
                });
        NioTransport transport = http.transport(Map.of())) {
      Heard heard = Exchanges.ask(transport, peer.uri("https"), "{}");
      awaitQuietly(connected);
      heard.exchange().cancel();
      awaitQuietly(left);
      assertThat(heard.over).isNotDone();
    }
  }

  @Test
  void cancelWhileALongRequestIsOnItsWayStopsIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  client.in().read();
                  begun.countDown();
                  awaitQuietly(cancelled);
                  while (client.in().read() >= 0) {
                    // What had been sent.
                  }
                  left.countDown();
                });
        NioTransport transport = http.transport(Map.of())) {
      Heard heard = Exchanges.ask(transport, peer.uri("http"), "x".repeat(20_000_000));
      awaitQuietly(begun);
      heard.exchange().cancel();
      cancelled.countDown();
      awaitQuietly(left);
      assertThat(heard.over).isNotDone();
    }
  }

  @Test
  void nothingIsToldAfterACancelInsideACallback() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    try (Peer peer = Peer.start(Exchanges.PLAIN, client -> client.answerAll("hello"));
        NioTransport transport = http.transport(Map.of())) {
      Heard heard =
          new Heard() {
            @Override
            public void onHead(ResponseHead said) {
              exchange().cancel();
            }

            @Override
            public void onBytes(ByteBuffer more) {
              told.countDown();
            }
          };
      Exchanges.start(transport, peer.uri("http"), "{}", heard);
      assertThat(told.await(200, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(heard.over).isNotDone();
    }
  }

  @Test
  void aCancelThatComesTooLateDoesNotHitTheNextExchangeOfTheConnection() throws Exception {
    try (Peer peer = Peer.start(Exchanges.PLAIN, client -> client.answerAll("hello"));
        NioTransport transport = http.transport(Map.of())) {
      Heard first = Exchanges.ask(transport, peer.uri("http"), "{}");
      assertThat(first.outcome()).isEqualTo("200 hello");
      for (int i = 0; i < 20; i++) {
        Heard next = Exchanges.ask(transport, peer.uri("http"), "{}");
        first.exchange().cancel();
        assertThat(next.outcome()).isEqualTo("200 hello");
        next.exchange().cancel();
        first = next;
      }
      assertThat(peer.connections()).isEqualTo(1);
    }
  }

  @Test
  void cancelBeforeTheConnectionStandsIsNotTold() throws Exception {
    // Its queue is full, so that further connections hang.
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket one = new Socket(InetAddress.getLoopbackAddress(), full.getLocalPort());
        Socket two = new Socket(InetAddress.getLoopbackAddress(), full.getLocalPort());
        NioTransport transport = http.transport(Map.of())) {
      assertThat(one.isConnected() && two.isConnected()).isTrue();
      Heard heard =
          Exchanges.ask(
              transport, URI.create("http://127.0.0.1:" + full.getLocalPort() + "/"), "{}");
      heard.exchange().cancel();
      assertThat(heard.over).isNotDone();
    }
  }

  @Test
  void theConnectTimeoutNeedsNoLoop() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (Peer peer = Peer.start(Exchanges.PLAIN, client -> client.answerAll("hello"));
        Peer silent = Peer.start(Exchanges.PLAIN, client -> Peer.await(goOn));
        NioTransport transport = http.transport(Map.of())) {
      Heard blocking =
          new Heard() {
            @Override
            public void onBytes(ByteBuffer more) {
              blocked.countDown();
              awaitQuietly(goOn);
            }
          };
      Heard waiting = new Heard();
      transport.open(
          HttpCall.post(silent.uri("https"), "{}").connectingWithin(Duration.ofMillis(500)),
          waiting);
      Exchanges.start(transport, peer.uri("http"), "{}", blocking);
      awaitQuietly(blocked);
      assertThat(waiting.outcome()).isEqualTo("CONNECT_TIMEOUT connect timed out");
      goOn.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }
}
