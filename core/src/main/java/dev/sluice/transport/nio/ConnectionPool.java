package dev.sluice.transport.nio;

import dev.sluice.spi.transport.Timer;
import dev.sluice.transport.http.Route;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connections that wait for another exchange, which saves its handshakes. Belongs to its loop's
 * thread.
 *
 * <p>Whether one waits is the {@link Connection}'s own state: it enters and leaves this list as
 * that changes, so that none is here which is closed or in use.
 */
final class ConnectionPool {
  /** Below what providers and the proxies before them keep theirs open. */
  static final Duration MAX_IDLE = Duration.ofSeconds(30);

  private static final int MAX_CONNECTIONS = 256;

  private final EventLoop loop;
  private final Timer timer;
  private final IdleConnections.Part index;
  private final Map<Route, Deque<Connection>> idle = new HashMap<>();
  private int size;
  private @Nullable Runnable sweep;

  ConnectionPool(EventLoop loop, Timer timer, IdleConnections.Part index) {
    this.loop = loop;
    this.timer = timer;
    this.index = index;
  }

  /**
   * The one that was used last, if it is still good: the others may then end of age. It is looked
   * at once more before it is given away; what does not stand that look closes itself.
   */
  @Nullable Connection take(Route route) {
    for (Connection last; (last = last(route)) != null; ) {
      if (last.isStillGood(timer.nanos())) {
        remove(last);
        return last;
      }
      last.close();
    }
    return null;
  }

  private @Nullable Connection last(Route route) {
    Deque<Connection> there = idle.get(route);
    return there == null ? null : there.peekLast();
  }

  /** Whether there is room for a connection that becomes idle. */
  boolean put(Connection connection) {
    if (size == MAX_CONNECTIONS || loop.isClosed()) {
      return false;
    }
    size++;
    Route route = connection.route();
    Deque<Connection> there = idle.computeIfAbsent(route, first -> new ArrayDeque<>());
    there.addLast(connection);
    index.has(route.origin(), there.size());
    sweepLater();
    return true;
  }

  /** A connection that does not wait any more. */
  void remove(Connection connection) {
    Route route = connection.route();
    Deque<Connection> there = idle.get(route);
    if (there != null && there.removeLastOccurrence(connection)) {
      size--;
      if (there.isEmpty()) {
        idle.remove(route);
      }
      index.has(route.origin(), there.size());
    }
  }

  /** One to there was found dead, so that those which are older are not to be trusted. */
  void drop(Route route, long olderThanNanos) {
    for (Connection one : List.copyOf(idle.getOrDefault(route, new ArrayDeque<>()))) {
      if (one.idleSinceNanos() - olderThanNanos < 0) {
        one.close();
      }
    }
  }

  void closeAll() {
    Runnable takeBack = sweep;
    if (takeBack != null) {
      takeBack.run();
    }
    all().forEach(Connection::close);
  }

  private List<Connection> all() {
    List<Connection> all = new ArrayList<>(size);
    idle.values().forEach(all::addAll);
    return all;
  }

  private void sweepLater() {
    if (sweep == null) {
      sweep = timer.in(MAX_IDLE, () -> loop.execute(loop, this::sweep), loop::onDefect);
    }
  }

  private void sweep() {
    sweep = null;
    long now = timer.nanos();
    for (Connection one : all()) {
      if (one.isTooOld(now)) {
        one.close();
      }
    }
    if (size > 0 && !loop.isClosed()) {
      sweepLater();
    }
  }
}
