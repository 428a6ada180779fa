package dev.sluice.transport.nio;

import dev.sluice.transport.http.Route;
import dev.sluice.transport.http.WayTimes;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One socket that is connected: it is made usable, perhaps through a proxy and with TLS, then
 * carries exchanges one after the other. Belongs to its loop's thread, but for {@link #cut}.
 *
 * <p>Its state is here and nowhere else: it waits in the pool if and only if it is idle.
 */
final class Connection implements EventLoop.Ready, Line {
  /** How long an answer is read on for after the request could not be sent to its end. */
  private static final Duration READ_ON = Duration.ofSeconds(1);

  private enum State {
    OPENING,
    CARRYING,
    IDLE,
    CLOSED
  }

  private final EventLoop loop;
  private final Route route;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final Layers layers;
  private final Unsent unsent = new Unsent();

  private State state = State.OPENING;
  private @Nullable NioExchange exchange;
  private boolean used;
  private boolean paused;

  /** Whether what the socket brings is HTTP as it is. */
  private boolean bare;

  /** Why nothing more can be sent, although something may still come. */
  private @Nullable IOException unwritable;

  /** How the input ended while TLS computed: what it computes may say why. */
  private @Nullable IOException ended;

  private final OneAlarm alarm;
  private long idleSinceNanos;
  private long idleForNanos;

  Connection(
      EventLoop loop, Way way, SocketChannel channel, SelectionKey key, NioExchange exchange) {
    this.loop = loop;
    this.route = way.route();
    this.channel = channel;
    this.key = key;
    this.exchange = exchange;
    this.layers = new Layers(loop, way, this);
    this.alarm = new OneAlarm(loop, this);
  }

  /** The socket is connected: goes on to make it usable, and tells the exchange. */
  void begin() {
    WayTimes times = times();
    if (times != null) {
      times.dialed();
    }
    interest();
    try {
      layers.begin();
    } catch (IOException broken) {
      broke(broken);
    }
  }

  Route route() {
    return route;
  }

  @Override
  public void onReady() {
    if (state == State.CLOSED) {
      return;
    }
    try {
      if (key.isWritable()) {
        flush();
      }
      if (state != State.CLOSED && key.isReadable() && loop.reads.read(this, channel)) {
        loop.hasMore();
      }
    } catch (CancelledKeyException cut) {
      broke(new EOFException());
    }
  }

  /** What was done for this connection threw. */
  @Override
  public void onDefect(Throwable thrown) {
    if (!loop.isThisThread() && !loop.isClosed()) {
      loop.execute(this, () -> onDefect(thrown));
      return;
    }
    NioExchange carried = exchange;
    close();
    if (carried != null) {
      carried.onDefect(thrown);
    } else {
      loop.reports.defect(thrown);
    }
  }

  // Exchanges.

  /** No proxy lies between the socket and the server, or none any more. */
  void onThrough() {
    WayTimes times = times();
    if (times != null) {
      times.through();
    }
  }

  private @Nullable WayTimes times() {
    return exchange == null ? null : exchange.times();
  }

  /** The way is open: the first exchange begins. */
  void onUsable() {
    bare = layers.areNone();
    if (exchange != null) {
      exchange.onConnected(this);
    }
  }

  /** Carries an exchange that waited for this connection, or found it waiting. */
  void carry(NioExchange next, ByteBuffer request) {
    state = State.CARRYING;
    exchange = next;
    paused = false;
    try {
      send(layers.encrypt(request));
    } catch (IOException broken) {
      stopWriting(broken);
    }
  }

  /** Whether it has carried another exchange before: then it may have died unseen. */
  boolean isUsed() {
    return used;
  }

  /** Whether all that was to be sent has been. */
  boolean isAllSent() {
    return unsent.isEmpty() && unwritable == null;
  }

  /** Reads no more until {@link #readOn}. */
  void pause() {
    paused = true;
    interest();
  }

  void readOn() {
    if (paused && state != State.CLOSED) {
      paused = false;
      interest();
    }
  }

  /**
   * The exchange is over, and as far as it can tell the connection can carry another one.
   *
   * @param idleFor how long the server keeps it, as it says
   */
  void done(Duration idleFor) {
    exchange = null;
    boolean good = state == State.CARRYING && isAllSent() && channel.isOpen();
    if (!good || !idleFor.isPositive() || !loop.pool.put(this)) {
      close();
      return;
    }
    state = State.IDLE;
    used = true;
    idleSinceNanos = loop.timer.nanos();
    idleForNanos = Math.min(idleFor.toNanos(), ConnectionPool.MAX_IDLE.toNanos());
    readOn();
  }

  // Idle.

  long idleSinceNanos() {
    return idleSinceNanos;
  }

