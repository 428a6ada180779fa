package dev.sluice.server.transport;

import dev.sluice.spi.transport.Timer;
import dev.sluice.transport.http.Route;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one loop that can carry another exchange: idle ones of HTTP/1.1, and those of
 * HTTP/2 whatever they carry. Belongs to its loop's thread.
 */
final class Pool {
  /** Below what providers and the proxies before them keep theirs open. */
  static final Duration MAX_IDLE = Duration.ofSeconds(30);

  private static final int MAX_IDLE_CONNECTIONS = 1024;

  private static final int MAX_WAITING = 16 * 1024;

  /** So many connections to one server are made at a time for those who wait. */
  private static final int MAX_LEADING = 8;

  private static final int MAX_REMEMBERED = 256;

  /** What an exchange does for which there is no connection. */
  enum Turn {
    /** It makes one, and nobody else waits for that. */
    ALONE,
    /** It makes one, and others wait for what becomes of it: {@link #led}. */
    LEADS,
    /** It is told to go on once another one has made a connection, or has not. */
    WAITS
  }

  private final Loop loop;
  private final Timer timer;

  /** Who waits until it is known whether a connection that is being made can be shared. */
  private final Map<Route, Queue> waiting = new HashMap<>();

  private static final class Queue {
    /** How many connections are being made. */
    int leading = 1;

    final Deque<VertxExchange> others = new ArrayDeque<>();
  }

  /** Servers with TLS that do not speak HTTP/2, as far as is known. */
  private final Set<Route> unshared = new HashSet<>();

  private final Map<Route, Deque<Http1Connection>> idle = new HashMap<>();
  private final Map<Route, List<Http2Connection>> shared = new HashMap<>();
  private int size;
  private @Nullable Runnable sweep;

  Pool(Loop loop, Timer timer) {
    this.loop = loop;
    this.timer = timer;
  }

  /** What can carry an exchange there, the one that was used last first; null if nothing can. */
  @Nullable Carrier take(Route route) {
    for (Http2Connection one : shared.getOrDefault(route, List.of())) {
      Carrier stream = one.stream();
      if (stream != null) {
        return stream;
      }
    }
    Deque<Http1Connection> there = idle.get(route);
    for (Http1Connection last; there != null && (last = there.peekLast()) != null; ) {
      if (last.isStillGood(timer.nanos())) {
        remove(last);
        return last;
      }
      last.close();
    }
    return null;
  }

  /**
   * What an exchange does that found nothing: where a connection may turn out to carry many, one
   * makes it and the others wait. Once it is known how many one carries, as many are made at a time
   * as those who wait need.
   */
  Turn turn(Route route, VertxExchange exchange) {
    if (!route.tls() || unshared.contains(route)) {
      return Turn.ALONE;
    }
    Queue queue = waiting.get(route);
    if (queue == null) {
      waiting.put(route, new Queue());
      return Turn.LEADS;
    }
    if (queue.leading < MAX_LEADING
        && queue.others.size() >= queue.leading * (carriedByOne(route) - 1)) {
      queue.leading++;
      return Turn.LEADS;
    }
    if (queue.others.size() == MAX_WAITING) {
      return Turn.ALONE;
    }
    queue.others.add(exchange);
    return Turn.WAITS;
  }

  /** How many exchanges a connection to there carries, as far as is known. */
  private long carriedByOne(Route route) {
    List<Http2Connection> there = shared.get(route);
    return there == null ? Integer.MAX_VALUE : there.getLast().maxStreams();
  }

  /**
   * A connection that others wait for has been made, or will not be: they go on.
   *
   * @param made null if there is none
   */
  void led(Route route, @Nullable Carrier made) {
    if (made instanceof Http1Connection) {
      if (unshared.size() == MAX_REMEMBERED) {
        unshared.clear();
      }
      unshared.add(route);
    }
    Queue queue = waiting.get(route);
    if (queue == null) {
      return;
    }
    List<VertxExchange> others = List.copyOf(queue.others);
    queue.others.clear();
    if (--queue.leading == 0) {
      waiting.remove(route);
    }
    others.forEach(other -> loop.later(other::goOn));
  }

  /** Whether there is room for a connection that becomes idle. */
  boolean put(Http1Connection connection) {
    if (size == MAX_IDLE_CONNECTIONS || loop.isClosed()) {
      return false;
    }
    size++;
    idle.computeIfAbsent(connection.route(), first -> new ArrayDeque<>()).addLast(connection);
    sweepLater();
    return true;
  }

  /** A connection that does not wait any more. */
  void remove(Http1Connection connection) {
    Deque<Http1Connection> there = idle.get(connection.route());
    if (there != null && there.removeLastOccurrence(connection)) {
      size--;
      if (there.isEmpty()) {
        idle.remove(connection.route());
      }
    }
  }

  /** Whether a connection that carries many may be shared. */
  boolean share(Http2Connection connection) {
    if (loop.isClosed()) {
      return false;
    }
    unshared.remove(connection.route());
    shared.computeIfAbsent(connection.route(), first -> new ArrayList<>()).add(connection);
    sweepLater();
    return true;
  }

  void remove(Http2Connection connection) {
    List<Http2Connection> there = shared.get(connection.route());
    if (there != null && there.remove(connection) && there.isEmpty()) {
      shared.remove(connection.route());
    }
  }

  /** One to there was found dead, so that those which are older are not to be trusted. */
  void drop(Route route, long olderThanNanos) {
    for (Http1Connection one : List.copyOf(idle.getOrDefault(route, new ArrayDeque<>()))) {
      if (one.goodSinceNanos() - olderThanNanos < 0) {
        one.close();
      }
    }
  }

  void closeAll() {
    Runnable takeBack = sweep;
    if (takeBack != null) {
      takeBack.run();
    }
    allIdle().forEach(Http1Connection::close);
    allShared().forEach(Http2Connection::close);
  }

  private List<Http1Connection> allIdle() {
    List<Http1Connection> all = new ArrayList<>(size);
    idle.values().forEach(all::addAll);
    return all;
  }

  private List<Http2Connection> allShared() {
    List<Http2Connection> all = new ArrayList<>();
    shared.values().forEach(all::addAll);
    return all;
  }

  private void sweepLater() {
    if (sweep == null) {
      sweep = timer.in(MAX_IDLE, () -> loop.execute(this::sweep), VertxTransport::report);
    }
  }

  private void sweep() {
    sweep = null;
    long now = timer.nanos();
    allIdle().stream().filter(one -> one.isTooOld(now)).forEach(Http1Connection::close);
    allShared().stream().filter(one -> one.isTooOld(now)).forEach(Http2Connection::close);
    if (!loop.isClosed() && !(idle.isEmpty() && shared.isEmpty())) {
      sweepLater();
    }
  }
}
