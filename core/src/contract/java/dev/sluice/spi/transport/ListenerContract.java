package dev.sluice.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.SilentPort;
import dev.sluice.spi.transport.Doing.Where;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listener can do to its exchange, and cannot do to any other: cancel, throw, block. */
public abstract class ListenerContract extends TransportCase {
  /** Less than a listener that is held up waits in these tests. */
  private static final int WITHOUT_WAITING_SECONDS = 15;

  /** Keeps in which order it hears of its connection and of the head, if it wants the times. */
  private static class Timed extends Hearing {
    final List<String> said = new CopyOnWriteArrayList<>();
    private final boolean wants;

    Timed(boolean wants) {
      this.wants = wants;
    }

    @Override
    public boolean wantsTimes() {
      return wants;
    }

    @Override
    public void onConnected(Connected how) {
      said.add("connected");
      connectionHeard();
    }

    @Override
    protected void headHeard(ResponseHead said) {
      this.said.add("head");
    }

    void connectionHeard() {}
  }

  /** For those who keep it. */
  protected ListenerContract() {}

  // The connection.

  @Test
  void whoWantsToHearOfTheConnectionDoesBeforeTheHeadAndNobodyElse() throws Exception {
    Peer peer = peer(client -> client.answerAll("hello"));
    Timed wanting = ask(peer.uri("http"), "{}", new Timed(true));
    assertThat(wanting.outcome()).isEqualTo("200 hello");
    assertThat(wanting.said).containsExactly("connected", "head");
    Timed other = ask(peer.uri("http"), "{}", new Timed(false));
    assertThat(other.outcome()).isEqualTo("200 hello");
    assertThat(other.said).containsExactly("head");
  }

  @Test
  void aListenerThatThrowsWhenItHearsOfItsConnectionEndsItsOwnExchangeAlone() throws Exception {
    Peer peer = peer(client -> client.answerAll("hello"));
    Timed thrower =
        new Timed(true) {
          @Override
          void connectionHeard() {
            throw new IllegalStateException("on purpose");
          }
        };
    assertThat(ask(peer.uri("http"), "{}", thrower).outcome()).matches("DEFECT .*on purpose.*");
    assertThat(ask(peer.uri("http")).outcome()).isEqualTo("200 hello");
  }

