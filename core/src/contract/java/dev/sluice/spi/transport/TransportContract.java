package dev.sluice.spi.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.simulator.SilentPort;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every transport does with an exchange from its opening to its end. */
// Long because every transport keeps all of it, and a gap is seen where it stands together.
public abstract class TransportContract extends TransportCase {

  /** For those who keep it. */
  protected TransportContract() {}

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void oneConnectionCarriesOneExchangeAfterTheOther(String scheme) throws Exception {
    Peer peer = peer(scheme, client -> client.answerAll("hello"));
    for (int i = 0; i < 5; i++) {
      assertThat(ask(peer.uri(scheme)).outcome()).isEqualTo("200 hello");
    }
    assertThat(peer.connections()).isEqualTo(1);
  }

  @Test
  void exchangesAtTheSameTimeHaveAConnectionEach() throws Exception {
    CountDownLatch together = new CountDownLatch(3);
    Peer peer =
        peer(
            client -> {
              String head = client.request();
              together.countDown();
              Peer.await(together);
              client.answer(head.isEmpty() ? "" : "ok");
            });
    List<Hearing> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(ask(peer.uri("http")));
    }
    for (Hearing one : all) {
      assertThat(one.outcome()).isEqualTo("200 ok");
    }
  }

  @Test
  void theRequestIsAPostWithItsHeadersAndItsWholeBody() throws Exception {
    List<String> heads = new ArrayList<>();
    Peer peer =
        peer(
            client -> {
              String head = client.head();
              heads.add(head);
              client.answer(
                  Integer.toString(new String(client.in().readNBytes(4), UTF_8).length()));
            });
    URI uri = URI.create(peer.uri("http") + "/%C3%A9?a=b%20c");
    assertThat(ask(uri, "né!", new Hearing()).outcome()).isEqualTo("200 3");
    assertThat(heads.getFirst())
        .startsWith("POST /v1/chat/%C3%A9?a=b%20c HTTP/1.1\r\n")
        .containsIgnoringCase("\r\nhost: localhost:" + peer.port() + "\r\n")
        .containsIgnoringCase("\r\ncontent-length: 4\r\n")
        .contains("\r\nx-a: b\r\n");
  }

  @Test
  void aBodyMayBeAnyBytes() throws Exception {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    Peer peer =
        peer(
            client -> {
              assertThat(client.head()).containsIgnoringCase("\r\ncontent-length: 256\r\n");
              client.answer(new String(client.in().readNBytes(256), ISO_8859_1));
            });
    HttpCall call = HttpCall.post(peer.uri("http"), all);
    String sent = new String(all, ISO_8859_1);
    Arrays.fill(all, (byte) 'x'); // The call has its own.
    assertThat(ask(transport(), call, new Hearing()).outcome()).isEqualTo("200 " + sent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void aGetHasNeitherABodyNorALength(String scheme) throws Exception {
    List<String> heads = new CopyOnWriteArrayList<>();
    Peer peer = peer(scheme, client -> client.answerAll("hello", heads));
    URI uri = URI.create(peer.uri(scheme) + "?a=b");
    for (int i = 0; i < 2; i++) {
      HttpCall call = HttpCall.get(uri).withHeader("x-a", "b");
      assertThat(ask(transport(), call, new Hearing()).outcome()).isEqualTo("200 hello");
    }
    assertThat(heads).hasSize(2);
    assertThat(heads.getLast())
        .startsWith("GET /v1/chat?a=b HTTP/1.1\r\n")
        .contains("\r\nx-a: b\r\n")
        .doesNotContainIgnoringCase("content-length", "transfer-encoding");
    assertThat(peer.connections()).isEqualTo(1);
  }

  @Test
  void aPostWithoutABodySaysThatItIsEmpty() throws Exception {
    List<String> heads = new CopyOnWriteArrayList<>();
    Peer peer = peer(client -> client.answerAll("hello", heads));
    assertThat(ask(peer.uri("http"), "", new Hearing()).outcome()).isEqualTo("200 hello");
    assertThat(heads.getFirst())
        .startsWith("POST ")
        .containsIgnoringCase("\r\ncontent-length: 0\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aGetIsRedirectedWithinItsHost(int status) throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    Peer peer =
        peer(
            client -> {
              for (String head = client.request(); !head.isEmpty(); head = client.request()) {
                asked.add(head.lines().findFirst().orElseThrow());
                if (asked.size() == 1) {
                  client.say("HTTP/1.1 " + status + " Elsewhere\r\nLocation: /other?a=b\r\n");
                  client.say("Content-Length: 4\r\n\r\ngone");
                } else {
                  client.answer("hello");
                }
              }
            });
    HttpCall call = HttpCall.get(peer.uri("http"));
    assertThat(ask(transport(), call, new Hearing()).outcome()).isEqualTo("200 hello");
    assertThat(asked).containsExactly("GET /v1/chat HTTP/1.1", "GET /other?a=b HTTP/1.1");
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 304, 305})
  void aGetIsNotRedirectedByWhatIsNoRedirect(int status) throws Exception {
    Peer peer =
        peer(
            client -> {
              assertThat(client.request()).isNotEmpty();
              client.say("HTTP/1.1 " + status + " Other\r\nLocation: /other\r\n");
              client.say("Content-Length: 0\r\n\r\n");
            });
    HttpCall call = HttpCall.get(peer.uri("http"));
    assertThat(ask(transport(), call, new Hearing()).outcome()).isEqualTo(status + " ");
  }

  private static String interim(String status) {
    return "HTTP/1.1 " + status + "\r\nLink: </a>\r\n\r\n";
  }

  private static String whole(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  static Stream<Arguments> answers() {
    String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    return Stream.of(
        Arguments.of(whole("hello"), "200 hello"),
        Arguments.of("HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello", "200 hello"),
        Arguments.of(whole(""), "200 "),
        Arguments.of("HTTP/1.1 200 OK\r\n\r\nhello", "200 hello"),
        Arguments.of("HTTP/1.0 200 OK\r\n\r\nhello", "200 hello"),
        Arguments.of("HTTP/1.1 204 No Content\r\n\r\n", "204 "),
        Arguments.of("HTTP/1.1 429 Slow\r\nContent-Length: 2\r\n\r\nno", "429 no"),
        Arguments.of(chunked + "5\r\nhello\r\n0\r\n\r\n", "200 hello"),
        Arguments.of(chunked + "2;a=b\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "200 hello"),
        Arguments.of(chunked + "00A\r\nhellohello\r\n0\r\n\r\n", "200 hellohello"),
        Arguments.of(
            interim("100 Continue") + interim("103 Early Hints") + whole("hello"), "200 hello"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void anAnswerIsReadAsHttpMeansIt(String answer, String outcome) throws Exception {
    Peer peer =
        peer(
            client -> {
              assertThat(client.request()).isNotEmpty();
              client.say(answer);
            });
    assertThat(ask(peer.uri("http")).outcome()).isEqualTo(outcome);
  }

  @Test
  void theHeadersOfAnAnswerHaveLowerCaseNamesAndTheirFirstValues() throws Exception {
    Peer peer =
        peer(
            client -> {
              assertThat(client.request()).isNotEmpty();
              client.say("HTTP/1.1 200 OK\r\nX-Request-ID: \t7 \r\nX-Two: a\r\nx-two: b\r\n");
              client.say("Content-Length: 0\r\n\r\n");
            });
    Hearing hearing = ask(peer.uri("http"));
    assertThat(hearing.outcome()).isEqualTo("200 ");
    assertThat(hearing.head.join().headers()).containsEntry("x-request-id", "7");
    assertThat(hearing.head.join().header("X-Two")).contains("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void largeBodiesTravelBothWays(String scheme) throws Exception {
    String large = "x".repeat(3_000_000);
    Peer peer = peer(scheme, client -> client.answerAll(large));
    Hearing hearing = ask(peer.uri(scheme), large, new Hearing());
    assertThat(hearing.outcome()).hasSize(4 + large.length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void whoStopsReadingStopsTheSocketAndLosesNothing(String scheme) throws Exception {
    String large = "0123456789".repeat(2_000_000);
    Peer peer = peer(scheme, client -> client.answerAll(large));
    Hearing hearing = new Hearing();
    hearing.ready = false;
    ask(peer.uri(scheme), "{}", hearing);
    assertThat(hearing.head.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
    // One read at most has come; nothing more comes however long it is left.
    assertThat(hearing.isOver()).isFalse();
    assertThat(hearing.bytes.get()).isLessThanOrEqualTo(128 * 1024);
    hearing.ready = true;
    while (!hearing.isOver()) {
      hearing.exchange().resume();
      Thread.onSpinWait();
    }
    assertThat(hearing.outcome()).isEqualTo("200 " + large);
  }

  @Test
  void whoBecomesReadyWhileBeingAskedIsReadOnWithoutBeingToldTwice() throws Exception {
    String large = "0123456789".repeat(300_000);
    Peer peer = peer(client -> client.answerAll(large));
    AtomicInteger asked = new AtomicInteger();
    Hearing hearing =
        new Hearing() {
          @Override
          protected boolean readyAsked() {
            boolean now = asked.incrementAndGet() % 3 == 0;
            if (!now) {
              // From within the question, and from another thread right after it.
              exchange().resume();
              Thread.ofVirtual().start(exchange()::resume);
            }
            return now;
          }
        };
    ask(peer.uri("http"), "{}", hearing);
    while (!hearing.isOver()) {
      hearing.exchange().resume();
      Thread.onSpinWait();
    }
    assertThat(hearing.outcome()).isEqualTo("200 " + large);
  }

  // What breaks.

  static Stream<Arguments> breaks() {
    return Stream.of(
        Arguments.of("", "LOST it was closed before an answer began"),
        Arguments.of("HTTP/1.1 200 OK\r\nContent-Le", "LOST it was closed in mid-answer"),
        Arguments.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
            "LOST it was closed in mid-answer"),
        Arguments.of(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            "LOST it was closed in mid-answer"));
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void aConnectionThatEndsTooEarlyIsLost(String answer, String outcome) throws Exception {
    Peer peer =
        peer(
            client -> {
              assertThat(client.request()).isNotEmpty();
              client.say(answer);
            });
    assertThat(ask(peer.uri("http")).outcome()).isEqualTo(outcome);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno!\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhello",
      })
  void whatIsNoHttpIsSaidWithoutItsBytes(String answer) throws Exception {
    Peer peer =
        peer(
            client -> {
              assertThat(client.request()).isNotEmpty();
              client.say(answer);
              client.awaitLeft();
            });
    assertThat(ask(peer.uri("http")).outcome())
        .startsWith("PROTOCOL ")
        .doesNotContain("Exception", "SSH", "five", "no!");
  }

  @Test
  void aResetIsLost() throws Exception {
    Peer peer =
        peer(
            client -> {
              assertThat(client.request()).isNotEmpty();
              client.reset();
            });
    assertThat(ask(peer.uri("http")).outcome()).startsWith("LOST ").doesNotContain("Exception");
  }

  @Test
  void closingTheTransportEndsWhatIsOpenAndLetsNothingBeOpened() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    Peer peer =
        peer(
            client -> {
              assertThat(client.request()).isNotEmpty();
              client.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
              client.awaitLeft();
              left.countDown();
            });
    Hearing hearing = ask(peer.uri("http"));
    assertThat(hearing.head.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
    transport().close();
    assertThat(hearing.outcome()).isEqualTo("LOST the transport was closed");
    await(left);
    assertThatThrownBy(() -> ask(peer.uri("http")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this transport is closed");
  }

  // Release.

  @Test
  void anExchangeThatIsReleasedSaysNothingMoreAndLeavesItsConnectionIfItsAnswerEndsSoon()
      throws Exception {
    // Soon is a matter of time: a machine that stands still then is given another chance.
    boolean left = false;
    for (long millis = 60; !left && millis < 10_000; millis *= 2) {
      left = leavesItsConnection(millis);
    }
    assertThat(left).isTrue();
  }

  private boolean leavesItsConnection(long millis) throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    Peer peer =
        peer(
            client -> {
              while (!client.request().isEmpty()) {
                client.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                Peer.await(released);
                client.say("world");
              }
            });
    Hearing first = firstBytesOf(peer);
    first.mustBeSilent();
    first.exchange().release();
    released.countDown();
    for (int i = 0; i < 3; i++) {
      Thread.sleep(millis); // The connection is given back some time after the end has been sent.
      assertThat(ask(peer.uri("http")).outcome()).isEqualTo("200 helloworld");
    }
    return peer.connections() == 1;
  }

  @Test
  void anExchangeThatIsReleasedIsClosedIfItsAnswerGoesOn() throws Exception {
    CountDownLatch left = new CountDownLatch(2);
    Peer peer =
        peer(
            client -> {
              String body = client.request().contains("flood") ? "x".repeat(1_000_000) : "";
              client.say("HTTP/1.1 200 OK\r\n\r\nhello");
              try {
                while (!body.isEmpty()) {
                  client.say(body);
                }
              } finally {
                client.awaitLeft();
                left.countDown();
              }
            });
    Hearing silent = firstBytesOf(peer);
    silent.mustBeSilent();
    silent.exchange().release();

    Hearing flooded = new Hearing();
    flooded.ready = false;
    ask(transport(Map.of()), URI.create(peer.uri("http") + "/flood"), "{}", flooded);
    assertThat(flooded.head.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
    flooded.exchange().release();
    await(left);
  }

  /** Asks, and waits for the first bytes of the answer. */
  private Hearing firstBytesOf(Peer peer) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Hearing hearing =
        ask(
            peer.uri("http"),
            "{}",
            new Hearing() {
              @Override
              protected void bytesHeard() {
                begun.countDown();
              }
            });
    await(begun);
    return hearing;
  }

  // The time to connect.

  @Test
  @EnabledOnOs(OS.LINUX)
  void noConnectionInTimeIsAConnectTimeout() throws Exception {
    try (SilentPort port = SilentPort.open()) {
      HttpCall call =
          HttpCall.post(URI.create("http://127.0.0.1:" + port.port() + "/"), "{}")
              .connectingWithin(Duration.ofMillis(200));
      assertThat(ask(transport(), call, new Hearing()).outcome())
          .isEqualTo("CONNECT_TIMEOUT connect timed out");
    }
  }

  static Stream<Arguments> calls() {
    URI nowhere = URI.create("http://nowhere.invalid/");
    return Stream.of(
        Arguments.of(HttpCall.post(nowhere, "{}")),
        Arguments.of(HttpCall.post(nowhere, "")),
        Arguments.of(HttpCall.get(nowhere)));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void aHandshakeThatStallsIsAConnectTimeoutAndItsConnectionIsClosed(HttpCall one)
      throws Exception {
    if (one.method() == HttpCall.Method.GET) {
      needs(Ability.GET_CONNECT_TIMEOUT);
    }
    AtomicInteger left = new AtomicInteger();
    Peer peer =
        peer(
            client -> {
              client.awaitLeft();
              left.incrementAndGet();
            });
    // On a machine that is busy the time may be over before there is a connection to close.
    for (long millis = 300; peer.connections() == 0 && millis < 20_000; millis *= 2) {
      HttpCall call = one.to(peer.uri("https")).connectingWithin(Duration.ofMillis(millis));
      assertThat(ask(transport(), call, new Hearing()).outcome())
          .isEqualTo("CONNECT_TIMEOUT connect timed out");
    }
    while (left.get() == 0 || left.get() < peer.connections()) {
      pause();
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void theTimeToConnectIsOverOnceThereIsAConnection(HttpCall one) throws Exception {
    AtomicBoolean waits = new AtomicBoolean();
    Peer peer =
        peer(
            client -> {
              while (!client.request().isEmpty()) {
                for (int i = 0; waits.get() && i < 30; i++) {
                  pause();
                }
                client.answer("late");
              }
            });
    // Once before, so that nothing but connecting takes time.
    assertThat(ask(peer.uri("http")).outcome()).isEqualTo("200 late");
    waits.set(true);
    HttpCall call = one.to(peer.uri("http")).connectingWithin(Duration.ofSeconds(1));
    assertThat(ask(transport(), call, new Hearing()).outcome()).isEqualTo("200 late");
  }
}
