package dev.sluice.transport.nio;

import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.spi.transport.TransportFailure.Kind;
import dev.sluice.transport.http.Life;
import dev.sluice.transport.http.ResponseParser;
import dev.sluice.transport.http.SocketFailures;
import dev.sluice.transport.http.Via;
import dev.sluice.transport.http.WayTimes;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response. The methods of {@link Exchange} may be called from any thread and
 * wait for nothing; everything else belongs to the loop's thread.
 *
 * <p>One atomic decides how it goes on, so that a cancel and a connect timeout need no loop: they
 * take the phase and close the sockets, and what the loop finds when it comes to it is only to be
 * cleared away. Who may say what in which phase is seen only with the whole before one's eyes,
 * which is why this is one file; the way to a connection is {@link Approach}'s, the bytes the
 * parser's.
 */
final class NioExchange implements Exchange, Executor, Owner, ResponseParser.Handler {
  /** How long an answer's connection may take to end after its answer did, before it is closed. */
  private static final Duration GRACE = Duration.ofMillis(300);

  /** How long is waited for the body of a refusal, whose status has already said enough. */
  private static final Duration REFUSAL = Duration.ofSeconds(2);

  private static final int REFUSED = 300;

  /** What is read and thrown away of an answer that is over, before its connection is given up. */
  private static final int MAX_RELEASED_BYTES = 16 * 1024;

  private static final Area NOTHING = new Area(0);

  private final EventLoop loop;
  private final HttpCall call;
  private final ExchangeListener listener;
  private final ResponseParser parser = new ResponseParser(this);
  private final Life life = new Life();
  private final OneAlarm alarm;
  private final Approach approach;
  private final @Nullable WayTimes times;

  private volatile List<String> secrets = List.of();
  private volatile boolean released;
  private volatile boolean parked;
  private volatile @Nullable Line line;

  private @Nullable Connection connection;
  private boolean cleared;
  private int releasedBytes;

  /** Where the bytes stand that are being parsed. */
  private Area read = NOTHING;

  NioExchange(EventLoop loop, Loops loops, HttpCall call, ExchangeListener listener) {
    this.loop = loop;
    this.call = call;
    this.listener = listener;
    this.alarm = new OneAlarm(loop, this);
    this.approach = new Approach(loop, loops, call, this);
    this.times = listener.wantsTimes() ? new WayTimes(loop.timer) : null;
    loop.load.incrementAndGet();
  }

  // From any thread.

  @Override
  public void resume() {
    if (parked) {
      loop.execute(this, this::readOn);
    }
  }

  @Override
  public void cancel() {
    if (life.cancel()) {
      cut();
      loop.execute(this, () -> finish(true));
    }
  }

  private void cut() {
    Line open = line;
    if (open != null) {
      open.cut();
    }
  }

  @Override
  public void release() {
    if (isLive()) {
      released = true;
      loop.execute(this, this::awaitEnd);
    }
  }

  @Override
  public void whenRead(Runnable task) {
    loop.whenRead(this, task);
  }

  @Override
  public List<String> secrets() {
    return secrets;
  }

  @Override
  public Executor afterRound() {
    return this;
  }

  /** Runs a reader of this exchange after the round. */
  @Override
  public void execute(Runnable task) {
    loop.afterRound.execute(this, task);
  }

  /** What was done for this exchange threw: it ends, and nothing else does. */
  @Override
  public void onDefect(Throwable thrown) {
    if (loop.isThisThread()) {
      fail(SocketFailures.ofDefect(thrown));
    } else {
      loop.execute(loop, () -> fail(SocketFailures.ofDefect(thrown)));
    }
  }

  /** Whether it still waits for something. */
  boolean isLive() {
    return life.goesOn();
  }

  // The way to a connection.

  /** Counts the exchange as open, and its time to connect. */
  void begin() {
    if (cleared) {
      return;
    }
    if (loop.isClosed()) {
      onLoopEnded(null);
      return;
    }
    loop.opened(this);
  }