  @Test
  void aListenerMayCancelWhenItHearsOfItsConnection() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    Peer peer =
        peer(
            client -> {
              client.awaitLeft();
              left.countDown();
            });
    Timed canceller =
        new Timed(true) {
          @Override
          void connectionHeard() {
            exchange().cancel();
            mustBeSilent();
          }
        };
    ask(peer.uri("http"), "{}", canceller);
    await(left);
  }

  // Cancel.

  @Test
  void nothingIsSentForAnExchangeThatIsCancelledWhenItIsHandedOver() throws Exception {
    List<String> heads = new CopyOnWriteArrayList<>();
    Peer peer = peer(client -> client.answerAll("hello", heads));
    assertThat(ask(peer.uri("http")).outcome()).isEqualTo("200 hello");
    Hearing cancelled =
        new Hearing() {
          @Override
          protected void opened(Exchange given) {
            given.cancel();
            mustBeSilent();
          }
        };
    ask(URI.create(peer.uri("http") + "/cancelled"), "{}", cancelled);
    assertThat(ask(peer.uri("http")).outcome()).isEqualTo("200 hello");
    assertThat(heads).hasSize(2).noneMatch(head -> head.contains("cancelled"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aCancelWhileConnectingSaysNothingMore() throws Exception {
    try (SilentPort port = SilentPort.open()) {
      Hearing hearing = ask(URI.create("http://127.0.0.1:" + port.port() + "/"));
      Thread.sleep(50);
      hearing.mustBeSilent();
      hearing.exchange().cancel();
    }
    // Whatever the port's end brings has come before another exchange is over.
    Peer peer = peer(client -> client.answerAll("hello"));
    assertThat(ask(peer.uri("http")).outcome()).isEqualTo("200 hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"accepted", "asked", "head", "body"})
  void aCancelClosesTheConnectionInAnyPhase(String phase) throws Exception {
    CountDownLatch there = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    Peer peer =
        peer(
            client -> {
              if (!phase.equals("accepted")) {
                assertThat(client.request()).isNotEmpty();
              }
              if (phase.equals("head") || phase.equals("body")) {
                client.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
              }
              if (phase.equals("body")) {
                client.say("half");
              }
              there.countDown();
              client.awaitLeft();
              left.countDown();
            });
    // TLS has not begun where the peer only accepts.
    Hearing hearing = ask(peer.uri(phase.equals("accepted") ? "https" : "http"));
    await(there);
    do {
      pause();
    } while (!hears(hearing, phase));
    hearing.mustBeSilent();
    hearing.exchange().cancel();
    await(left);
  }

  /** Whether it has heard all that it hears until this phase. */
  private static boolean hears(Hearing hearing, String phase) {
    return switch (phase) {
      case "head" -> hearing.head.isDone();
      case "body" -> hearing.bytes.get() == 4;
      default -> true;
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = Where.class,
      names = {"HEAD", "BYTES", "READY"})
  void aListenerMayCancelInsideItsOwnCall(Where where) throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    Peer peer =
        peer(
            client -> {
              assertThat(client.request()).isNotEmpty();
              client.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
              client.awaitLeft();
              left.countDown();
            });
    ask(
        peer.uri("http"),
        "{}",
        new Doing(
            where,
            self -> {
              self.exchange().cancel();
              self.mustBeSilent();
            }));
    await(left);
  }

  @ParameterizedTest
  @EnumSource(
      value = Where.class,
      names = {"HEAD", "BYTES"})
  void aCancelWaitsForNoListenerAndItsPeerSeesItAtOnce(Where where) throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    CountDownLatch inCall = new CountDownLatch(1);
    CountDownLatch letGo = new CountDownLatch(1);
    Peer peer =
        peer(
            client -> {
              assertThat(client.request()).isNotEmpty();
              client.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
              client.awaitLeft();
              left.countDown();
            });
    Hearing hearing =
        ask(
            peer.uri("http"),
            "{}",
            new Doing(
                where,
                self -> {
                  inCall.countDown();
                  quietly(letGo);
                }));
    await(inCall);
    hearing.mustBeSilent();
    try {
      Thread cancelling = Thread.ofPlatform().daemon().start(hearing.exchange()::cancel);
      assertThat(cancelling.join(Duration.ofSeconds(WITHOUT_WAITING_SECONDS))).isTrue();
      if (where == Where.BYTES) {
        assertThat(left.await(WITHOUT_WAITING_SECONDS, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      letGo.countDown();
    }
    await(left);
  }

  /** On a connection that had been used; on one that ends by itself it would be sent again. */
  @Test
  void aCancelIsTheLastOfAnExchangeWhoseConnectionItEnds() throws Exception {
    Peer peer =
        peer(
            client -> {
              String head = client.request();
              for (; !head.isEmpty() && !head.contains("cancelled"); head = client.request()) {
                client.answer("hello");
              }
              client.awaitLeft();
            });
    for (int i = 0; i < 100; i++) {
      assertThat(ask(peer.uri("http")).outcome()).isEqualTo("200 hello");
      Hearing cancelled = ask(URI.create(peer.uri("http") + "/cancelled"));
      for (int spins = 20 * i; spins > 0; spins--) {
        Thread.onSpinWait();
      }
      cancelled.mustBeSilent();
      cancelled.exchange().cancel();
    }
  }

  @Test
  void cancelsFromManyThreadsLeaveNoConnectionAndSayNothingAfterThem() throws Exception {
    int exchanges = 100;
    CountDownLatch left = new CountDownLatch(exchanges);
    Peer peer =
        peer(
            client -> {
              try {
                if (!client.request().isEmpty()) {
                  client.say("HTTP/1.1 200 OK\r\n\r\n");
                  while (left.getCount() > 0) {
                    client.say("more and more of it");
                  }
                }
              } finally {
                client.awaitLeft();
                left.countDown();
              }
            });
    for (int i = 0; i < exchanges; i++) {
      CountDownLatch begun = new CountDownLatch(1);
      Hearing hearing =
          ask(peer.uri("http"), "{}", new Doing(Where.BYTES, self -> begun.countDown()));
      await(begun);
      Thread one = Thread.ofVirtual().start(hearing.exchange()::cancel);
      Thread other = Thread.ofVirtual().start(hearing.exchange()::cancel);
      one.join();
      other.join();
    }
    await(left);
  }

  // Throw.

  @ParameterizedTest
  @EnumSource(Where.class)
  void aListenerThatThrowsEndsItsOwnExchangeAloneAndOnce(Where where) throws Exception {
    for (Throwable thrown :
        List.of(new IllegalStateException("on purpose"), new StackOverflowError("on purpose"))) {
      CountDownLatch asked = new CountDownLatch(2);
      CountDownLatch done = between(where);
      Peer peer =
          peer(
              client -> {
                assertThat(client.request()).isNotEmpty();
                asked.countDown();
                Peer.await(asked);
                sayInTwo(client, done);
              });
      Hearing thrower =
          ask(
              peer.uri("http"),
              "{}",
              new Doing(
                  where,
                  self -> {
                    done.countDown();
                    doThrow(thrown);
                  }));
      Hearing other = ask(peer.uri("http"));
      assertThat(other.outcome()).isEqualTo("200 hello");
      assertThat(thrower.outcome())
          .satisfies(
              said -> {
                if (where == Where.END) {
                  assertThat(said).isEqualTo("200 hello");
                } else {
                  assertThat(said).matches("(LOST|DEFECT) .*on purpose.*");
                }
              });
      Peer after = peer(client -> client.answerAll("after"));
      assertThat(ask(after.uri("http")).outcome()).isEqualTo("200 after");
    }
  }

  private static void doThrow(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }

  @Test
  void aListenerThatThrowsWhenItHearsOfAFailureHurtsNobody() throws Exception {
    Peer peer = peer(Peer.Client::head);
    Hearing thrower =
        ask(
            peer.uri("http"),
            "{}",
            new Doing(
                Where.END,
                self -> {
                  throw new IllegalStateException("on purpose");
                }));
    assertThat(thrower.outcome()).startsWith("LOST ");
    Peer after = peer(client -> client.answerAll("after"));
    assertThat(ask(after.uri("http")).outcome()).isEqualTo("200 after");
  }

  // Whatever else.

  @ParameterizedTest
  @EnumSource(Where.class)
  void aListenerMayInterruptItsThread(Where where) throws Exception {
    CountDownLatch done = between(where);
    Peer peer = peer(client -> answerInTwo(client, done));
    Hearing hearing =
        ask(
            peer.uri("http"),
            "{}",
            new Doing(
                where,
                self -> {
                  Thread.currentThread().interrupt();
                  done.countDown();
                }));
    assertThat(hearing.outcome()).isEqualTo("200 hello");
    for (int i = 0; i < 3; i++) {
      assertThat(ask(peer.uri("http")).outcome()).isEqualTo("200 hello");
    }
  }

  @ParameterizedTest
  @EnumSource(Where.class)
  void aListenerMayOpenAnotherExchangeInsideItsCall(Where where) throws Exception {
    CountDownLatch done = between(where);
    Peer peer = peer(client -> answerInTwo(client, done));
    Hearing second = new Hearing();
    Hearing first =
        ask(
            peer.uri("http"),
            "{}",
            new Doing(
                where,
                self -> {
                  ask(peer.uri("http"), "{}", second);
                  done.countDown();
                }));
    assertThat(first.outcome()).isEqualTo("200 hello");
    assertThat(second.outcome()).isEqualTo("200 hello");
  }

  @Test
  void theControlOfAnExchangeThatIsOverDoesNothing() throws Exception {
    Peer peer = peer(client -> client.answerAll("hello"));
    Hearing over = ask(peer.uri("http"));
    assertThat(over.outcome()).isEqualTo("200 hello");
    over.exchange().cancel();
    over.exchange().release();
    over.exchange().resume();
    CountDownLatch ran = new CountDownLatch(1);
    over.exchange().whenRead(ran::countDown);
    await(ran);
    assertThat(ask(peer.uri("http")).outcome()).isEqualTo("200 hello");
    assertThat(peer.connections()).isEqualTo(1);
  }

  /** What the second half of an answer waits for: all that is not done at its end. */
  private static CountDownLatch between(Where where) {
    return new CountDownLatch(where == Where.END ? 0 : 1);
  }

  /** Answers every request. */
  private static void answerInTwo(Peer.Client client, CountDownLatch between) throws IOException {
    while (!client.request().isEmpty()) {
      sayInTwo(client, between);
    }
  }

  /** The second half once the first has been heard: where nothing is left nobody asks for more. */
  private static void sayInTwo(Peer.Client client, CountDownLatch between) throws IOException {
    client.say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
    Peer.await(between);
    client.say("llo");
  }

  private static void quietly(CountDownLatch latch) {
    try {
      await(latch);
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
