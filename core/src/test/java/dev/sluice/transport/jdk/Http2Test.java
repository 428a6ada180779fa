package dev.sluice.transport.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.SelfSigned;
import dev.sluice.spi.transport.Ability;
import dev.sluice.spi.transport.Hearing;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.Peer;
import dev.sluice.spi.transport.Transport;
import dev.sluice.testing.Eventually;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only this transport can: HTTP/2. */
@Timeout(60)
class Http2Test {
  private static final SelfSigned CERTIFICATE = SelfSigned.make();

  private final Transport transport =
      JdkTransport.create(Map.of(), MachineTimer.INSTANCE, CERTIFICATE::context);

  @AfterEach
  void close() {
    transport.close();
  }

  private Hearing ask(URI uri) {
    Hearing hearing = new Hearing();
    transport.open(HttpCall.post(uri, "{}").connectingWithin(Duration.ofSeconds(15)), hearing);
    return hearing;
  }

  private static Http2Peer.Asked next(Http2Peer peer) throws InterruptedException {
    Http2Peer.Asked asked = peer.asked.poll(20, TimeUnit.SECONDS);
    assertThat(asked).as("a request").isNotNull();
    return asked;
  }

  @Test
  void exchangesShareAConnectionAndEachHasItsOwnEnd() throws Exception {
    assertThat(transport.abilities()).contains(Ability.HTTP_2);
    try (Http2Peer peer = Http2Peer.start(CERTIFICATE.context(), 100)) {
      Hearing first = ask(peer.uri());
      Http2Peer.Asked one = next(peer);
      one.head();
      one.say("hel", false);
      Hearing second = ask(peer.uri());
      Http2Peer.Asked two = next(peer);
      two.head();
      two.say("second", true);
      assertThat(second.outcome()).isEqualTo("200 second");
      one.say("lo", true);
      assertThat(first.outcome()).isEqualTo("200 hello");
      assertThat(first.head.join().headers()).isEmpty();
      assertThat(peer.protocols).containsExactly("h2");
    }
  }

  @Test
  void aCancelEndsItsOwnStreamAlone() throws Exception {
    try (Http2Peer peer = Http2Peer.start(CERTIFICATE.context(), 100)) {
      Hearing cancelled = ask(peer.uri());
      Http2Peer.Asked one = next(peer);
      one.head();
      one.say("half", false);
      Hearing other = ask(peer.uri());
      Http2Peer.Asked two = next(peer);
      Eventually.await("the half", () -> cancelled.bytes.get() == 4);
      cancelled.mustBeSilent();
      cancelled.exchange().cancel();
      assertThat(peer.givenUp.poll(20, TimeUnit.SECONDS)).isEqualTo(one.stream());
      two.head();
      two.say("hello", true);
      assertThat(other.outcome()).isEqualTo("200 hello");
      assertThat(cancelled.breaches()).isEmpty();
    }
  }

  @Test
  void aStreamThatTheServerGivesUpIsLost() throws Exception {
    try (Http2Peer peer = Http2Peer.start(CERTIFICATE.context(), 100)) {
      Hearing hearing = ask(peer.uri());
      Http2Peer.Asked asked = next(peer);
      asked.head();
      asked.say("half", false);
      asked.reset();
      assertThat(hearing.outcome()).startsWith("LOST ").doesNotContain("Exception");
    }
  }

  @Test
  void aStreamThatTheServersLimitLeavesNoRoomForGetsAConnectionOfItsOwn() throws Exception {
    try (Http2Peer peer = Http2Peer.start(CERTIFICATE.context(), 1)) {
      Hearing first = ask(peer.uri());
      Http2Peer.Asked one = next(peer);
      one.head();
      one.say("hel", false);
      first.head.get(20, TimeUnit.SECONDS);
      assertThat(ask(peer.uri()).outcome()).isEqualTo("200 one");
      assertThat(peer.protocols).hasSize(2).startsWith("h2").doesNotHaveDuplicates();
      one.say("lo", true);
      assertThat(first.outcome()).isEqualTo("200 hello");
    }
  }

  @Test
  void withoutTlsNoServerIsAskedForAnUpgrade() throws Exception {
    List<String> heads = new CopyOnWriteArrayList<>();
    try (Peer peer = Peer.start(client -> client.answerAll("hello", heads))) {
      assertThat(ask(peer.uri("http")).outcome()).isEqualTo("200 hello");
      assertThat(heads.getFirst()).doesNotContainIgnoringCase("upgrade");
    }
  }
}
