package dev.sluice.transport.nio;

import dev.sluice.transport.Exchange;
import dev.sluice.transport.ExchangeListener;
import dev.sluice.transport.HttpCall;
import dev.sluice.transport.ResponseHead;
import dev.sluice.transport.Timer;
import dev.sluice.transport.TransportFailure;
import dev.sluice.transport.TransportFailure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response. The methods of {@link Exchange} may be called from any thread and
 * leave their work to the loop; everything else belongs to the loop's thread.
 */
final class NioExchange implements Exchange, ResponseParser.Handler {
  /** How long an answer's connection may take to end after its answer did, before it is closed. */
  private static final Duration GRACE = Duration.ofMillis(300);

  /** What is read and thrown away of an answer that is over, before its connection is given up. */
  private static final int MOST_RELEASED_BYTES = 16 * 1024;

  private static final Area NOTHING = new Area(0);

  private final EventLoop loop;
  private final Timer timer;
  private final HttpCall call;
  private final ExchangeListener listener;
  private final ResponseParser parser = new ResponseParser(this);

  private volatile boolean cancelled;
  private volatile boolean released;
  private volatile boolean over;
  private volatile boolean parked;

  private @Nullable ByteBuffer request;
  private @Nullable SSLContext context;
  private Deque<InetSocketAddress> addresses = new ArrayDeque<>(0);
  private @Nullable Connection connection;
  private boolean connecting = true;
  private @Nullable Runnable alarm;
  private int releasedBytes;

  /** Where the bytes stand that are being parsed. */
  private Area read = NOTHING;

  NioExchange(EventLoop loop, Timer timer, HttpCall call, ExchangeListener listener) {
    this.loop = loop;
    this.timer = timer;
    this.call = call;
    this.listener = listener;
  }

  // From any thread.

  @Override
  public void resume() {
    if (parked) {
      loop.execute(this::readOn);
    }
  }

  @Override
  public void cancel() {
    if (!over) {
      cancelled = true;
      loop.execute(() -> finish(true));
    }
  }

  @Override
  public void release() {
    if (!over) {
      released = true;
      loop.execute(this::awaitEnd);
    }
  }

  @Override
  public Executor afterRound() {
    return loop.afterRound();
  }

  // The way to a connection.

  /** Counts the exchange as open, and its time to connect. */
  void begin() {
    if (loop.isClosed()) {
      onLoopClosed();
      return;
    }
    loop.opened(this);
    if (call.connectTimeout().isPositive()) {
      alarm =
          timer.in(
              call.connectTimeout(), () -> loop.execute(this::onConnectTimeout), EventLoop::report);
    }
  }

  /** Takes a connection that is there already; false if there is none. */
  void send(Route route, @Nullable SSLContext tls, List<InetAddress> found) {
    if (over || cancelled) {
      return;
    }
    try {
      request = RequestBytes.post(call, route);
    } catch (IllegalArgumentException impossible) {
      fail(Failures.ofConnecting(impossible));
      return;
    }
    Connection idle = loop.pool.take(route);
    if (idle != null) {
      connection = idle;
      onConnected(idle);
      return;
    }
    context = tls;
    addresses = new ArrayDeque<>(found.size());
    for (InetAddress address : found) {
      addresses.add(new InetSocketAddress(address, route.firstPort()));
    }
    connect(route);
  }

  private void connect(Route route) {
    TransportFailure last = null;
    for (InetSocketAddress next; (next = addresses.pollFirst()) != null; ) {
      try {
        connection = Connection.open(loop, route, context, next, this);
        return;
      } catch (IOException | RuntimeException refused) {
        last = Failures.ofConnecting(refused);
      }
    }
    fail(last != null ? last : Failures.ofConnecting(new IOException("the host has no address")));
  }

  /** The way is open. */
  void onConnected(Connection made) {
    silence();
    connecting = false;
    ByteBuffer bytes = request;
    request = null;
    if (bytes != null) {
      made.carry(this, bytes);
    }
  }

  /** Nobody answers at that address; tries the host's next one. */
  void onNoAnswer(Route route, TransportFailure failure) {
    if (addresses.isEmpty() || over) {
      fail(failure);
    } else {
      connect(route);
    }
  }

  private void onConnectTimeout() {
    if (connecting && !over) {
      fail(
          new TransportFailure(
              Kind.CONNECT_TIMEOUT,
              "connect timed out",
              new SocketTimeoutException("connect timed out")));
    }
  }

  // The response.

  /** Bytes of the response. */
  void onBytes(Connection from, Area area, int start, int end) throws IOException {
    read = area;
    int at = parser.feed(area.bytes, start, end);
    if (over) {
      return;
    }
    if (parser.complete()) {
      complete(at == end && parser.persistent());
    } else if (releasedBytes > MOST_RELEASED_BYTES) {
      finish(true);
    } else if (!released && !listener.isReady()) {
      parked = true;
      if (listener.isReady()) {
        parked = false;
      } else {
        from.pause();
      }
    }
  }

  @Override
  public boolean onHead(ResponseHead head) {
    if (cancelled) {
      return false;
    }
    listener.onHead(head);
    return true;
  }

  @Override
  public boolean onBody(byte[] bytes, int from, int to) {
    if (cancelled) {
      return false;
    }
    if (released) {
      releasedBytes += to - from;
    } else {
      listener.onBytes(read.of(from, to));
    }
    return true;
  }

  void onEndOfInput() {
    if (parser.endOfInput()) {
      complete(false);
    } else if (parser.begun()) {
      fail(Failures.of(new EOFException("closed in mid-answer")));
    } else {
      String reason = "it was closed before an answer began";
      fail(new TransportFailure(Kind.LOST, reason, new EOFException(reason)));
    }
  }

  void onFailure(TransportFailure failure) {
    fail(failure);
  }

  void onLoopClosed() {
    fail(
        new TransportFailure(
            Kind.LOST, "the transport was closed", new IOException("the transport was closed")));
  }

  private void readOn() {
    if (parked && connection != null) {
      parked = false;
      connection.readOn();
    }
  }

  /** The answer is over: its connection is kept if the response ends soon. */
  private void awaitEnd() {
    if (!over) {
      silence();
      alarm = timer.in(GRACE, () -> loop.execute(() -> finish(true)), EventLoop::report);
      readOn();
    }
  }

  // The end.

  private void complete(boolean reusable) {
    boolean told = !released && !cancelled;
    finish(!reusable);
    if (told) {
      listener.onEnd();
    }
  }

  private void fail(TransportFailure failure) {
    boolean told = !over && !released && !cancelled;
    finish(true);
    if (told) {
      listener.onFailure(failure);
    }
  }

  private void finish(boolean close) {
    if (over) {
      return;
    }
    over = true;
    silence();
    loop.over(this);
    request = null;
    Connection held = connection;
    connection = null;
    if (held != null) {
      if (close) {
        held.close();
      } else {
        held.done();
      }
    }
  }

  private void silence() {
    Runnable takeBack = alarm;
    alarm = null;
    if (takeBack != null) {
      takeBack.run();
    }
  }
}
