package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.FromEnvironment;
import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.Peer;
import dev.sluice.testing.Eventually;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is known of a loop's rounds: when all is read that had come, and when none is made. */
@Timeout(240)
class RoundsTest {

  @Test
  void whatHasComeIsToldBeforeATaskThatAskedForIt() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch said = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  String line = client.request();
                  client.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
                  if (line.startsWith("POST /late")) {
                    Peer.await(blocked);
                    client.say("12345");
                    said.countDown();
                  } else {
                    client.say("12345");
                  }
                  Peer.await(goOn);
                  client.in().read();
                });
        NioTransport transport = FromEnvironment.nio(Map.of())) {
      Heard late = new Heard();
      Exchanges.start(transport, peer.uri("http").resolve("/late"), "{}", late);
      assertThat(late.head.get(60, TimeUnit.SECONDS)).isEqualTo(200);
      Heard blocking =
          new Heard() {
            @Override
            public void onBytes(ByteBuffer more) {
              blocked.countDown();
              awaitQuietly(goOn);
            }
          };
      Exchanges.start(transport, peer.uri("http"), "{}", blocking);
      awaitQuietly(said);
      CompletableFuture<Long> had = new CompletableFuture<>();
      late.exchange().whenRead(() -> had.complete(late.bytes.get()));
      assertThat(had).as("the loop is held up").isNotDone();
      goOn.countDown();
      assertThat(had.get(60, TimeUnit.SECONDS)).isEqualTo(5);
    }
  }

  @Test
  void aFullRoundIsFollowedByAnotherOne() {
    ReadWaits waits = new ReadWaits();
    List<String> ran = new ArrayList<>();
    waits.add(() -> ran.add("first"));
    waits.onRound(1024, 3000);
    waits.add(() -> ran.add("second"));
    waits.onRound(1024, 3000);
    assertThat(ran).isEmpty();
    waits.onRound(7, 3000);
    assertThat(ran).containsExactly("first");
    assertThat(waits.any()).as("another round is due").isTrue();
    waits.onRound(0, 3000);
    assertThat(ran).containsExactly("first", "second");
    assertThat(waits.any()).isFalse();
  }

  @Test
  void fullRoundsWithoutEndReadEverySocketAfterAll() {
    ReadWaits waits = new ReadWaits();
    List<String> ran = new ArrayList<>();
    waits.add(() -> ran.add("at last"));
    int rounds = 0;
    while (ran.isEmpty()) {
      waits.onRound(255, 1000);
      rounds++;
    }
    assertThat(rounds).isBetween(1000 / 255 + 1, 10);
  }

  @Test
  void aListenerThatHoldsUpItsLoopIsReportedOnceWithItsStack() throws Exception {
    KeptLog log = new KeptLog();
    CountDownLatch goOn = new CountDownLatch(1);
    try (Peer peer = Peer.start(Exchanges.PLAIN, client -> client.answerAll("hello"));
        NioTransport transport =
            NioTransport.create(
                Map.of(), NioTransport.Setting.of(MachineTimer.INSTANCE).loggingTo(log))) {
      Heard blocking =
          new Heard() {
            @Override
            public void onBytes(ByteBuffer more) {
              awaitQuietly(goOn);
              super.onBytes(more);
            }
          };
      Exchanges.start(transport, peer.uri("http"), "{}", blocking);
      KeptLog.Line reported = log.lines.poll(60, TimeUnit.SECONDS);
      assertThat(reported).isNotNull();
      assertThat(reported.level()).isEqualTo(System.Logger.Level.WARNING);
      assertThat(reported.message())
          .startsWith("an inline callback or listener holds up the event loop sluice-io-0 ");
      assertThat(Objects.requireNonNull(reported.thrown()).getStackTrace())
          .anyMatch(frame -> frame.getMethodName().equals("awaitQuietly"));
      assertThat(log.lines.poll(1500, TimeUnit.MILLISECONDS)).as("once").isNull();
      goOn.countDown();
      assertThat(blocking.outcome()).isEqualTo("200 hello");
    }
  }

  @Test
  void whileNoExchangeIsOpenNobodyLooksAfterALoop() throws Exception {
    OpenAlarms alarms = new OpenAlarms();
    try (Peer peer =
            Peer.start(
                Exchanges.PLAIN,
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  client.say("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
                });
        NioTransport transport =
            NioTransport.create(Map.of(), NioTransport.Setting.of(alarms).onLoops(1))) {
      assertThat(Exchanges.ask(transport, peer.uri("http"), "{}").outcome()).isEqualTo("200 hello");
      Eventually.await("no alarm is left", () -> alarms.count() == 0);
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