  /** Takes the time of the way; null if nobody wants to know. */
  @Nullable WayTimes times() {
    return times;
  }

  /** The way is known. */
  void send(Way known) {
    if (!cleared && life.isConnecting()) {
      secrets = known.route().via().map(Via::secrets).orElse(List.of());
      approach.go(known);
    }
  }

  /** A new connection is being made. */
  void onDialing(Dial dial) {
    line = dial;
    if (isLive()) {
      dial.next();
    }
  }

  /** This connection is being made usable. */
  void onOpening(Connection made) {
    connection = made;
    line = made;
    if (!isLive()) {
      made.close();
    }
  }

  /** The way is open. */
  void onConnected(Connection made) {
    alarm.silence();
    ByteBuffer bytes = approach.request(made.isUsed());
    if (bytes == null || !life.open()) {
      finish(true);
      return;
    }
    if (times != null) {
      tellConnected(times, made);
    }
    if (life.isOpen()) {
      made.carry(this, bytes);
    }
  }

  private void tellConnected(WayTimes of, Connection made) {
    try {
      listener.onConnected(of.connected(made.route(), made.isUsed()));
    } catch (Throwable defect) {
      onDefect(defect);
    }
  }

  /** The system has taken all of what was to be sent. */
  void onSent() {
    if (times != null && !released && life.isOpen() && times.firstSent()) {
      try {
        listener.onRequestSent();
      } catch (Throwable defect) {
        onDefect(defect);
      }
    }
  }

  /** Counts its time to connect, which begins before the loop has come to it. */
  void awaitConnection() {
    if (call.connectTimeout().isPositive()) {
      alarm.setElsewhere(call.connectTimeout(), this::onConnectTimeout);
    }
  }

  /**
   * On the thread that keeps the time, because the loop may be held up. Nothing has been told by
   * then and nothing will be but this, so that it may be told on another thread.
   */
  private void onConnectTimeout() {
    if (life.endUnconnected()) {
      cut();
      loop.execute(this, () -> finish(true));
      if (!released) {
        tellElsewhere(SocketFailures.timedOut(Kind.CONNECT_TIMEOUT, "connect timed out"));
      }
    }
  }

  private void tellElsewhere(TransportFailure failure) {
    loop.timer.aside(() -> tell(failure), loop.reports::defect);
  }

  /**
   * A connection that had been used before was dead already: goes the same way by a fresh one.
   *
   * @param allSent whether the server may have had the whole request; then it is told
   */
  private boolean sentAgain(Connection dead, boolean allSent, TransportFailure why) {
    if (released || parser.begun() || !approach.leavesBehind(dead)) {
      return false;
    }
    connection = null;
    parked = false;
    // Whoever has cancelled meanwhile, on another thread, hears nothing more.
    if (!life.connectAgain()) {
      finish(true);
      return true;
    }
    if (allSent) {
      try {
        listener.onSentAgain(why);
      } catch (Throwable defect) {
        onDefect(defect);
        return true;
      }
    }
    if (life.isConnecting()) {
      awaitConnection();
      approach.goAfresh();
    } else {
      finish(true);
    }
    return true;
  }

  // The response.

  /** Bytes of the response. */
  void onBytes(Connection from, Area area, int start, int end) {
    approach.arrive();
    read = area;
    try {
      int at = parser.feed(area.bytes, start, end);
      if (cleared) {
        return;
      }
      if (parser.complete()) {
        complete(at == end && parser.persistent());
      } else if (!life.isOpen() || releasedBytes > MAX_RELEASED_BYTES) {
        finish(true);
      } else if (!released && !listener.isReady()) {
        park(from);
      }
    } catch (ProtocolException noHttp) {
      fail(SocketFailures.of(noHttp));
    } catch (Throwable defect) {
      onDefect(defect);
    }
  }

