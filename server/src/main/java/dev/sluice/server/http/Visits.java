package dev.sluice.server.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop: how long a silent one is kept, and who is to be told when one
 * is closed. Belongs to its loop's thread.
 */
final class Visits {
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final HttpLimits limits;
  private final AtomicInteger open;
  private final IdentityHashMap<HttpConnection, Visit> visits = new IdentityHashMap<>();

  /**
   * Those of a loop.
   *
   * @param open how many there are on all loops
   */
  Visits(Context context, HttpLimits limits, AtomicInteger open) {
    this.vertx = context.owner();
    this.limits = limits;
    this.open = open;
  }

  /** A client has connected. */
  void opened(HttpConnection connection) {
    if (open.incrementAndGet() > limits.connections()) {
      open.decrementAndGet();
      connection.close();
      return;
    }
    Visit visit = new Visit(connection);
    visits.put(connection, visit);
    connection.closeHandler(
        nothing -> {
          visits.remove(connection);
          open.decrementAndGet();
          visit.closed();
        });
    visit.waitFor(limits.headersWithin());
  }

  /** A request has come; null if its connection is one too many, and is being closed. */
  @Nullable Visit of(HttpConnection connection) {
    return visits.get(connection);
  }

  /** Closes all of them. */
  void closeAll() {
    List.copyOf(visits.keySet()).forEach(HttpConnection::close);
  }

  /** One connection. */
  final class Visit {
    private final HttpConnection connection;
    private final Set<Exchange> going = new HashSet<>();
    private long timer = NO_TIMER;

    private Visit(HttpConnection connection) {
      this.connection = connection;
    }

    void begins(Exchange exchange) {
      going.add(exchange);
      vertx.cancelTimer(timer);
      timer = NO_TIMER;
    }

    void ends(Exchange exchange) {
      going.remove(exchange);
      if (going.isEmpty() && timer == NO_TIMER && visits.get(connection) == this) {
        waitFor(limits.idle());
      }
    }

    /** Has something done on this loop after a while; what is given back takes it back. */
    Runnable after(Duration time, Runnable task) {
      long id = vertx.setTimer(Math.max(1, time.toMillis()), _ -> task.run());
      return () -> vertx.cancelTimer(id);
    }

    private void waitFor(Duration time) {
      timer = vertx.setTimer(Math.max(1, time.toMillis()), _ -> connection.close());
    }

    private void closed() {
      vertx.cancelTimer(timer);
      List.copyOf(going).forEach(Exchange::gone);
      going.clear();
    }
  }
}
