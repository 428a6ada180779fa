package dev.sluice.server.transport;

import dev.sluice.spi.transport.Timer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One of Vert.x's event loops, and what this transport has on it. Belongs to its thread, but for
 * what says otherwise.
 */
final class Loop {
  /** As much as Netty reads at once. */
  private static final int AREA_BYTES = 64 * 1024;

  /** How long a loop may take to come to a socket that is to be closed. */
  private static final Duration HELD_UP = Duration.ofMillis(20);

  final EventLoop events;
  final Timer timer;
  final Pool pool;
  final ChannelFactory<? extends Channel> sockets;

  /** What has been read, while it is told. */
  final byte[] area = new byte[AREA_BYTES];

  private final ByteBuffer view = ByteBuffer.wrap(area);
  private final Set<VertxExchange> open = new HashSet<>();

  /** Set on the loop's thread, seen by any. */
  private volatile boolean closed;

  Loop(EventLoop events, ChannelFactory<? extends Channel> sockets, Timer timer) {
    this.events = events;
    this.sockets = sockets;
    this.timer = timer;
    this.pool = new Pool(this, timer);
  }

  /** Runs this on the loop: now if this is its thread. From any thread. */
  void execute(Runnable task) {
    if (events.inEventLoop()) {
      task.run();
    } else {
      later(task);
    }
  }

  /** Runs this on the loop, after what it is at. From any thread. */
  void later(Runnable task) {
    try {
      events.execute(task);
    } catch (RejectedExecutionException ended) {
      // Vert.x is closed, and has closed the sockets, which was the end of all exchanges.
    }
  }

  /** Runs this once the sockets that have something by now have been read. From any thread. */
  void whenRead(Runnable task) {
    // A task that becomes due later than the one which sets it runs in a later round.
    execute(() -> events.schedule(task, 1, TimeUnit.MILLISECONDS));
  }

  /** Closes a channel, from any thread and at once. */
  void cut(Channel channel) {
    if (events.inEventLoop()) {
      channel.close();
      return;
    }
    execute(channel::close);
    Runnable unused =
        timer.in(
            HELD_UP,
            () -> {
              if (channel.isOpen()) {
                Sockets.hangUp(channel);
              }
            },
            VertxTransport::report);
  }

  /** A part of {@link #area}, lent. */
  ByteBuffer read(int from, int to) {
    return view.clear().position(from).limit(to);
  }

  boolean isClosed() {
    return closed;
  }

  void opened(VertxExchange exchange) {
    open.add(exchange);
  }

  void over(VertxExchange exchange) {
    open.remove(exchange);
  }

  /** Ends all there is. From any thread. */
  void close() {
    execute(
        () -> {
          closed = true;
          List.copyOf(open).forEach(VertxExchange::onClosed);
          pool.closeAll();
        });
  }
}
