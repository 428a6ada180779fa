package dev.sluice.server.transport;

import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.RequestHeader;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import dev.sluice.spi.transport.TransportFailure.Kind;
import dev.sluice.transport.http.Life;
import dev.sluice.transport.http.SocketFailures;
import dev.sluice.transport.http.Via;
import dev.sluice.transport.http.WayTimes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
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
 * take the phase and cut the line, and what the loop finds when it comes to it is only to be
 * cleared away. Who may say what in which phase is seen only with the whole before one's eyes,
 * which is why this is one file.
 */
final class VertxExchange implements Exchange {
  /** How long an answer's connection may take to end after its answer did, before it is closed. */
  private static final Duration GRACE = Duration.ofMillis(300);

  /** How long is waited for the body of a refusal, whose status has already said enough. */
  private static final Duration REFUSAL = Duration.ofSeconds(2);

  private static final int REFUSED = 300;

  /** What is read and thrown away of an answer that is over, before its connection is given up. */
  private static final int MAX_RELEASED_BYTES = 16 * 1024;

  private final VertxTransport transport;
  private final Loop loop;
  private final ExchangeListener listener;
  private final Life life = new Life();
  private final @Nullable EventLoopHome home;
  private final @Nullable WayTimes times;
  private final Duration connectTimeout;

  private volatile List<String> secrets = List.of();
  private volatile boolean released;
  private volatile boolean parked;
  private volatile @Nullable Line line;

  /** What to send, and where, until it cannot have to be sent again. */
  private @Nullable HttpCall call;

  private @Nullable Way way;

  private @Nullable Carrier carrier;
  private @Nullable Runnable alarm;
  private boolean cleared;

  /** Whether others wait for what becomes of its connection. */
  private boolean leads;

  private int releasedBytes;

  VertxExchange(
      VertxTransport transport,
      Loop loop,
      @Nullable Executor home,
      HttpCall call,
      ExchangeListener listener) {
    this.transport = transport;
    this.loop = loop;
    this.call = call;
    this.connectTimeout = call.connectTimeout();
    this.listener = listener;
    this.home = home instanceof EventLoopHome one && one.loop().equals(loop.events) ? one : null;
    this.times = listener.wantsTimes() ? new WayTimes(loop.timer) : null;
  }

  // From any thread.

  @Override
  public void resume() {
    if (parked) {
      loop.later(this::readOn);
    }
  }

  @Override
  public void cancel() {
    if (life.cancel()) {
      cut();
      loop.execute(() -> finish(true));
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
      loop.execute(this::awaitEnd);
    }
  }

  @Override
  public void whenRead(Runnable task) {
    if (isLive()) {
      loop.whenRead(task);
    } else {
      task.run();
    }
  }

  @Override
  public List<String> secrets() {
    return secrets;
  }

  /** Whether it still waits for something. */
  boolean isLive() {
    return life.goesOn();
  }

  /** What was done for this exchange threw: it ends, and nothing else does. */
  void onDefect(Throwable thrown) {
    loop.execute(() -> fail(SocketFailures.ofDefect(thrown)));
  }

  // The way to a connection.

  /** Counts its time to connect, which begins before the loop has come to it. */
  void awaitConnection() {
    if (connectTimeout.isPositive()) {
      silence();
      alarm = loop.timer.in(connectTimeout, this::onConnectTimeout, this::onDefect);
    }
  }

  /**
   * On the thread that keeps the time, because the loop may be held up. Nothing has been told by
   * then and nothing will be but this, so that it may be told on another thread.
   */
  private void onConnectTimeout() {
    if (life.endUnconnected()) {
      cut();
      loop.execute(() -> finish(true));
      if (!released) {
        TransportFailure late = SocketFailures.timedOut(Kind.CONNECT_TIMEOUT, "connect timed out");
        loop.timer.aside(() -> tell(late), VertxTransport::report);
      }
    }
  }

  /** Counts the exchange as open, and finds the way. */
  void begin() {
    HttpCall asked = call;
    if (cleared || asked == null) {
      return;
    }
    if (loop.isClosed()) {
      onClosed();
      return;
    }
    loop.opened(this);
    try {
      asked.headers().forEach(RequestHeader::check);
      Way known = transport.ways().known(asked.uri());
      if (known != null) {
        go(known);
      } else {
        Threads.startVirtual(() -> find(asked));
      }
    } catch (IllegalArgumentException impossible) {
      fail(SocketFailures.ofPreparing(impossible));
    }
  }

  private void find(HttpCall asked) {
    try {
      Way found = transport.ways().find(asked.uri());
      loop.execute(() -> go(found));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException impossible) {
      loop.execute(() -> fail(SocketFailures.ofPreparing(impossible)));
    } catch (Throwable defect) {
      onDefect(defect);
    }
  }

  private void go(Way known) {
    if (cleared || !life.isConnecting()) {
      return;
    }
    secrets = known.route().via().map(Via::secrets).orElse(List.of());
    way = known;
    Carrier there = loop.pool.take(known.route());
    if (there != null) {
      onConnected(there);
      return;
    }
    Pool.Turn turn = loop.pool.turn(known.route(), this);
    leads = turn == Pool.Turn.LEADS;
    if (turn != Pool.Turn.WAITS) {
      dial(known);
    }
  }

  /** Another exchange's connection is there, or will not be. */
  void goOn() {
    Way known = way;
    if (known != null) {
      go(known);
    }
  }

  /** Lets those go on that wait for this one's connection. */
  private void lead(@Nullable Carrier made) {
    Way known = way;
    if (leads && known != null) {
      leads = false;
      loop.pool.led(known.route(), made);
    }
  }

