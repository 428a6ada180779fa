package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.Peer;
import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.testing.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a connection that waits, whatever its server does with it; on raw sockets. */
@Timeout(240)
class ConnectionPoolTest {
  private static Exchanges http;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    http = new Exchanges(folder);
  }

  private static NioTransport transport(int loops) {
    return NioTransport.create(Map.of(), http.setting().onLoops(loops));
  }

  /** Waits until no exchange has a connection of the first loop. */
  private static void awaitIdle(NioTransport transport) {
    EventLoop loop = transport.loops().all().getFirst();
    Eventually.await("no exchange", () -> loop.load.get() == 0);
  }

  /** Waits until all that has come by now is read. */
  private static void awaitRead(NioTransport transport) throws InterruptedException {
    EventLoop loop = transport.loops().all().getFirst();
    CountDownLatch read = new CountDownLatch(1);
    loop.whenRead(loop, read::countDown);
    assertThat(read.await(60, TimeUnit.SECONDS)).isTrue();
  }

  private static ServerSocketFactory sockets(String scheme) {
    return scheme.equals("http") ? Exchanges.PLAIN : http.secure();
  }

  /** Keeps what it is told of a second sending. */
  private static final class HeardAgain extends Heard {
    private final List<TransportFailure> again = new CopyOnWriteArrayList<>();

    @Override
    public void onSentAgain(TransportFailure why) {
      again.add(why);
    }
  }

  @ParameterizedTest
  @CsvSource({"http, 1", "http, 4", "https, 1", "https, 4"})
  void theTurnsOfOneChatTakeOneConnection(String scheme, int loops) throws Exception {
    try (Peer peer = Peer.start(sockets(scheme), client -> client.answerAll("hello"));
        NioTransport transport = transport(loops)) {
      for (int turn = 0; turn < 8; turn++) {
        assertThat(Exchanges.ask(transport, peer.uri(scheme), "{}").outcome())
            .isEqualTo("200 hello");
      }
      assertThat(peer.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"http, 1", "http, 4", "https, 1", "https, 4"})
  void bytesThatNobodyAskedForCloseTheConnectionAndTheNextRequestHasAnotherOne(
      String scheme, int loops) throws Exception {
    for (String stray : new String[] {"HTTP/1.1 408 Request Timeout\r\n\r\n", "X"}) {
      CountDownLatch left = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      try (Peer peer =
              Peer.start(
                  sockets(scheme),
                  client -> {
                    assertThat(client.request()).isNotEmpty();
                    client.answer("hello");
                    Peer.await(goOn);
                    client.say(stray);
                    // Its end comes without another request.
                    if (client.request().isEmpty()) {
                      left.countDown();
                    }
                  });
          NioTransport transport = transport(loops)) {
        assertThat(Exchanges.ask(transport, peer.uri(scheme), "{}").outcome())
            .isEqualTo("200 hello");
        goOn.countDown();
        Peer.await(left);
        assertThat(Exchanges.ask(transport, peer.uri(scheme), "{}").outcome())
            .isEqualTo("200 hello");
        assertThat(peer.connections()).isEqualTo(2);
      }
    }
  }

  @Test
  void strayBytesThatCameWithTheAnswerCloseTheConnectionToo() throws Exception {
    for (String scheme : new String[] {"http", "https"}) {
      try (Peer peer =
              Peer.start(
                  sockets(scheme),
                  client -> {
                    while (!client.request().isEmpty()) {
                      client.say(
                          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK");
                    }
                  });
          NioTransport transport = transport(1)) {
        for (int i = 0; i < 3; i++) {
          assertThat(Exchanges.ask(transport, peer.uri(scheme), "{}").outcome())
              .isEqualTo("200 hello");
        }
        assertThat(peer.connections()).isEqualTo(3);
      }
    }
  }

  @Test
  void whatTlsItselfSendsOnAnIdleConnectionIsNoStrayByte() throws Exception {
    Semaphore keysAsked = new Semaphore(0);
    try (Peer peer =
            Peer.start(
                http.secure(),
                client -> {
                  while (!client.request().isEmpty()) {
                    client.answer(((SSLSocket) client.socket()).getSession().getProtocol());
                    // In TLS 1.3 this asks for new keys.
                    ((SSLSocket) client.socket()).startHandshake();
                    keysAsked.release();
                  }
                });
        NioTransport transport = transport(1)) {
      for (int i = 0; i < 4; i++) {
        assertThat(Exchanges.ask(transport, peer.uri("https"), "{}").outcome())
            .isEqualTo("200 TLSv1.3");
        assertThat(keysAsked.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
        awaitRead(transport);
      }
      assertThat(peer.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aConnectionThatDiedUnseenIsReplacedAndTheListenerIsToldIfAllWasSent(int loops)
      throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  while (!client.request().isEmpty()) {
                    // The first connection is closed instead of its second answer.
                    if (requests.incrementAndGet() == 2) {
                      return;
                    }
                    client.answer("hello");
                  }
                });
        NioTransport transport = transport(loops)) {
      assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome()).isEqualTo("200 hello");
      HeardAgain heard = new HeardAgain();
      Exchanges.start(transport, peer.uri("http"), "{}", heard);
      assertThat(heard.outcome()).isEqualTo("200 hello");
      assertThat(heard.again).hasSize(1);
      assertThat(heard.again.getFirst().reason()).isEqualTo("it was closed before an answer began");
      assertThat(requests.get()).isEqualTo(3);
      assertThat(peer.connections()).isEqualTo(2);
    }
  }

  @Test
  void aRequestThatWasNotSentToItsEndIsSentAgainUnseen() throws Exception {
    AtomicInteger served = new AtomicInteger();
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  if (served.incrementAndGet() == 1) {
                    assertThat(client.request()).isNotEmpty();
                    client.answer("hello");
                    // A part of the next request, and a reset.
                    assertThat(client.line()).isNotEmpty();
                    client.socket().setSoLinger(true, 0);
                  } else {
                    client.answerAll("hello");
                  }
                });
        NioTransport transport = transport(1)) {
      assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome()).isEqualTo("200 hello");
      HeardAgain heard = new HeardAgain();
      Exchanges.start(transport, peer.uri("http"), "x".repeat(20_000_000), heard);
      assertThat(heard.over.get(60, TimeUnit.SECONDS)).isEqualTo("200 hello");
      assertThat(heard.again).isEmpty();
      assertThat(peer.connections()).isEqualTo(2);
    }
  }

  @Test
  void aFreshConnectionThatDiesIsTheFailureItIs() throws Exception {
    try (Peer peer = Peer.start(Exchanges.PLAIN, client -> client.request());
        NioTransport transport = transport(1)) {
      HeardAgain heard = new HeardAgain();
      Exchanges.start(transport, peer.uri("http"), "{}", heard);
      assertThat(heard.outcome()).isEqualTo("LOST it was closed before an answer began");
      assertThat(heard.again).isEmpty();
      assertThat(peer.connections()).isEqualTo(1);
    }
  }

  @Test
  void whatIsSentAgainIsSentOnceMoreOnly() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  while (!client.request().isEmpty() && requests.incrementAndGet() == 1) {
                    client.answer("hello");
                  }
                });
        NioTransport transport = transport(1)) {
      assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome()).isEqualTo("200 hello");
      HeardAgain heard = new HeardAgain();
      Exchanges.start(transport, peer.uri("http"), "{}", heard);
      assertThat(heard.outcome()).isEqualTo("LOST it was closed before an answer began");
      assertThat(heard.again).hasSize(1);
      assertThat(requests.get()).isEqualTo(3);
    }
  }

  @Test
  void afterADeadConnectionTheOlderOnesAreNotTrusted() throws Exception {
    CountDownLatch together = new CountDownLatch(3);
    AtomicInteger accepted = new AtomicInteger();
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  int number = accepted.incrementAndGet();
                  if (number > 3) {
                    client.answerAll("hello");
                    return;
                  }
                  assertThat(client.request()).isNotEmpty();
                  together.countDown();
                  Peer.await(together);
                  client.answer("hello");
                  // As a proxy that forgot its connections: the next request is not answered.
                  client.request();
                });
        NioTransport transport = transport(1)) {
      Heard[] all = new Heard[3];
      for (int i = 0; i < all.length; i++) {
        all[i] = Exchanges.ask(transport, peer.uri("http"), "{}");
      }
      for (Heard one : all) {
        assertThat(one.outcome()).isEqualTo("200 hello");
      }
      for (int i = 0; i < 3; i++) {
        HeardAgain heard = new HeardAgain();
        Exchanges.start(transport, peer.uri("http"), "{}", heard);
        assertThat(heard.outcome()).isEqualTo("200 hello");
        assertThat(heard.again).hasSize(i == 0 ? 1 : 0);
      }
      assertThat(peer.connections()).isEqualTo(4);
    }
  }

  @Test
  void anAnswerThatIsWholeBeforeTheRequestIsSentLeavesNoConnectionBehind() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    AtomicInteger accepted = new AtomicInteger();
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  if (accepted.incrementAndGet() == 1) {
                    client.answer("early");
                    Peer.await(over);
                  } else {
                    client.answerAll("hello");
                  }
                });
        NioTransport transport = transport(1)) {
      assertThat(Exchanges.ask(transport, peer.uri("http"), "x".repeat(20_000_000)).outcome())
          .isEqualTo("200 early");
      assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome()).isEqualTo("200 hello");
      assertThat(peer.connections()).isEqualTo(2);
      over.countDown();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'timeout=60', 1",
    "'max=100, Timeout=60', 1",
    "'timeout=1', 3",
    "'timeout=0', 3",
    "'nothing', 1"
  })
  void aConnectionIsKeptNoLongerThanItsServerSays(String keepAlive, int connections)
      throws Exception {
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  while (!client.request().isEmpty()) {
                    client.say(
                        "HTTP/1.1 200 OK\r\nKeep-Alive: "
                            + keepAlive
                            + "\r\nContent-Length: 5\r\n\r\nhello");
                  }
                });
        NioTransport transport = transport(1)) {
      for (int i = 0; i < 3; i++) {
        assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome())
            .isEqualTo("200 hello");
      }
      assertThat(peer.connections()).isEqualTo(connections);
    }
  }

  @Test
  void theAgeOfAConnectionIsLookedAtWhenItIsTaken() throws Exception {
    LaterTimer timer = new LaterTimer();
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  while (!client.request().isEmpty()) {
                    client.say(
                        "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=2\r\nContent-Length: 2\r\n\r\nok");
                  }
                });
        NioTransport transport =
            NioTransport.create(Map.of(), NioTransport.Setting.of(timer).onLoops(1))) {
      assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome()).isEqualTo("200 ok");
      awaitIdle(transport);
      timer.moveOn(Duration.ofMillis(1100));
      assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome()).isEqualTo("200 ok");
      assertThat(peer.connections()).isEqualTo(2);
    }
  }

  @Test
  void aBodyThatComesLateIsReadToItsEndOrItsConnectionGoes() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  while (!client.request().isEmpty()) {
                    client.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                    if (asked.incrementAndGet() == 1) {
                      Peer.await(released);
                      client.say("later");
                    }
                  }
                });
        NioTransport transport = transport(1)) {
      Heard first = Exchanges.ask(transport, peer.uri("http"), "{}");
      Eventually.await("the first bytes", () -> first.bytes.get() >= 5);
      first.exchange().release();
      released.countDown();
      awaitIdle(transport);
      // Released as well, and this time nothing follows: the next one must not wait for it.
      Heard second = Exchanges.ask(transport, peer.uri("http"), "{}");
      Eventually.await("the first bytes", () -> second.bytes.get() >= 5);
      assertThat(peer.connections()).isEqualTo(1);
      second.exchange().release();
      awaitIdle(transport);
      Heard third = Exchanges.ask(transport, peer.uri("http"), "{}");
      Eventually.await("the first bytes", () -> third.bytes.get() >= 5);
      assertThat(peer.connections()).isEqualTo(2);
    }
  }
}
