package dev.sluice.transport.jdk;

import dev.sluice.transport.Connected;
import dev.sluice.transport.Exchange;
import dev.sluice.transport.ExchangeListener;
import dev.sluice.transport.HttpCall;
import dev.sluice.transport.ResponseHead;
import dev.sluice.transport.TransportFailure;
import dev.sluice.transport.http.ProxyRefusal;
import dev.sluice.transport.http.Via;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response. The JDK calls from threads of its own, one after the other but for
 * what ends an exchange; {@link Turns} lets the listener hear one thing at a time all the same.
 *
 * <p>Whether it is over is decided by {@link #phase} alone. An end of the JDK's takes its turn
 * first, so that nothing is lost which came before; one of ours (a cancel, a timeout, the
 * transport's close) is decided at once, and then nothing more is told than that. Who may say what
 * in which phase is seen only with all of them in one file.
 */
final class JdkExchange implements Exchange, HttpResponse.BodySubscriber<Boolean> {
  /** How long an answer's connection may take to end after its answer did, before it is closed. */
  private static final Duration GRACE = Duration.ofMillis(300);

  /**
   * The JDK tells nobody when its selector has made a round. After a pause of the whole process a
   * tenth of a second has been enough for what had arrived to be read.
   */
  private static final Duration READ_BY_THEN = Duration.ofMillis(100);

  /** What is read and thrown away of an answer that is over, before its connection is given up. */
  private static final int MAX_RELEASED_BYTES = 16 * 1024;

  private enum Phase {
    /** No connection yet: nothing was sent. */
    CONNECTING,
    SENT,
    OVER
  }

  private final JdkTransport transport;
  private final HttpCall call;
  private final ExchangeListener listener;

  /** Whether the listener wants to hear of the connection. */
  private final boolean wantsTimes;

  private final ClientCall inClient = new ClientCall();
  private final Turns turns = new Turns();
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CONNECTING);

  /** Whether reading has stopped because nobody wants more. */
  private final AtomicBoolean parked = new AtomicBoolean();

  /** Take back the alarm of the connection, and that of an answer that is over. */
  private final AtomicReference<@Nullable Runnable> connectAlarm = new AtomicReference<>();

  private final AtomicReference<@Nullable Runnable> graceAlarm = new AtomicReference<>();

  /** The proxy on the way. */
  private volatile Optional<Via> via = Optional.empty();

  private volatile boolean released;

  // Only whoever has the turn.

  private int releasedBytes;
  private boolean connectedIsTold;

  JdkExchange(JdkTransport transport, HttpCall call, ExchangeListener listener) {
    this.transport = transport;
    this.call = call;
    this.listener = listener;
    this.wantsTimes = listener.wantsTimes();
  }

  // From any thread.

  @Override
  public void resume() {
    if (parked.compareAndSet(true, false)) {
      // Elsewhere: what the client has buffered it hands on before request() returns.
      Threads.startVirtual(inClient::readOn);
    }
  }

  @Override
  public void cancel() {
    if (finish()) {
      inClient.hangUp();
    }
  }

  @Override
  public void release() {
    if (!isOver() && !released) {
      released = true;
      set(graceAlarm, GRACE, this::cancel);
      resume();
    }
  }

  @Override
  public List<String> secrets() {
    return via.map(Via::secrets).orElse(List.of());
  }

  /**
   * What has arrived is told first, as far as that can be known: see {@link #READ_BY_THEN}. Where
   * reading has stopped nothing would be told however long it took.
   */
  @Override
  public void whenRead(Runnable task) {
    if (parked.get() || isOver()) {
      whenTold(task);
    } else {
      Runnable unused =
          transport.timer().in(READ_BY_THEN, () -> whenTold(task), JdkTransport::report);
    }
  }

  private void whenTold(Runnable task) {
    if (turns.isFree()) {
      task.run();
    } else {
      // If the turn is free again by now, whoever runs this runs what others leave, and may wait.
      Threads.startVirtual(() -> turns.take(() -> guarded(task)));
    }
  }

  boolean isOver() {
    return phase.get() == Phase.OVER;
  }

  // The way to a connection.

  /**
   * Begins the time to connect. That of a GET has no bound: the client does not say when it is
   * connected before there is an answer, which may take its time.
   */
  void awaitConnection() {
    if (call.method() != HttpCall.Method.GET && call.connectTimeout().isPositive()) {
      set(connectAlarm, call.connectTimeout(), this::onConnectTimeout);
    }
  }

  private void onConnectTimeout() {
    if (phase.compareAndSet(Phase.CONNECTING, Phase.OVER)) {
      forget();
      inClient.hangUp();
      tellElsewhere(Failures.connectTimeout());
    }
  }

  /** Connects and sends; on a virtual thread, because the client looks up names on its caller. */
  void start() {
    start(Requests.version(call));
  }

  private void start(HttpClient.Version version) {
    try {
      if (isOver()) {
        return;
      }
      Optional<Via> proxy = transport.proxies().via(call.uri());
      via = proxy;
      HttpRequest request = Requests.of(call, proxy, version, this::onConnected);
      CompletableFuture<HttpResponse<Boolean>> sent =
          transport.client(call).sendAsync(request, this::onHead);
      inClient.sent(sent);
      if (isOver()) {
        inClient.hangUp();
      }
      CompletableFuture<Boolean> watched =
          sent.handle(
              (answer, failure) -> {
                // On a thread of the common pool, which is not to run what is the listener's.
                Threads.startVirtual(() -> onSettled(version, answer, failure));
                return true;
              });
      assert !watched.isCompletedExceptionally() : "a handler threw";
    } catch (Exception | Error impossible) {
      onFailure(version, impossible);
    }
  }

  private void onSettled(
      HttpClient.Version version,
      @Nullable HttpResponse<Boolean> answer,
      @Nullable Throwable failure) {
    if (failure != null) {
      onFailure(version, failure);
    } else if (answer != null && phase.get() == Phase.CONNECTING) {
      // A proxy's answer to being asked for a tunnel, which the client tells no subscriber.
      turns.take(() -> fail(Failures.refused(via, answer.statusCode())));
    }
  }

  /** The client asks for the body: the connection is made, and the head is on its way. */
  private void onConnected() {
    connected();
    if (wantsTimes) {
      turns.take(this::tellConnected);
    }
  }

  private void connected() {
    if (phase.compareAndSet(Phase.CONNECTING, Phase.SENT)) {
      silence(connectAlarm);
    }
  }

  /** The client does not say whether a connection is a new one, nor how long its parts took. */
  private void tellConnected() {
    if (wantsTimes && !connectedIsTold && !isOver() && !released) {
      connectedIsTold = true;
      try {
        listener.onConnected(Connected.UNKNOWN);
      } catch (Throwable defect) {
        onDefect(defect);
      } finally {
        clearInterrupt();
      }
    }
  }

  // The response, on the client's threads.

  private HttpResponse.BodySubscriber<Boolean> onHead(HttpResponse.ResponseInfo info) {
    turns.take(() -> tellHead(info));
    return this;
  }

  private void tellHead(HttpResponse.ResponseInfo info) {
    connected();
    tellConnected();
    ResponseHead head = Heads.of(info);
    Optional<ProxyRefusal> refusal =
        isProxied() ? via.flatMap(proxy -> ProxyRefusal.of(head, proxy)) : Optional.empty();
    String wrong =
        info.version() == HttpClient.Version.HTTP_1_1 ? Framing.fault(info.headers()) : "";
    if (!wrong.isEmpty()) {
      fail(Failures.misread(wrong));
    } else if (refusal.isPresent()) {
      fail(Failures.refused(via, refusal.get()));
    } else if (!isOver() && !released) {
      try {
        listener.onHead(head);
      } catch (Throwable defect) {
        onDefect(defect);
      } finally {
        clearInterrupt();
      }
    }
  }

  /** Whether it is the proxy that takes the request, and may answer it. */
  private boolean isProxied() {
    return via.isPresent() && Requests.version(call) == HttpClient.Version.HTTP_1_1;
  }

  /** The response is done with its headers: the body comes by itself. */
  @Override
  public CompletionStage<Boolean> getBody() {
    return CompletableFuture.completedFuture(true);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    inClient.answers(subscription);
    if (isOver()) {
      subscription.cancel();
    } else {
      subscription.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (turns.begin()) {
      tellBytes(buffers);
      turns.end();
    } else {
      turns.take(() -> tellBytes(buffers));
    }
  }

  private void tellBytes(List<ByteBuffer> buffers) {
    try {
      for (ByteBuffer buffer : buffers) {
        if (isOver()) {
          return;
        }
        if (released) {
          releasedBytes += buffer.remaining();
        } else {
          listener.onBytes(buffer);
        }
      }
      if (releasedBytes > MAX_RELEASED_BYTES) {
        cancel();
      } else if (!isOver()) {
        readOnIfWanted();
      }
    } catch (Throwable defect) {
      onDefect(defect);
    } finally {
      clearInterrupt();
    }
  }

  private void readOnIfWanted() {
    if (released || listener.isReady()) {
      inClient.readOn();
      return;
    }
    parked.set(true);
    // Whoever became ready before that was set has not been heard.
    if ((released || listener.isReady()) && parked.compareAndSet(true, false)) {
      inClient.readOn();
    }
  }

  // The end.

  @Override
  public void onComplete() {
    turns.take(
        () -> {
          if (finish() && !released) {
            guarded(listener::onEnd);
          }
        });
  }

  @Override
  public void onError(Throwable failure) {
    onFailure(HttpClient.Version.HTTP_1_1, failure);
  }

  /** What the client says went wrong. */
  private void onFailure(HttpClient.Version version, Throwable thrown) {
    if (isOver()) {
      return;
    }
    boolean nothingSent = phase.get() == Phase.CONNECTING;
    if (nothingSent && version == HttpClient.Version.HTTP_2 && Failures.isFull(thrown)) {
      // That server takes no more streams on the connection there is: this one gets its own.
      Threads.startVirtual(() -> start(HttpClient.Version.HTTP_1_1));
    } else {
      turns.take(() -> fail(Failures.of(thrown, nothingSent, via)));
    }
  }

  /** Something that the listener threw is the end of its own exchange. */
  private void onDefect(Throwable defect) {
    if (finish()) {
      inClient.hangUp();
      if (!released) {
        guarded(() -> listener.onFailure(Failures.defect(defect)));
        return;
      }
    }
    JdkTransport.report(defect);
  }

  /** The transport was closed. */
  void onClosed() {
    if (finish()) {
      inClient.hangUp();
      tellElsewhere(Failures.closed());
    }
  }

  private void fail(TransportFailure failure) {
    if (finish()) {
      inClient.hangUp();
      if (!released) {
        guarded(() -> listener.onFailure(failure));
      }
    }
  }

  /** Where the thread that knows of it must not run what is the listener's. */
  private void tellElsewhere(TransportFailure failure) {
    if (!released) {
      Threads.startVirtual(() -> turns.take(() -> guarded(() -> listener.onFailure(failure))));
    }
  }

  /** Whether it is this call that ends the exchange. */
  private boolean finish() {
    boolean first = phase.getAndSet(Phase.OVER) != Phase.OVER;
    if (first) {
      forget();
    }
    return first;
  }

  private void forget() {
    silence(connectAlarm);
    silence(graceAlarm);
    transport.over(this);
  }

  private static void guarded(Runnable told) {
    try {
      told.run();
    } catch (Throwable defect) {
      JdkTransport.report(defect);
    } finally {
      clearInterrupt();
    }
  }

  /** The client's selector thread ends, and all its exchanges with it, if it is interrupted. */
  private static void clearInterrupt() {
    boolean unused = Thread.interrupted();
  }

  private void set(AtomicReference<@Nullable Runnable> alarm, Duration delay, Runnable task) {
    alarm.set(transport.timer().in(delay, task, JdkTransport::report));
    if (isOver()) {
      silence(alarm);
    }
  }

  private static void silence(AtomicReference<@Nullable Runnable> alarm) {
    Runnable takeBack = alarm.getAndSet(null);
    if (takeBack != null) {
      takeBack.run();
    }
  }
}
