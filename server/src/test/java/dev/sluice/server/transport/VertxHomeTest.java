package dev.sluice.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.sluice.simulator.SelfSigned;
import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.Hearing;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.Peer;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.Transport;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** On which thread an exchange is made, read and told of. */
@Timeout(240)
@ParameterizedClass
@EnumSource(Instances.class)
class VertxHomeTest {
  private static final SelfSigned CERTIFICATE = SelfSigned.make();

  private final Instances instance;
  private final Transport transport;

  VertxHomeTest(Instances instance) {
    this.instance = instance;
    this.transport = instance.transport(Map.of(), CERTIFICATE.context());
  }

  @AfterEach
  void close() {
    transport.close();
  }

  /** Keeps the threads that tell it something. */
  private static final class AtHome extends Hearing {
    final Set<Boolean> here = ConcurrentHashMap.newKeySet();

    /** Behind the outcome, which is known a moment before its end is heard here. */
    final CountDownLatch ended = new CountDownLatch(1);

    private final @Nullable Executor home;
    private final EventLoopHome expected;

    AtHome(@Nullable Executor home, EventLoopHome expected) {
      this.home = home;
      this.expected = expected;
    }

    @Override
    public @Nullable Executor home() {
      return home;
    }

    @Override
    protected void headHeard(ResponseHead said) {
      here.add(expected.isHere());
    }

    @Override
    protected void bytesHeard() {
      here.add(expected.isHere());
    }

    @Override
    protected void endHeard() {
      here.add(expected.isHere());
      ended.countDown();
    }
  }

  private EventLoopHome home() {
    return EventLoopHome.of(((VertxInternal) instance.vertx()).createEventLoopContext());
  }

  private AtHome ask(Peer peer, AtHome hearing) {
    transport.open(HttpCall.post(peer.uri("http"), "{}"), hearing);
    return hearing;
  }

  @Test
  void anExchangeIsToldOfOnTheLoopWhereItsListenerIsAtHome() throws Exception {
    try (Peer peer = Peer.start(client -> client.answerAll("hello"))) {
      for (int i = 0; i < 4; i++) {
        EventLoopHome home = home();
        AtHome hearing = ask(peer, new AtHome(home, home));
        assertThat(hearing.outcome()).isEqualTo("200 hello");
        assertThat(hearing.here).containsExactly(true);
      }
    }
  }

  @Test
  void eachLoopHasConnectionsOfItsOwn() throws Exception {
    try (Peer peer = Peer.start(client -> client.answerAll("hello"))) {
      EventLoopHome first = home();
      EventLoopHome second = home();
      assertThat(first.loop()).isNotSameAs(second.loop());
      for (int i = 0; i < 3; i++) {
        assertThat(ask(peer, new AtHome(first, first)).outcome()).isEqualTo("200 hello");
        assertThat(ask(peer, new AtHome(second, second)).outcome()).isEqualTo("200 hello");
      }
      assertThat(peer.connections()).isEqualTo(2);
    }
  }

  @Test
  void aFailureIsToldThereToo() throws Exception {
    try (Peer peer = Peer.start(Peer.Client::request)) {
      EventLoopHome home = home();
      AtHome hearing = ask(peer, new AtHome(home, home));
      assertThat(hearing.outcome()).startsWith("LOST ");
      assertThat(hearing.ended.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(hearing.here).containsExactly(true);
    }
  }

  /** Leaves something to be done behind each read. */
  private static final class Leaving extends Hearing {
    private final EventLoopHome home;
    private final String name;
    private final List<String> order;
    private boolean fails;

    Leaving(EventLoopHome home, String name, List<String> order) {
      this.home = home;
      this.name = name;
      this.order = order;
    }

    @Override
    public EventLoopHome home() {
      return home;
    }

    @Override
    protected void bytesHeard() {
      order.add("told " + name);
      home.behind(
          () -> {
            order.add("done " + name);
            if (fails) {
              throw new IllegalStateException("a task that throws");
            }
          });
    }
  }

  @Test
  void whatAReadLeavesToBeDoneDoesNotWaitForOtherSocketsThatAreReady() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch written = new CountDownLatch(2);
    try (Peer peer =
        Peer.start(
            client -> {
              client.request();
              client.say("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n");
              Peer.await(go);
              client.say("hello");
              written.countDown();
            })) {
      EventLoopHome home = home();
      List<String> order = new CopyOnWriteArrayList<>();
      Leaving one = new Leaving(home, "one", order);
      Leaving two = new Leaving(home, "two", order);
      one.fails = true;
      for (Leaving each : List.of(one, two)) {
        transport.open(HttpCall.post(peer.uri("http"), "{}"), each);
        each.head.get(20, TimeUnit.SECONDS);
      }
      home.execute(
          () -> {
            go.countDown();
            // Both have something to be read when the loop comes to them.
            assertThatNoException().isThrownBy(() -> Peer.await(written));
          });
      assertThat(one.outcome()).isEqualTo("200 hello");
      assertThat(two.outcome()).isEqualTo("200 hello");
      CountDownLatch done = new CountDownLatch(1);
      home.execute(done::countDown);
      assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(order)
          .isIn(
              List.of("told one", "done one", "told two", "done two"),
              List.of("told two", "done two", "told one", "done one"));
    }
  }

  @Test
  void behindNoReadATaskWaitsForItsTurn() throws Exception {
    EventLoopHome home = home();
    List<String> order = new CopyOnWriteArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    home.execute(
        () -> {
          home.behind(
              () -> {
                order.add("task");
                done.countDown();
              });
          order.add("before it");
        });
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(order).containsExactly("before it", "task");
  }

  @Test
  void anyOtherHomeIsNone() throws Exception {
    try (Peer peer = Peer.start(client -> client.answerAll("hello"))) {
      AtHome hearing = ask(peer, new AtHome(Runnable::run, home()));
      assertThat(hearing.outcome()).isEqualTo("200 hello");
    }
  }

  @Test
  void anExchangeOpenedAtHomeMayBeCancelledBeforeItGoesOn() throws Exception {
    try (Peer peer = Peer.start(client -> client.answerAll("hello"))) {
      EventLoopHome home = home();
      Hearing cancelled =
          new Hearing() {
            @Override
            public Executor home() {
              return home;
            }

            @Override
            protected void opened(Exchange given) {
              given.cancel();
              mustBeSilent();
            }
          };
      home.execute(() -> transport.open(HttpCall.post(peer.uri("http"), "{}"), cancelled));
      assertThat(ask(peer, new AtHome(home, home)).outcome()).isEqualTo("200 hello");
      assertThat(peer.connections()).isEqualTo(1);
      assertThat(cancelled.breaches()).isEmpty();
    }
  }
}
