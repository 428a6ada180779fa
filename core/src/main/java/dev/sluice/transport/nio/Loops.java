package dev.sluice.transport.nio;

import dev.sluice.transport.http.Origin;
import dev.sluice.transport.http.Route;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The event loops of one transport: made when they are needed, and anew if they end. Thread-safe.
 *
 * <p>An exchange goes where a connection waits that leads to the same host; else to the first loop,
 * until that has clearly more to do than another one: streams that are read together cost least.
 */
final class Loops {
  /** By how many exchanges a loop may be ahead of the one that has fewest. */
  private static final int AHEAD = 8;

  private final NioTransport.Setting setting;
  private final IdleConnections idle;
  private final @Nullable EventLoop[] loops;
  private boolean closed;

  Loops(NioTransport.Setting setting) {
    this.setting = setting;
    this.idle = new IdleConnections(setting.loops());
    this.loops = new EventLoop[setting.loops()];
  }

  /**
   * The loop for an exchange.
   *
   * @throws IllegalStateException if the transport is closed
   */
  synchronized EventLoop to(URI uri) {
    if (closed) {
      throw new IllegalStateException("this transport is closed");
    }
    int number = Origin.find(uri).map(idle::take).orElse(-1);
    return loop(number >= 0 ? number : firstWithRoom());
  }

  private int firstWithRoom() {
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < loops.length; i++) {
      least = Math.min(least, load(i));
    }
    for (int i = 0; i < loops.length; i++) {
      if (load(i) < least + AHEAD) {
        return i;
      }
    }
    return 0; // Each has got more to do since it was looked at.
  }

  private int load(int number) {
    EventLoop loop = loops[number];
    return loop == null ? 0 : loop.load.get();
  }

  private EventLoop loop(int number) {
    EventLoop loop = loops[number];
    if (loop == null || loop.isClosed()) {
      loop = EventLoop.start(setting, "sluice-io-" + number, idle.part(number));
      loops[number] = loop;
    }
    return loop;
  }

  /** Those that there are. */
  synchronized List<EventLoop> all() {
    List<EventLoop> all = new ArrayList<>(loops.length);
    for (EventLoop loop : loops) {
      if (loop != null) {
        all.add(loop);
      }
    }
    return all;
  }

  /** A connection was found dead: those of the same route that are older are not to be trusted. */
  void drop(Route route, long olderThanNanos) {
    for (EventLoop loop : all()) {
      loop.execute(loop, () -> loop.pool.drop(route, olderThanNanos));
    }
  }

  void close() {
    synchronized (this) {
      closed = true;
    }
    all().forEach(EventLoop::close);
  }
}