  private void dial(Way known) {
    Dial dial = new Dial(loop, known, this);
    line = dial;
    if (isLive()) {
      dial.begin();
    }
  }

  /** Takes the time of the way; null if nobody wants to know. */
  @Nullable WayTimes times() {
    return times;
  }

  /** The way is open. */
  void onConnected(Carrier made) {
    carrier = made;
    line = made;
    silence();
    lead(made);
    if (cleared || !life.open()) {
      made.close();
      finish(true);
      return;
    }
    if (times != null) {
      told(() -> listener.onConnected(times.connected(made.route(), made.isUsed())));
    }
    if (life.isOpen()) {
      made.carry(this);
    }
  }

  /** What is to be sent. */
  HttpCall call() {
    HttpCall asked = call;
    if (asked == null) {
      throw new IllegalStateException("the request has been let go");
    }
    return asked;
  }

  /** The system has taken all of what was to be sent. */
  void onSent(Carrier by) {
    if (!by.isUsed()) {
      letGo();
    }
    if (times != null && !released && life.isOpen() && times.firstSent()) {
      told(listener::onRequestSent);
    }
  }

  /** It will not have to be sent again. */
  private void letGo() {
    call = null;
    way = null;
  }

  /**
   * A connection that had been used before was dead already: goes the same way by a fresh one.
   *
   * @param allSent whether the server may have had the whole request; then it is told
   */
  private boolean sentAgain(Carrier dead, boolean allSent, TransportFailure why) {
    Way known = way;
    if (released || known == null || call == null) {
      return false;
    }
    transport.drop(known.route(), dead.goodSinceNanos());
    carrier = null;
    parked = false;
    // Whoever has cancelled meanwhile, on another thread, hears nothing more.
    if (!life.connectAgain()) {
      finish(true);
      return true;
    }
    if (allSent && !told(() -> listener.onSentAgain(why))) {
      return true;
    }
    if (life.isConnecting()) {
      awaitConnection();
      dial(known);
    } else {
      finish(true);
    }
    return true;
  }

  // The response.

  /** The head is here; returns whether to go on. */
  boolean onHead(Carrier from, ResponseHead head) {
    if (!life.isOpen()) {
      return false;
    }
    Optional<TransportFailure> refusal = SocketFailures.ofAnswer(head, from.route());
    if (refusal.isPresent()) {
      fail(refusal.get());
      return false;
    }
    if (!released) {
      if (head.status() >= REFUSED) {
        alarm = loop.timer.in(REFUSAL, () -> loop.execute(this::onRefusalStalled), this::onDefect);
      }
      listener.onHead(head);
    }
    return true;
  }

  /** More of the body; returns whether to go on. */
  boolean onBody(ByteBuffer bytes) {
    if (!life.isOpen()) {
      return false;
    }
    if (released) {
      releasedBytes += bytes.remaining();
    } else {
      listener.onBytes(bytes);
    }
    return true;
  }

  /** Where it is told, if its listener is at home there. */
  @Nullable EventLoopHome home() {
    return home;
  }

  /** Something of the answer has come. */
  void onArrival() {
    if (call != null) {
      letGo();
    }
  }

  /** A read has been told. */
  void afterRead(Carrier from) {
    if (cleared) {
      return;
    }
    if (!life.isOpen() || releasedBytes > MAX_RELEASED_BYTES) {
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

  /**
   * The connection broke.
   *
   * @param worn whether it may have been dead before it was used, and nothing came
   */
  void onBroken(Carrier from, boolean worn, boolean allSent, TransportFailure why) {
    if (!(worn && sentAgain(from, allSent, why))) {
      fail(why);
    }
  }

  void onFailure(TransportFailure failure) {
    fail(failure);
  }

  /** The transport was closed. */
  void onClosed() {
    fail(SocketFailures.ofLoop(null));
  }

  private void readOn() {
    Carrier from = carrier;
    if (parked && from != null) {
      parked = false;
      from.readOn();
    }
  }

  /** The answer is over: its connection is kept if the response ends soon. */
  private void awaitEnd() {
    if (!cleared) {
      silence();
      alarm = loop.timer.in(GRACE, () -> loop.execute(() -> finish(true)), this::onDefect);
      readOn();
    }
  }

  private void onRefusalStalled() {
    if (!released) {
      fail(SocketFailures.timedOut(Kind.LOST, "the rest of the refusal did not come in time"));
    }
  }

  // The end.

  boolean isCleared() {
    return cleared;
  }

  /**
   * The response is whole.
   *
   * @param reusable whether the connection can carry another exchange
   */
  void complete(boolean reusable) {
    if (finish(!reusable)) {
      try {
        listener.onEnd();
      } catch (Throwable defect) {
        VertxTransport.report(defect); // It has been told of the end, and nothing follows.
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
      VertxTransport.report(defect);
    }
  }

  /** Tells the listener something; false if that was the end. */
  private boolean told(Runnable what) {
    try {
      what.run();
      return true;
    } catch (Throwable defect) {
      fail(SocketFailures.ofDefect(defect));
      return false;
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
    silence();
    loop.over(this);
    lead(null);
    letGo();
    Line last = line;
    Carrier held = carrier;
    line = null;
    carrier = null;
    if (held != null && close) {
      held.close();
    } else if (held != null) {
      held.done();
    } else if (last != null) {
      last.cut();
    }
  }

  private void silence() {
    Runnable before = alarm;
    alarm = null;
    if (before != null) {
      before.run();
    }
  }
}