  boolean isTooOld(long nowNanos) {
    return nowNanos - idleSinceNanos >= idleForNanos;
  }

  /** Looks whether anything has come that the loop has not come to: then it closes itself. */
  boolean isStillGood(long nowNanos) {
    if (isTooOld(nowNanos)) {
      return false;
    }
    loop.reads.read(this, channel);
    loop.reads.handOn();
    return state == State.IDLE && channel.isOpen();
  }

  // Bytes.

  /** What was read from the socket stands here until this returns. */
  void onRead(Area area, int from, int to) {
    if (state == State.CLOSED || from == to) {
      return;
    }
    try {
      if (bare) {
        onHttp(area, from, to);
      } else {
        layers.onBytes(area, from, to);
      }
    } catch (IOException broken) {
      broke(broken);
    }
  }

  /** The socket could not be read. */
  void onBroken(IOException why) {
    if (state == State.OPENING && layers.isComputing()) {
      ended = why;
      pause();
    } else {
      broke(why);
    }
  }

  /** TLS has computed, and has said what it had to say. */
  void onComputed() {
    IOException why = ended;
    if (why != null && !layers.isComputing()) {
      broke(why);
    }
  }

  /** Bytes of HTTP. */
  void onHttp(Area area, int from, int to) {
    NioExchange carried = exchange;
    if (carried != null) {
      carried.onBytes(this, area, from, to);
    } else {
      close(); // Nobody was asked anything: what comes now answers nothing.
    }
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /**
   * Sends these bytes, when the peer takes them.
   *
   * @throws SSLException if the peer asks TLS for one answer after the other and reads none
   */
  void send(ByteBuffer bytes) throws SSLException {
    if (state != State.CLOSED && unwritable == null) {
      unsent.add(bytes);
      flush();
    }
  }

  private void flush() {
    try {
      unsent.writeTo(channel);
      interest();
      tellIfSent();
    } catch (IOException broken) {
      stopWriting(broken);
    }
  }

  private void tellIfSent() {
    NioExchange carried = exchange;
    if (carried != null && state == State.CARRYING && unsent.isEmpty()) {
      carried.onSent();
    }
  }

  /**
   * The peer takes no more. It may have said why before: a server that refuses a long prompt does
   * not read it to its end (RFC 9112, section 9.5), and TLS has its alerts.
   */
  private void stopWriting(IOException why) {
    if (state == State.IDLE || !channel.isOpen()) {
      broke(why);
      return;
    }
    unsent.clear();
    unwritable = why;
    interest();
    alarm.set(READ_ON, () -> broke(why));
  }

  /** Tells the selector what to wait for; asks the system only if that has changed. */
  private void interest() {
    if (state == State.CLOSED) {
      return;
    }
    int wanted =
        (paused ? 0 : SelectionKey.OP_READ) | (unsent.isEmpty() ? 0 : SelectionKey.OP_WRITE);
    try {
      if (key.interestOps() != wanted) {
        key.interestOps(wanted);
      }
    } catch (CancelledKeyException cut) {
      // It was closed from another thread, and the loop is on its way to hear of it.
    }
  }

  // The end.

  /** The peer sends no more. */
  void onEndOfInput() {
    if (state == State.OPENING) {
      onBroken(new EOFException("it was closed before it could be used"));
      return;
    }
    NioExchange carried = exchange;
    IOException notSent = unwritable;
    boolean allSent = isAllSent();
    close();
    if (carried != null) {
      carried.onEndOfInput(this, allSent, notSent);
    }
  }

  private void broke(IOException why) {
    if (state == State.CLOSED) {
      return;
    }
    NioExchange carried = exchange;
    boolean opening = state == State.OPENING;
    IOException first = unwritable == null ? why : unwritable;
    boolean allSent = isAllSent();
    close();
    if (carried == null) {
      return;
    }
    if (opening) {
      carried.onFailure(layers.failure(first));
    } else {
      carried.onBroken(this, allSent, first);
    }
  }

  @Override
  public void cut() {
    try {
      channel.close();
    } catch (IOException cannotBeClosedBetter) {
      // The loop tries again.
    }
  }

  /** Closes the socket; the exchange is not told. */
  void close() {
    if (state == State.CLOSED) {
      return;
    }
    State before = state;
    state = State.CLOSED;
    exchange = null;
    if (before == State.IDLE) {
      loop.pool.remove(this);
    }
    alarm.silence();
    try {
      if (unwritable == null && channel.isOpen()) {
        for (ByteBuffer bye : layers.goodbye()) {
          unsent.add(bye);
        }
        unsent.writeTo(channel);
      }
    } catch (Throwable unsayable) {
      // The peer learns of the end from the socket.
    }
    unsent.clear();
    key.cancel();
    cut();
  }
}
