package dev.sluice.transport.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.SelfSigned;
import dev.sluice.spi.transport.Hearing;
import dev.sluice.spi.transport.Http2Peer;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.MachineTimer;
import dev.sluice.spi.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the JDK's client spreads streams over connections of HTTP/2. */
@Timeout(240)
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
    Http2Peer.Asked asked = peer.asked.poll(60, TimeUnit.SECONDS);
    assertThat(asked).as("a request").isNotNull();
    return asked;
  }

  @Test
  void aStreamThatTheServersLimitLeavesNoRoomForGetsAConnectionOfItsOwn() throws Exception {
    try (Http2Peer peer = Http2Peer.start(CERTIFICATE.context(), 1)) {
      Hearing first = ask(peer.uri());
      Http2Peer.Asked one = next(peer);
      one.head();
      one.say("hel", false);
      first.head.get(60, TimeUnit.SECONDS);
      assertThat(ask(peer.uri()).outcome()).isEqualTo("200 one");
      assertThat(peer.protocols).hasSize(2).startsWith("h2").doesNotHaveDuplicates();
      one.say("lo", true);
      assertThat(first.outcome()).isEqualTo("200 hello");
    }
  }
}
