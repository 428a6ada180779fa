package dev.sluice.transport.nio;

import dev.sluice.transport.Timer;
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
 */
final class ConnectionPool {
  /** Below what providers and the proxies before them keep theirs open. */
  private static final Duration MOST_IDLE = Duration.ofSeconds(30);

  private static final int MOST_CONNECTIONS = 256;

  private final EventLoop loop;
  private final Timer timer;
  private final Map<Route, Deque<Idle>> idle = new HashMap<>();
  private int size;
  private boolean sweeping;

  private record Idle(Connection connection, long sinceNanos) {}

  ConnectionPool(EventLoop loop, Timer timer) {
    this.loop = loop;
    this.timer = timer;
  }

  /** The one that was used last, or null: the others may then end of age. */
  @Nullable Connection take(Route route) {
    Deque<Idle> there = idle.get(route);
    Idle last = there == null ? null : there.pollLast();
    if (last == null) {
      return null;
    }
    size--;
    return last.connection();
  }

  void put(Connection connection) {
    if (size == MOST_CONNECTIONS || loop.isClosed()) {
      connection.close();
      return;
    }
    size++;
    idle.computeIfAbsent(connection.route(), route -> new ArrayDeque<>())
        .addLast(new Idle(connection, timer.nanos()));
    sweepLater();
  }

  /** A connection that ended while it waited. */
  void remove(Connection connection) {
    Deque<Idle> there = idle.get(connection.route());
    if (there != null && there.removeIf(one -> one.connection().equals(connection))) {
      size--;
    }
  }

  private void sweepLater() {
    if (!sweeping) {
      sweeping = true;
      timer.in(MOST_IDLE, () -> loop.execute(this::sweep), EventLoop::report);
    }
  }

  private void sweep() {
    sweeping = false;
    long now = timer.nanos();
    List<Connection> old = new ArrayList<>();
    for (Deque<Idle> there : idle.values()) {
      for (Idle one; (one = there.peekFirst()) != null; ) {
        if (now - one.sinceNanos() < MOST_IDLE.toNanos()) {
          break;
        }
        there.removeFirst();
        old.add(one.connection());
      }
    }
    idle.values().removeIf(Deque::isEmpty);
    size -= old.size();
    old.forEach(Connection::close);
    if (size > 0) {
      sweepLater();
    }
  }
}
