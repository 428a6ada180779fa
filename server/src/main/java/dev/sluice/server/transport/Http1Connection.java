package dev.sluice.server.transport;

import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.transport.http.RequestBytes;
import dev.sluice.transport.http.ResponseParser;
import dev.sluice.transport.http.Route;
import dev.sluice.transport.http.SocketFailures;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/1.1, which carries exchanges one after the other. What is read is copied
 * once, to the loop's own area, and parsed there: nothing is made for a chunk. Belongs to the
 * loop's thread, but for {@link #cut}.
 *
 * <p>Its state is here and nowhere else: it waits in the pool if and only if it is idle.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter
    implements Carrier, ResponseParser.Handler {
  /** How long an answer is read on for after the request could not be sent to its end. */
  private static final Duration READ_ON = Duration.ofSeconds(1);

  private enum State {
    CARRYING,
    IDLE,
    CLOSED
  }

  private final Loop loop;
  private final Route route;
  private final Channel channel;

  private State state = State.CARRYING;
  private @Nullable VertxExchange exchange;
  private ResponseParser parser = new ResponseParser(this);
  private boolean used;
  private boolean paused;

  /** Whether the system has taken the whole request. */
  private boolean sent;

  /** Why nothing more can be sent, although something may still come. */
  private @Nullable IOException unwritable;

  private @Nullable Runnable alarm;
  private long idleSinceNanos;
  private long idleForNanos;

  Http1Connection(Loop loop, Route route, Channel channel) {
    this.loop = loop;
    this.route = route;
    this.channel = channel;
  }

  @Override
  public Route route() {
    return route;
  }

  @Override
  public boolean isUsed() {
    return used;
  }

  // Exchanges.

  @Override
  public void carry(VertxExchange next) {
    state = State.CARRYING;
    exchange = next;
    sent = false;
    if (used) {
      parser = new ResponseParser(this);
    }
    ByteBuf request = Unpooled.wrappedBuffer(RequestBytes.of(next.call(), route));
    var _ = channel.writeAndFlush(request).addListener(done -> onWritten(next, done.cause()));
  }

  private void onWritten(VertxExchange by, @Nullable Throwable failed) {
    if (state != State.CARRYING || exchange != by) {
      return;
    }
    if (failed == null) {
      sent = true;
      by.onSent(this);
    } else {
      stopWriting(failed instanceof IOException io ? io : new IOException(failed));
    }
  }

  /**
   * The peer takes no more. It may have said why before: a server that refuses a long prompt does
   * not read it to its end (RFC 9112, section 9.5).
   */
  private void stopWriting(IOException why) {
    unwritable = why;
    if (!channel.isActive()) {
      broke(why);
      return;
    }
    alarm = loop.timer.in(READ_ON, () -> loop.execute(() -> broke(why)), VertxTransport::report);
  }

  @Override
  public void pause() {
    paused = true;
    channel.config().setAutoRead(false);
  }

  @Override
  public void readOn() {
    if (paused && state != State.CLOSED) {
      paused = false;
      channel.config().setAutoRead(true);
    }
  }

  @Override
  public void done() {
    exchange = null;
    Duration idleFor = idleFor();
    boolean good = state == State.CARRYING && sent && channel.isActive();
    if (!good || !idleFor.isPositive() || !loop.pool.put(this)) {
      close();
      return;
    }
    state = State.IDLE;
    used = true;
    idleSinceNanos = loop.timer.nanos();
    idleForNanos = Math.min(idleFor.toNanos(), Pool.MAX_IDLE.toNanos());
    readOn();
  }

  /** A second less than the server says: its patience began with its last byte, not with ours. */
  private Duration idleFor() {
    int seconds = parser.keepAliveSeconds();
    return seconds < 0 ? Pool.MAX_IDLE : Duration.ofSeconds(seconds - 1L);
  }

  // Idle.

  @Override
  public long goodSinceNanos() {
    return idleSinceNanos;
  }

  boolean isTooOld(long nowNanos) {
    return nowNanos - idleSinceNanos >= idleForNanos;
  }

  boolean isStillGood(long nowNanos) {
    return !isTooOld(nowNanos) && channel.isActive();
  }

  // Bytes.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      VertxExchange carried = exchange;
      if (carried == null) {
        close(); // Nobody was asked anything: what comes now answers nothing.
      } else {
        read(carried, carried.home(), bytes);
      }
    } finally {
      bytes.release();
      // A listener may have interrupted its thread, and that is the loop's.
      boolean _ = Thread.interrupted();
    }
  }

  private void read(VertxExchange carried, @Nullable EventLoopHome home, ByteBuf bytes) {
    if (home == null) {
      read(carried, bytes);
      return;
    }
    home.tells();
    try {
      read(carried, bytes);
    } finally {
      home.hasTold();
    }
  }

  private void read(VertxExchange carried, ByteBuf bytes) {
    carried.onArrival();
    try {
      while (bytes.isReadable()) {
        int length = Math.min(bytes.readableBytes(), loop.area.length);
        bytes.readBytes(loop.area, 0, length);
        int at = parser.feed(loop.area, 0, length);
        if (carried.isCleared()) {
          return;
        }
        if (parser.complete()) {
          carried.complete(at == length && !bytes.isReadable() && parser.persistent());
          return;
        }
      }
      carried.afterRead(this);
    } catch (ProtocolException noHttp) {
      carried.onFailure(SocketFailures.of(noHttp));
    } catch (Throwable defect) {
      carried.onDefect(defect);
    }
  }

  @Override
  public boolean onHead(ResponseHead head) {
    VertxExchange carried = exchange;
    return carried != null && carried.onHead(this, head);
  }

  @Override
  public boolean onBody(byte[] bytes, int from, int to) {
    VertxExchange carried = exchange;
    return carried != null && carried.onBody(loop.read(from, to));
  }

  // The end.

  /** The peer sends no more. */
  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (state == State.CLOSED) {
      return;
    }
    VertxExchange carried = exchange;
    if (carried != null && parser.endOfInput()) {
      carried.complete(false);
    } else {
      broke(SocketFailures.endOfInput(parser.begun()));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    IOException why = Broken.of(cause);
    VertxExchange carried = exchange;
    if (why != null) {
      broke(why);
    } else if (carried != null) {
      carried.onDefect(cause);
    } else {
      close();
      VertxTransport.report(cause);
    }
  }

  private void broke(IOException why) {
    if (state == State.CLOSED) {
      return;
    }
    VertxExchange carried = exchange;
    boolean worn = used && !parser.begun();
    boolean allSent = sent && unwritable == null;
    IOException first = unwritable == null ? why : unwritable;
    close();
    if (carried != null) {
      carried.onBroken(this, worn, allSent, SocketFailures.of(first));
    }
  }

  @Override
  public void cut() {
    loop.cut(channel);
  }

  @Override
  public void close() {
    if (state == State.CLOSED) {
      return;
    }
    State before = state;
    state = State.CLOSED;
    exchange = null;
    if (before == State.IDLE) {
      loop.pool.remove(this);
    }
    Runnable waiting = alarm;
    if (waiting != null) {
      waiting.run();
    }
    Sockets.close(channel);
  }
}
