package dev.sluice.transport.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.SelfSigned;
import dev.sluice.spi.transport.FromEnvironment;
import dev.sluice.spi.transport.HandTimer;
import dev.sluice.spi.transport.Hearing;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.Peer;
import dev.sluice.spi.transport.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What this transport owes to being built on the JDK's client. */
@Timeout(240)
class JdkExchangeTest {
  private static final InheritableThreadLocal<String> TENANT = new InheritableThreadLocal<>();

  private final Transport transport = FromEnvironment.jdk(Map.of(), MachineTimer.INSTANCE);

  @AfterEach
  void close() {
    transport.close();
  }

  private <H extends Hearing> H ask(Peer peer, H hearing) {
    return ask(transport, peer, hearing);
  }

  private static <H extends Hearing> H ask(Transport transport, Peer peer, H hearing) {
    transport.open(
        HttpCall.post(peer.uri("http"), "{}").connectingWithin(Duration.ofSeconds(15)), hearing);
    return hearing;
  }

  @Test
  void theFileThatSslCertFileNamesIsTrustedOnceItIsThere(@TempDir Path folder) throws Exception {
    SelfSigned certificate = SelfSigned.make();
    Path file = folder.resolve("trusted.pem");
    try (Peer peer =
            Peer.start(
                certificate.context().getServerSocketFactory(),
                client -> client.answerAll("hello"));
        Transport trusting =
            FromEnvironment.jdk(Map.of("SSL_CERT_FILE", file.toString()), MachineTimer.INSTANCE)) {
      HttpCall call =
          HttpCall.post(peer.uri("https"), "{}").connectingWithin(Duration.ofSeconds(15));
      Hearing early = new Hearing();
      trusting.open(call, early);
      assertThat(early.outcome())
          .startsWith("UNTRUSTED the file of trusted certificates " + file)
          .contains("SSL_CERT_FILE");
      Files.writeString(file, certificate.pem());
      Hearing later = new Hearing();
      trusting.open(call, later);
      assertThat(later.outcome()).isEqualTo("200 hello");
    }
  }

  @Test
  void aPlainAddressIsReachedWhateverIsWrongWithTheTrustedCertificates() throws Exception {
    try (Peer peer = Peer.start(client -> client.answerAll("hello"));
        Transport untrusting =
            FromEnvironment.jdk(Map.of("SSL_CERT_FILE", "/no/such.pem"), MachineTimer.INSTANCE)) {
      Hearing hearing = new Hearing();
      untrusting.open(
          HttpCall.post(peer.uri("http"), "{}").connectingWithin(Duration.ofSeconds(15)), hearing);
      assertThat(hearing.outcome()).isEqualTo("200 hello");
    }
  }

  @Test
  void whatHasArrivedIsToldBeforeATaskThatWaitsForIt() throws Exception {
    CountDownLatch inCall = new CountDownLatch(1);
    CountDownLatch letGo = new CountDownLatch(1);
    HandTimer timer = new HandTimer();
    List<String> order = new CopyOnWriteArrayList<>();
    try (Peer peer =
            Peer.start(
                client -> {
                  assertThat(client.request()).isNotEmpty();
                  client.say("HTTP/1.1 200 OK\r\n\r\nfirst");
                  Peer.await(inCall);
                  client.say("second");
                  client.awaitLeft();
                });
        Transport byHand = FromEnvironment.jdk(Map.of(), timer)) {
      Hearing hearing =
          ask(
              byHand,
              peer,
              new Hearing() {
                @Override
                protected void bytesHeard() {
                  inCall.countDown();
                  try {
                    assertThat(letGo.await(60, TimeUnit.SECONDS)).isTrue();
                  } catch (InterruptedException impossible) {
                    throw new IllegalStateException(impossible);
                  }
                  order.add(text());
                }
              });
      assertThat(inCall.await(60, TimeUnit.SECONDS)).isTrue();
      CountDownLatch ran = new CountDownLatch(1);
      hearing
          .exchange()
          .whenRead(
              () -> {
                order.add("the task");
                ran.countDown();
              });
      // No longer for more to come: it goes on waiting for the call that is under way.
      timer.ring();
      assertThat(order).isEmpty();
      letGo.countDown();
      assertThat(ran.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(order).startsWith("200 first").contains("the task");
      hearing.exchange().cancel();
    }
  }

  @Test
  void noThreadThatCallsAListenerInheritsFromWhoeverOpened() throws Exception {
    ClassLoader mine = new ClassLoader(getClass().getClassLoader()) {};
    List<String> inherited = new CopyOnWriteArrayList<>();
    try (Peer peer = Peer.start(client -> client.answerAll("hello"));
        Peer gone = Peer.start(Peer.Client::head)) {
      Thread opening =
          Thread.ofPlatform()
              .start(
                  () -> {
                    Thread.currentThread().setContextClassLoader(mine);
                    TENANT.set("A");
                    ask(peer, looking(mine, inherited));
                    ask(gone, looking(mine, inherited));
                  });
      opening.join();
      assertThat(ask(peer, new Hearing()).outcome()).isEqualTo("200 hello");
      assertThat(inherited).isEmpty();
    }
  }

  private static Hearing looking(ClassLoader mine, List<String> inherited) {
    return new Hearing() {
      @Override
      protected void bytesHeard() {
        look("bytes");
      }

      @Override
      protected void endHeard() {
        look("the end");
      }

      private void look(String where) {
        if (TENANT.get() != null || mine.equals(Thread.currentThread().getContextClassLoader())) {
          inherited.add(where + " on " + Thread.currentThread());
        }
      }
    };
  }

  @Test
  void closingLeavesNoThreadOfTheClient() throws Exception {
    try (Peer peer = Peer.start(client -> client.answerAll("hello"))) {
      assertThat(ask(peer, new Hearing()).outcome()).isEqualTo("200 hello");
    }
    List<Thread> ofClient =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("HttpClient-"))
            .toList();
    assertThat(ofClient).isNotEmpty();
    transport.close();
    for (Thread thread : ofClient) {
      assertThat(thread.join(Duration.ofSeconds(20))).as("%s", thread).isTrue();
    }
  }

  @Test
  void aTransportThatNobodyUsesMakesNoClient() {
    long before = clients();
    try (Transport unused = FromEnvironment.jdk(Map.of(), MachineTimer.INSTANCE)) {
      assertThat(unused.abilities()).isNotEmpty();
      assertThat(clients()).isLessThanOrEqualTo(before);
    }
  }

  private static long clients() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("HttpClient-"))
        .count();
  }
}
