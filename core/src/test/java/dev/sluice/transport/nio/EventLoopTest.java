package dev.sluice.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.Peer;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Eventually;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Loops survive what happens on them, are replaced if they do not, and leave nothing behind. */
@Timeout(240)
class EventLoopTest {
  private static Exchanges http;

  @BeforeAll
  static void makeCertificate(@TempDir Path folder) throws Exception {
    http = new Exchanges(folder);
  }

  @Test
  void anInterruptThatACallbackLeavesDoesNotKeepTheLoopBusy() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (Peer peer = halfAnAnswer(over);
        NioTransport transport = http.transport(Map.of())) {
      CompletableFuture<Long> turn = new CompletableFuture<>();
      Heard interrupting =
          new Heard() {
            @Override
            public void onBytes(ByteBuffer more) {
              turn.complete(transport.loops().all().getFirst().steps());
              Thread.currentThread().interrupt();
              super.onBytes(more);
              head.complete(200);
            }

            @Override
            public void onHead(ResponseHead said) {}
          };
      Exchanges.start(transport, peer.uri("http"), "{}", interrupting);
      assertThat(interrupting.head.get(60, TimeUnit.SECONDS)).isEqualTo(200);
      EventLoop loop = transport.loops().all().getFirst();
      long before = turn.get(60, TimeUnit.SECONDS);
      Eventually.await("the end of the callback's turn", () -> loop.steps() > before);
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      loop.execute(loop, () -> interrupted.complete(Thread.currentThread().isInterrupted()));
      assertThat(interrupted.get(60, TimeUnit.SECONDS)).as("would not let it wait").isFalse();
      over.countDown();
    }
  }

  @Test
  void aLoopThatDiesEndsItsExchangesAndTheNextOneGetsANewLoop() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (Peer peer = halfAnAnswer(over);
        NioTransport transport = http.transport(Map.of())) {
      Heard heard = Exchanges.ask(transport, peer.uri("http"), "{}");
      assertThat(heard.head.get(60, TimeUnit.SECONDS)).isEqualTo(200);
      EventLoop first = transport.loops().all().getFirst();
      first.selector().close();
      assertThat(heard.outcome()).isEqualTo("LOST the event loop that reads it ended");
      over.countDown();
      Heard next = Exchanges.ask(transport, peer.uri("http"), "{}");
      assertThat(next.head.get(60, TimeUnit.SECONDS)).isEqualTo(200);
      assertThat(transport.loops().all()).doesNotContain(first);
    }
  }

  @Test
  void callbacksSeeNothingOfWhoeverUsedTheTransportFirst() throws Exception {
    InheritableThreadLocal<@Nullable String> tenant = new InheritableThreadLocal<>();
    CompletableFuture<String> inline = new CompletableFuture<>();
    CompletableFuture<String> afterRound = new CompletableFuture<>();
    try (Peer peer = Peer.start(Exchanges.PLAIN, client -> client.answerAll("hello"));
        NioTransport transport = http.transport(Map.of());
        URLClassLoader tenants = new URLClassLoader(new URL[0])) {
      Thread first =
          Thread.ofPlatform()
              .start(
                  () -> {
                    tenant.set("tenant A");
                    Thread.currentThread().setContextClassLoader(tenants);
                    Exchanges.ask(transport, peer.uri("http"), "{}");
                  });
      first.join();
      Heard second =
          new Heard() {
            @Override
            public void onBytes(ByteBuffer more) {
              inline.complete(seen(tenant));
              Objects.requireNonNull(exchange().afterRound())
                  .execute(() -> afterRound.complete(seen(tenant)));
            }
          };
      Exchanges.start(transport, peer.uri("http"), "{}", second);
      String nothing = "null, " + ClassLoader.getSystemClassLoader();
      assertThat(inline.get(60, TimeUnit.SECONDS)).isEqualTo(nothing);
      assertThat(afterRound.get(60, TimeUnit.SECONDS)).isEqualTo(nothing);
    }
  }

  private static String seen(ThreadLocal<@Nullable String> tenant) {
    return tenant.get() + ", " + Thread.currentThread().getContextClassLoader();
  }

  @Test
  void nothingIsLeftRunningAfterClose() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    OpenAlarms alarms = new OpenAlarms();
    try (Peer peer = halfAnAnswer(over);
        Peer whole = Peer.start(Exchanges.PLAIN, client -> client.answerAll("hello"))) {
      NioTransport transport =
          NioTransport.create(Map.of(), NioTransport.Setting.of(alarms).onLoops(2));
      assertThat(Exchanges.ask(transport, whole.uri("http"), "{}").outcome())
          .isEqualTo("200 hello");
      Heard open = Exchanges.ask(transport, peer.uri("http"), "{}");
      assertThat(open.head.get(60, TimeUnit.SECONDS)).isEqualTo(200);
      assertThat(alarms.count()).as("an idle connection has its end").isPositive();
      transport.close();
      assertThat(open.outcome()).isEqualTo("LOST the transport was closed");
      for (EventLoop loop : transport.loops().all()) {
        loop.join(20_000);
      }
      assertThat(alarms.count()).isZero();
      over.countDown();
    }
  }

  @Test
  void whatIsStillBeingResolvedAtCloseOpensNothing() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    CountDownLatch prepared = new CountDownLatch(1);
    NioTransport.Names slow =
        host -> {
          asked.countDown();
          await(closed);
          return List.of(InetAddress.getLoopbackAddress());
        };
    Threads threads =
        (name, task) ->
            Threads.VIRTUAL.start(
                name,
                () -> {
                  task.run();
                  prepared.countDown();
                });
    try (Peer peer = Peer.start(Exchanges.PLAIN, client -> client.answerAll("hello"))) {
      NioTransport transport =
          NioTransport.create(Map.of(), http.setting().resolving(slow).startingBy(threads));
      Heard heard = Exchanges.ask(transport, peer.uri("http"), "{}");
      await(asked);
      transport.close();
      assertThat(heard.outcome()).isEqualTo("LOST the transport was closed");
      closed.countDown();
      await(prepared);
      // Connections are accepted in their order.
      try (Socket own = new Socket(InetAddress.getLoopbackAddress(), peer.port())) {
        Eventually.await("the test's own connection", () -> peer.connections() > 0);
        assertThat(peer.connections()).as("with " + own).isEqualTo(1);
      }
      assertThatIllegalStateException()
          .isThrownBy(() -> Exchanges.ask(transport, peer.uri("http"), "{}"))
          .withMessage("this transport is closed");
    }
  }

  @Test
  void cancelAndResumeAfterTheLoopsEndAreHarmless() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (Peer peer = halfAnAnswer(over)) {
      NioTransport transport = http.transport(Map.of());
      Heard heard = Exchanges.ask(transport, peer.uri("http"), "{}");
      assertThat(heard.head.get(60, TimeUnit.SECONDS)).isEqualTo(200);
      transport.close();
      assertThat(heard.outcome()).startsWith("LOST");
      CompletableFuture<String> read = new CompletableFuture<>();
      Exchange exchange = heard.exchange();
      exchange.resume();
      exchange.cancel();
      exchange.release();
      exchange.whenRead(() -> read.complete("at once"));
      assertThat(read.get(60, TimeUnit.SECONDS)).isEqualTo("at once");
      over.countDown();
    }
  }

  private static Peer halfAnAnswer(CountDownLatch over) throws Exception {
    return Peer.start(
        Exchanges.PLAIN,
        client -> {
          assertThat(client.request()).isNotEmpty();
          client.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
          Peer.await(over);
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }
}
