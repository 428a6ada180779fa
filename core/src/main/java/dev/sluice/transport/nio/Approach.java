package dev.sluice.transport.nio;

import dev.sluice.spi.transport.HttpCall;
import dev.sluice.transport.http.RequestBytes;
import dev.sluice.transport.http.Route;
import dev.sluice.transport.http.SocketFailures;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How an exchange comes to its connection: by one that is there already, or by a new one; and once
 * more by a new one where the first was dead. Belongs to the loop's thread.
 */
final class Approach {
  private final EventLoop loop;
  private final Loops loops;
  private final HttpCall call;
  private final NioExchange exchange;

  /** The way, until it cannot have to be gone again. */
  private @Nullable Way way;

  /** The request, until it cannot have to be sent again. */
  private @Nullable ByteBuffer request;

  Approach(EventLoop loop, Loops loops, HttpCall call, NioExchange exchange) {
    this.loop = loop;
    this.loops = loops;
    this.call = call;
    this.exchange = exchange;
  }

  /** Goes this way. */
  void go(Way known) {
    Route route = known.route();
    try {
      request = RequestBytes.of(call, route);
    } catch (IllegalArgumentException impossible) {
      exchange.onFailure(SocketFailures.ofConnecting(impossible, route));
      return;
    }
    way = known;
    Connection idle = loop.pool.take(route);
    if (idle != null) {
      exchange.onOpening(idle);
      exchange.onConnected(idle);
    } else {
      goAfresh();
    }
  }

  /** Goes the way by a new connection. */
  void goAfresh() {
    Way known = way;
    if (known == null) {
      throw new IllegalStateException("no way is known");
    }
    exchange.onDialing(new Dial(loop, known, exchange));
  }

  /**
   * What to send by the connection that was made; null if nothing is to be sent any more.
   *
   * @param perhapsAgain whether the connection may turn out to be dead, and another be needed
   */
  @Nullable ByteBuffer request(boolean perhapsAgain) {
    ByteBuffer bytes = request;
    if (!perhapsAgain) {
      arrive();
    }
    return bytes == null ? null : bytes.duplicate();
  }

  /**
   * Gives up a connection that was dead, and those that have been idle for longer.
   *
   * @return whether the way can be gone again
   */
  boolean leavesBehind(Connection dead) {
    Way known = way;
    if (known == null || request == null) {
      return false;
    }
    loops.drop(known.route(), dead.idleSinceNanos());
    return true;
  }

  /** There will be no other connection. */
  void arrive() {
    way = null;
    request = null;
  }
}