  private void park(Connection from) {
    parked = true;
    if (listener.isReady()) {
      parked = false;
    } else {
      from.pause();
    }
  }

  @Override
  public boolean onHead(ResponseHead head) {
    if (!life.isOpen()) {
      return false;
    }
    Connection from = connection;
    Optional<TransportFailure> refusal =
        from == null ? Optional.empty() : SocketFailures.ofAnswer(head, from.route());
    if (refusal.isPresent()) {
      fail(refusal.get());
      return false;
    }
    if (!released) {
      if (head.status() >= REFUSED) {
        alarm.set(REFUSAL, this::onRefusalStalled);
      }
      listener.onHead(head);
    }
    return true;
  }

  @Override
  public boolean onBody(byte[] bytes, int from, int to) {
    if (!life.isOpen()) {
      return false;
    }
    if (released) {
      releasedBytes += to - from;
    } else {
      listener.onBytes(read.of(from, to));
    }
    return true;
  }

  /**
   * The server sends no more.
   *
   * @param allSent whether it had been sent the whole request
   * @param notSent why it had not, if that was an error
   */
  void onEndOfInput(Connection from, boolean allSent, @Nullable IOException notSent) {
    if (parser.endOfInput()) {
      complete(false);
      return;
    }
    onBroken(from, allSent, notSent != null ? notSent : SocketFailures.endOfInput(parser.begun()));
  }

  /** The connection broke. */
  void onBroken(Connection from, boolean allSent, IOException why) {
    TransportFailure failure = SocketFailures.of(why);
    if (!(from.isUsed() && sentAgain(from, allSent, failure))) {
      fail(failure);
    }
  }

  void onFailure(TransportFailure failure) {
    fail(failure);
  }

  /**
   * @param death what the loop died of; null if it was closed
   */
  void onLoopEnded(@Nullable Throwable death) {
    fail(SocketFailures.ofLoop(death));
  }

  private void readOn() {
    if (parked && connection != null) {
      parked = false;
      connection.readOn();
    }
  }

  /** The answer is over: its connection is kept if the response ends soon. */
  private void awaitEnd() {
    if (!cleared) {
      alarm.set(GRACE, () -> finish(true));
      readOn();
    }
  }

  private void onRefusalStalled() {
    if (!released) {
      fail(SocketFailures.timedOut(Kind.LOST, "the rest of the refusal did not come in time"));
    }
  }

  // The end.

  private void complete(boolean reusable) {
    if (finish(!reusable)) {
      try {
        listener.onEnd();
      } catch (Throwable defect) {
        loop.reports.defect(defect); // It has been told of the end, and nothing follows.
      }
    }
  }

  private void fail(TransportFailure failure) {
    if (finish(true)) {
      tell(failure);
    }
  }

  private void tell(TransportFailure failure) {
    try {
      listener.onFailure(failure);
    } catch (Throwable defect) {
      loop.reports.defect(defect);
    }
  }

  /**
   * @return whether the listener is to be told of the end
   */
  private boolean finish(boolean close) {
    boolean ended = life.end();
    if (!cleared) {
      cleared = true;
      clear(close || !ended);
    }
    return ended && !released;
  }

  private void clear(boolean close) {
    alarm.silence();
    loop.over(this);
    loop.load.decrementAndGet();
    approach.arrive();
    Line last = line;
    line = null;
    Connection held = connection;
    connection = null;
    if (held != null && close) {
      held.close();
    } else if (held != null) {
      held.done(idleFor());
    }
    if (last instanceof Dial dial) {
      dial.end();
    }
  }

  /** A second less than the server says: its patience began with its last byte, not with ours. */
  private Duration idleFor() {
    int seconds = parser.keepAliveSeconds();
    return seconds < 0 ? ConnectionPool.MAX_IDLE : Duration.ofSeconds(seconds - 1L);
  }
}
