package dev.sluice.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a transport does over HTTP/2, if it says that it speaks it. */
public abstract class Http2Contract extends TransportCase {

  /** For those who keep it. */
  protected Http2Contract() {}

  private Http2Peer peer() throws Exception {
    return closing(Http2Peer.start(trusted(), 100));
  }

  /** The next request that it gets. */
  protected static Http2Peer.Asked next(Http2Peer peer) throws InterruptedException {
    Http2Peer.Asked asked = peer.asked.poll(60, TimeUnit.SECONDS);
    assertThat(asked).as("a request").isNotNull();
    return asked;
  }

  @Test
  void exchangesShareAConnectionAndEachHasItsOwnEnd() throws Exception {
    needs(Ability.HTTP_2);
    Http2Peer peer = peer();
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

  @Test
  void aCancelEndsItsOwnStreamAlone() throws Exception {
    needs(Ability.HTTP_2);
    Http2Peer peer = peer();
    Hearing cancelled = ask(peer.uri());
    Http2Peer.Asked one = next(peer);
    one.head();
    one.say("half", false);
    Hearing other = ask(peer.uri());
    Http2Peer.Asked two = next(peer);
    while (cancelled.bytes.get() < 4) {
      pause();
    }
    cancelled.mustBeSilent();
    cancelled.exchange().cancel();
    assertThat(peer.givenUp.poll(60, TimeUnit.SECONDS)).isEqualTo(one.stream());
    two.head();
    two.say("hello", true);
    assertThat(other.outcome()).isEqualTo("200 hello");
    assertThat(cancelled.breaches()).isEmpty();
  }

  @Test
  void aStreamThatTheServerGivesUpIsLost() throws Exception {
    needs(Ability.HTTP_2);
    Http2Peer peer = peer();
    Hearing hearing = ask(peer.uri());
    Http2Peer.Asked asked = next(peer);
    asked.head();
    asked.say("half", false);
    asked.reset();
    assertThat(hearing.outcome()).startsWith("LOST ").doesNotContain("Exception");
  }

  @Test
  void withoutTlsNoServerIsAskedForAnUpgrade() throws Exception {
    List<String> heads = new CopyOnWriteArrayList<>();
    Peer peer = peer(client -> client.answerAll("hello", heads));
    assertThat(ask(peer.uri("http")).outcome()).isEqualTo("200 hello");
    assertThat(heads.getFirst()).doesNotContainIgnoringCase("upgrade");
  }
}
