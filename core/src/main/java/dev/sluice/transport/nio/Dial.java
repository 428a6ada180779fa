package dev.sluice.transport.nio;

import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.transport.http.Addresses;
import dev.sluice.transport.http.SocketFailures;
import dev.sluice.transport.http.WayTimes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of a host's addresses that answers (RFC 8305): they are tried one after the
 * other, {@value #APART_MILLIS} ms apart or as soon as one has failed, the families in turn, and
 * the first that connects wins. Belongs to its loop's thread, but for {@link #cut}.
 */
final class Dial implements Line {
  private static final int APART_MILLIS = 250;

  private final EventLoop loop;
  private final Way way;
  private final NioExchange exchange;
  private final Deque<InetSocketAddress> remaining;

  /** Those that have been made and are still wanted. */
  private final Queue<SocketChannel> channels = new ConcurrentLinkedQueue<>();

  private volatile boolean over;
  private @Nullable IOException last;
  private final OneAlarm alarm;

  Dial(EventLoop loop, Way way, NioExchange exchange) {
    this.loop = loop;
    this.way = way;
    this.exchange = exchange;
    this.alarm = new OneAlarm(loop, exchange);
    this.remaining = Addresses.inTurn(way.addresses(), way.route().firstPort());
    WayTimes times = exchange.times();
    if (times != null) {
      times.dialing();
    }
  }

  /** Tries the next address, or those after it as far as they fail at once. */
  void next() {
    alarm.silence();
    while (!over) {
      InetSocketAddress address = remaining.pollFirst();
      if (address == null) {
        failIfNoneIsLeft();
        return;
      }
      if (begin(address)) {
        if (!over && !remaining.isEmpty()) {
          alarm.set(Duration.ofMillis(APART_MILLIS), this::next);
        }
        return;
      }
    }
  }

  /** Whether it is under way. */
  private boolean begin(InetSocketAddress address) {
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open();
      channels.add(channel);
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (over) {
        throw new IOException("no longer wanted");
      }
      boolean atOnce = channel.connect(address);
      SelectionKey key = channel.register(loop.selector(), atOnce ? 0 : SelectionKey.OP_CONNECT);
      Attempt attempt = new Attempt(channel, key);
      key.attach(attempt);
      if (atOnce) {
        won(channel, key);
      }
      return true;
    } catch (IOException | RuntimeException failed) {
      failed(channel, failed instanceof IOException io ? io : new IOException(failed));
      return false;
    }
  }

  private void failed(@Nullable SocketChannel channel, IOException why) {
    last = why;
    if (channel != null) {
      channels.remove(channel);
      closeQuietly(channel);
    }
  }

  private void failIfNoneIsLeft() {
    if (channels.isEmpty() && !over) {
      cut();
      IOException why = last == null ? new IOException("the host has no address") : last;
      TransportFailure failure =
          way.route()
              .via()
              .map(via -> SocketFailures.ofProxy(via, why))
              .orElseGet(() -> SocketFailures.ofConnecting(why, way.route()));
      exchange.onFailure(failure);
    }
  }

  private void won(SocketChannel channel, SelectionKey key) {
    channels.remove(channel);
    alarm.silence();
    if (over) {
      closeQuietly(channel);
      return;
    }
    cut();
    Connection made = new Connection(loop, way, channel, key, exchange);
    key.attach(made);
    exchange.onOpening(made);
    made.begin();
  }

  /** None of them is wanted any more. */
  @Override
  public void cut() {
    over = true;
    channels.forEach(Dial::closeQuietly);
  }

  /** The same, of the loop's thread. */
  void end() {
    alarm.silence();
    cut();
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException cannotBeClosedBetter) {
      // Nobody waits for it.
    }
  }

  /** One address being tried. */
  private final class Attempt implements EventLoop.Ready {
    private final SocketChannel channel;
    private final SelectionKey key;

    Attempt(SocketChannel channel, SelectionKey key) {
      this.channel = channel;
      this.key = key;
    }

    @Override
    public void onReady() {
      if (over) {
        return;
      }
      try {
        if (channel.finishConnect()) {
          won(channel, key);
        }
      } catch (IOException refused) {
        failed(channel, refused);
        next();
      }
    }

    @Override
    public void onDefect(Throwable thrown) {
      end();
      exchange.onDefect(thrown);
    }
  }
}
