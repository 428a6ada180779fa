package dev.sluice.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.transport.Hearing;
import dev.sluice.spi.transport.Http2Contract;
import dev.sluice.spi.transport.Http2Peer;
import dev.sluice.spi.transport.Peer;
import dev.sluice.spi.transport.Transport;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** HTTP/2, over the native sockets of Vert.x. */
class VertxHttp2Test extends Http2Contract {
  @Override
  protected Transport create(Map<String, String> environment, SSLContext trusted) {
    return Instances.NATIVE.transport(environment, trusted);
  }

  @Test
  void manyExchangesThatBeginTogetherWaitForOneConnection() throws Exception {
    Http2Peer peer = closing(Http2Peer.start(trusted(), 100));
    List<Hearing> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      all.add(ask(peer.uri()));
    }
    answer(peer, all.size());
    for (Hearing one : all) {
      assertThat(one.outcome()).isEqualTo("200 hello");
    }
    assertThat(peer.protocols).containsExactly("h2");
  }

  @Test
  void whatAConnectionHasNoRoomForGetsAnotherOne() throws Exception {
    Http2Peer peer = closing(Http2Peer.start(trusted(), 2));
    List<Hearing> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(ask(peer.uri()));
    }
    List<Http2Peer.Asked> asked = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      asked.add(next(peer));
    }
    for (Http2Peer.Asked one : asked) {
      one.head();
      one.say("hello", true);
    }
    for (Hearing one : all) {
      assertThat(one.outcome()).isEqualTo("200 hello");
    }
    assertThat(peer.protocols).containsExactly("h2", "h2", "h2");
  }

  @Test
  void thoseWhoWaitForSeveralConnectionsWaitForThemTogether() throws Exception {
    Http2Peer peer = closing(Http2Peer.start(trusted(), 2, 4));
    List<Hearing> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(ask(peer.uri()));
    }
    answer(peer, all.size());
    for (Hearing one : all) {
      assertThat(one.outcome()).isEqualTo("200 hello");
    }
    assertThat(peer.protocols).hasSize(5);
  }

  @Test
  void whoWaitsForAnothersConnectionGoesOnWhenThatOneIsCancelled() throws Exception {
    CountDownLatch stalled = new CountDownLatch(1);
    CountDownLatch again = new CountDownLatch(1);
    Peer deaf =
        peer(
            client -> {
              (stalled.getCount() > 0 ? stalled : again).countDown();
              client.awaitLeft();
            });
    Hearing first = ask(deaf.uri("https"));
    await(stalled);
    Hearing second = ask(deaf.uri("https"));
    pause();
    first.mustBeSilent();
    first.exchange().cancel();
    await(again);
    second.mustBeSilent();
    second.exchange().cancel();
    assertThat(deaf.connections()).isEqualTo(2);
  }

  @Test
  void aServerThatSendsFramesWithNothingInThemIsLeft() throws Exception {
    Http2Peer peer = closing(Http2Peer.start(trusted(), 100));
    Hearing hearing = ask(peer.uri());
    Http2Peer.Asked asked = next(peer);
    asked.head();
    for (int i = 0; i < 3; i++) {
      asked.say("", false);
    }
    assertThat(hearing.outcome()).doesNotStartWith("200").doesNotContain("Exception");
  }

  /** No window holds them back. */
  @Test
  void whatNobodyKnowsWaitsForNobodyWhoDoesNotRead() throws Exception {
    Http2Peer peer = closing(Http2Peer.start(trusted(), 100));
    Hearing hearing = new Hearing();
    hearing.ready = false;
    ask(peer.uri(), "{}", hearing);
    Http2Peer.Asked asked = next(peer);
    asked.head();
    asked.say("hel", false);
    assertThat(hearing.head.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
    pause();
    long before = buffered();
    asked.unknown(8 * 1024);
    assertThat(peer.signs.poll(60, TimeUnit.SECONDS)).isNotNull();
    assertThat(buffered() - before).isLessThan(32 * 1024 * 1024);
    asked.say("lo", true);
    hearing.ready = true;
    hearing.exchange().resume();
    assertThat(hearing.outcome()).isEqualTo("200 hello");
  }

  /** What Netty's buffers take. */
  private static long buffered() {
    ByteBufAllocatorMetric metric =
        ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
    return metric.usedHeapMemory() + metric.usedDirectMemory();
  }

  @Test
  void aServerThatPushesIsLeft() throws Exception {
    Http2Peer peer = closing(Http2Peer.start(trusted(), 100));
    peer.acknowledges = false;
    Hearing hearing = ask(peer.uri());
    Http2Peer.Asked asked = next(peer);
    asked.head();
    asked.push();
    assertThat(hearing.outcome()).doesNotStartWith("200").doesNotContain("Exception");
  }

  @Test
  void aServerThatChangesItsSettingsAgainAndAgainIsLeft() throws Exception {
    Http2Peer peer = closing(Http2Peer.start(trusted(), 100));
    Hearing hearing = ask(peer.uri());
    Http2Peer.Asked asked = next(peer);
    asked.head();
    try {
      for (int i = 0; i < 20; i++) {
        for (int j = 0; j < 100; j++) {
          asked.remember(j % 2 == 0 ? 0 : 4096);
        }
        asked.unknown(0);
        while (peer.signs.poll(50, TimeUnit.MILLISECONDS) == null && !hearing.isOver()) {}
      }
      asked.say("hello", true);
    } catch (IOException left) {
      assertThat(left).isNotNull();
    }
    assertThat(hearing.outcome()).doesNotStartWith("200").doesNotContain("Exception");
  }

  /** Each request would have something of its own to remember. */
  @Test
  void ofRequestsNothingIsRememberedHoweverMuchAServerWants() throws Exception {
    Http2Peer peer = closing(Http2Peer.start(trusted(), 100));
    Hearing first = ask(peer.uri());
    Http2Peer.Asked one = next(peer);
    one.remember(Integer.MAX_VALUE);
    one.head();
    one.say("hello", true);
    assertThat(first.outcome()).isEqualTo("200 hello");
    for (int i = 0; i < 2; i++) {
      Hearing second = ask(peer.uri());
      Http2Peer.Asked two = next(peer);
      two.head();
      two.say("hello", true);
      assertThat(second.outcome()).isEqualTo("200 hello");
      assertThat(two.headBytes()).isGreaterThanOrEqualTo(one.headBytes());
    }
    assertThat(peer.protocols).containsExactly("h2");
  }

  private static void answer(Http2Peer peer, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      Http2Peer.Asked one = next(peer);
      one.head();
      one.say("hello", true);
    }
  }
}
