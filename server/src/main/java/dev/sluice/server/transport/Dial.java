package dev.sluice.server.transport;

import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.transport.http.Addresses;
import dev.sluice.transport.http.Route;
import dev.sluice.transport.http.SocketFailures;
import dev.sluice.transport.http.Via;
import dev.sluice.transport.http.WayTimes;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new connection for an exchange: looks up the name, then connects to the first of the
 * host's addresses that answers (RFC 8305): they are tried one after the other, {@value
 * #APART_MILLIS} ms apart or as soon as one has failed, and the first that connects is made usable.
 * Belongs to its loop's thread, but for {@link #cut}.
 */
final class Dial implements Line {
  private static final int APART_MILLIS = 250;

  private final Loop loop;
  private final Way way;
  private final VertxExchange exchange;

  /** Those that have been made and are still wanted. */
  private final Queue<Channel> channels = new ConcurrentLinkedQueue<>();

  private volatile boolean over;
  private boolean won;
  private Deque<InetSocketAddress> remaining = new ArrayDeque<>();
  private @Nullable IOException last;
  private @Nullable Runnable alarm;

  Dial(Loop loop, Way way, VertxExchange exchange) {
    this.loop = loop;
    this.way = way;
    this.exchange = exchange;
  }

  /** Looks up the names, which may take long, elsewhere. */
  void begin() {
    Threads.startVirtual(this::lookUp);
  }

  private void lookUp() {
    Route route = way.route();
    long beganNanos = loop.timer.nanos();
    try {
      boolean byAddress = route.via().filter(via -> via.kind() == Via.Kind.SOCKS5).isPresent();
      Optional<InetAddress> target =
          byAddress ? Optional.of(InetAddress.getByName(route.origin().host())) : Optional.empty();
      List<InetAddress> found = addresses(route);
      long tookNanos = loop.timer.nanos() - beganNanos;
      loop.execute(() -> dial(found, target, tookNanos));
    } catch (IOException | IllegalArgumentException unknown) {
      loop.execute(() -> fail(SocketFailures.ofPreparing(unknown)));
    } catch (Throwable defect) {
      exchange.onDefect(defect);
    }
  }

  private static List<InetAddress> addresses(Route route) throws IOException {
    try {
      return List.of(InetAddress.getAllByName(route.firstHost()));
    } catch (UnknownHostException unknown) {
      Via via = route.via().orElse(null);
      throw via == null ? unknown : new SocketFailures.UnknownProxyException(via, unknown);
    }
  }

  private Optional<InetAddress> socksTarget = Optional.empty();

  private void dial(List<InetAddress> found, Optional<InetAddress> target, long tookNanos) {
    WayTimes times = exchange.times();
    if (times != null) {
      times.lookedUp(tookNanos);
      times.dialing();
    }
    socksTarget = target;
    remaining = Addresses.inTurn(found, way.route().firstPort());
    next();
  }

  /** Tries the next address. */
  private void next() {
    silence();
    if (over || won) {
      return;
    }
    InetSocketAddress address = remaining.pollFirst();
    if (address == null) {
      failIfNoneIsLeft();
      return;
    }
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop.events)
            .channelFactory(loop.sockets)
            .option(ChannelOption.TCP_NODELAY, true)
            // A server that takes no more of a request may have answered it.
            .option(ChannelOption.AUTO_CLOSE, false)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .handler(new ChannelInboundHandlerAdapter())
            .connect(address);
    Channel channel = connecting.channel();
    channels.add(channel);
    if (over) {
      channel.close();
    }
    connecting.addListener(done -> onConnected(channel, done.cause()));
    if (!over && !won && !remaining.isEmpty()) {
      alarm =
          loop.timer.in(
              Duration.ofMillis(APART_MILLIS), () -> loop.execute(this::next), exchange::onDefect);
    }
  }

  private void onConnected(Channel channel, @Nullable Throwable failed) {
    if (over || won) {
      channel.close();
    } else if (failed != null) {
      channels.remove(channel);
      channel.close();
      last = failed instanceof IOException io ? io : new IOException(failed);
      next();
    } else {
      won = true;
      silence();
      channels.remove(channel);
      channels.forEach(Channel::close);
      channels.clear();
      channels.add(channel);
      if (over) {
        channel.close();
        return;
      }
      WayTimes times = exchange.times();
      if (times != null) {
        times.dialed();
      }
      new Opening(loop, way, socksTarget, channel, exchange).begin();
    }
  }

  private void failIfNoneIsLeft() {
    if (channels.isEmpty()) {
      IOException why = last == null ? new IOException("the host has no address") : last;
      fail(
          way.route()
              .via()
              .map(via -> SocketFailures.ofProxy(via, why))
              .orElseGet(() -> SocketFailures.ofConnecting(why, way.route())));
    }
  }

  private void fail(TransportFailure failure) {
    if (!over) {
      exchange.onFailure(failure);
    }
  }

  private void silence() {
    Runnable before = alarm;
    alarm = null;
    if (before != null) {
      before.run();
    }
  }

  @Override
  public void cut() {
    over = true;
    channels.forEach(loop::cut);
    loop.execute(this::silence);
  }
}
