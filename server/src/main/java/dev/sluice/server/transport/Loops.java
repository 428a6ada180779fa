package dev.sluice.server.transport;

import dev.sluice.spi.transport.Timer;
import dev.sluice.transport.http.Route;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The event loops of one transport. Thread-safe. */
final class Loops {
  private final List<EventLoop> all = new ArrayList<>();
  private final ChannelFactory<? extends Channel> sockets;
  private final Timer timer;
  private final Map<EventLoop, Loop> used = new ConcurrentHashMap<>();

  Loops(Vertx vertx, Timer timer) {
    this.sockets = Sockets.of(vertx);
    this.timer = timer;
    for (EventExecutor each : ((VertxInternal) vertx).nettyEventLoopGroup()) {
      all.add((EventLoop) each);
    }
  }

  /**
   * The loop for an exchange: its home, if that is an event loop of this Vert.x; else always the
   * same one for a server, where its connections are.
   */
  Loop of(@Nullable Executor home, URI uri) {
    EventLoop given =
        home instanceof EventLoopHome one
            ? one.loop()
            : home instanceof EventLoop loop ? loop : null;
    if (given == null || !all.contains(given)) {
      given = all.get(Math.floorMod(Objects.hashCode(uri.getRawAuthority()), all.size()));
    }
    Loop there = used.get(given);
    return there != null
        ? there
        : used.computeIfAbsent(given, events -> new Loop(events, sockets, timer));
  }

  /** A connection was found dead: those of the same route that are older are not to be trusted. */
  void drop(Route route, long olderThanNanos) {
    used.values().forEach(loop -> loop.execute(() -> loop.pool.drop(route, olderThanNanos)));
  }

  void close() {
    used.values().forEach(Loop::close);
  }
}
