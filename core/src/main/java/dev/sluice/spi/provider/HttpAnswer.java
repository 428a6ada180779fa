package dev.sluice.spi.provider;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.spi.stream.AttemptReport;
import dev.sluice.spi.stream.ConnectionReport;
import dev.sluice.spi.stream.FrameRecorder;
import dev.sluice.spi.stream.Lane;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.transport.Connected;
import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.Transport;
import dev.sluice.spi.transport.TransportFailure;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One exchange being decoded: what the transport says, as what the sink hears. Where nothing says
 * that an answer is over, silence does, see {@link Grace}.
 */
// Long because what the transport, the sink and the time do to one answer is decided in one place.
final class HttpAnswer implements StreamControl, ExchangeListener, Lane.Owner {
  private static final VarHandle LATE;

  static {
    try {
      LATE = MethodHandles.lookup().findVarHandle(HttpAnswer.class, "late", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  /** Given its key before anything is asked. */
  private volatile WireFormat format;

  private final ChatRequest request;
  private final StreamSink sink;
  private final HttpSource source;
  private final Lane lane;

  /** Where is told what the transport knows of this attempt; null if nobody listens. */
  private final @Nullable AttemptReport report;

  /** Reads that came while the lane was taken, and have not had their turn. */
  private volatile int late;

  private volatile @Nullable Exchange exchange;
  private volatile @Nullable KeyRequest keyRequest;
  private volatile boolean cancelled;

  /** Where the answer is read in rounds; of the thread that reads it. */
  private volatile @Nullable Executor afterRound;

  // Used only in the lane, but for the timeout, which is there before anything comes.
  private Duration connectTimeout = Duration.ZERO;

  /** What was left of it when this was asked, and how much of that connecting took. */
  private Duration left = Duration.ZERO;

  private long askedNanos;
  private volatile long connectedAfterNanos;
  private @Nullable BodyDecoder body;
  private int sendings = 1;
  private boolean ended;

  /** Whether this is asked without something already, because that was refused. */
  private final boolean without;

  /** Who asks once more in this one's place, and is steered by the control of this. */
  private volatile @Nullable HttpAnswer successor;

  /** Whether the answer may be over, and only silence is waited for. */
  private boolean waitsForSilence;

  /** Whether all of the answer is here. */
  private volatile boolean settled;

  /** Made when silence is waited for, which few answers need. */
  private volatile @Nullable Grace grace;

  /** Whether its reader has to read on before it can be told whether there is silence. */
  private volatile boolean waitsForReader;

  HttpAnswer(WireFormat format, ChatRequest request, StreamSink sink, HttpSource source) {
    this(format, request, sink, source, false);
  }

  private HttpAnswer(
      WireFormat format, ChatRequest request, StreamSink sink, HttpSource source, boolean without) {
    this.without = without;
    this.format = format;
    this.request = request;
    this.sink = sink;
    this.source = source;
    this.lane = Lane.of(sink, this);
    this.report = sink.report();
  }

  /** Waits for a key first. */
  void await(KeyRequest request) {
    keyRequest = request;
    request.start();
    if (cancelled) {
      request.stop();
    }
  }

  /**
   * Asks.
   *
   * @param within how long connecting may take in all, for messages
   */
  void start(WireFormat asked, Transport over, HttpCall toMake, Duration within) {
    format = asked;
    connectTimeout = within;
    left = toMake.connectTimeout();
    askedNanos = source.clock().nanos();
    over.open(toMake, this);
  }

  @Override
  public void onOpen(Exchange opened) {
    exchange = opened;
    if (cancelled) {
      opened.cancel();
    }
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** Nothing can be asked. */
  void refuse(Outcome outcome) {
    inLane(() -> sink.onEnd(outcome));
  }

  @Override
  public void resume() {
    HttpAnswer next = successor;
    if (next != null) {
      next.resume();
      return;
    }
    Exchange open = exchange;
    if (open != null) {
      open.resume();
    }
    Grace waiting = grace;
    if (waitsForReader && waiting != null) {
      waitsForReader = false;
      waiting.begin();
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    HttpAnswer next = successor;
    if (next != null) {
      next.cancel();
    }
    KeyRequest waited = keyRequest;
    if (waited != null) {
      waited.stop();
    }
    stopGrace();
    Exchange open = exchange;
    if (open != null) {
      open.cancel();
    }
  }

  @Override
  public boolean finishIfWhole() {
    HttpAnswer next = successor;
    if (next != null) {
      return next.finishIfWhole();
    }
    if (!settled || cancelled) {
      return false;
    }
    if (lane.isMine()) {
      endInSilence();
    } else {
      lane.runBriefly(this::endInSilence, task -> source.clock().aside(task, this::onDefect));
    }
    return true;
  }

  @Override
  public void whenRead(Runnable task) {
    HttpAnswer next = successor;
    Exchange open = exchange;
    if (next != null) {
      next.whenRead(task);
    } else if (open == null) {
      task.run();
    } else {
      open.whenRead(task);
    }
  }

  // What the transport says goes through the stream's lane, all of a read at once.

  private void inLane(Runnable task) {
    lane.run(task, afterRound);
  }

  @Override
  public @Nullable Executor home() {
    return lane.home();
  }

  @Override
  public boolean wantsTimes() {
    return report != null || left.isPositive();
  }

  @Override
  public void onConnected(Connected how) {
    connectedAfterNanos = source.clock().nanos() - askedNanos;
    AttemptReport told = report;
    if (told != null) {
      ConnectionReport connection =
          ConnectionReport.unknown()
              .reused(how.reused())
              .lookup(how.lookup())
              .connect(how.connect())
              .proxy(how.proxy())
              .tls(how.tls());
      inLane(() -> told.connected(connection));
    }
  }

  @Override
  public void onRequestSent() {
    AttemptReport told = report;
    if (told != null) {
      inLane(told::requestSent);
    }
  }

  @Override
  public void onHead(ResponseHead response) {
    Exchange open = exchange;
    afterRound = open == null ? null : open.afterRound();
    inLane(() -> head(response));
  }

  @Override
  public void onSentAgain(TransportFailure why) {
    inLane(() -> sentAgain(why));
  }

  @Override
  public void onEnd() {
    inLane(this::endOfInput);
  }

  @Override
  public void onFailure(TransportFailure failure) {
    inLane(() -> failed(failure));
  }

  @Override
  public void onBytes(ByteBuffer bytes) {
    if (lane.enter(afterRound)) {
      try {
        bytes(bytes);
      } catch (Throwable thrown) {
        lane.defect(thrown);
      } finally {
        lane.leave();
      }
    } else {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      LATE.getAndAdd(this, 1);
      lane.run(() -> lateBytes(copy));
    }
  }

  /** Bytes that came while the lane was taken; no more are read until they have had their turn. */
  private void lateBytes(byte[] copy) {
    bytes(ByteBuffer.wrap(copy));
    if ((int) LATE.getAndAdd(this, -1) == 1 && sink.isReady()) {
      resume();
    }
  }

  @Override
  public boolean isReady() {
    return late == 0 && sink.isReady();
  }

  private void head(ResponseHead response) {
    Redaction redaction = redaction();
    FrameRecorder frames = format.name().isEmpty() ? null : lane.frames();
    body = new BodyDecoder(format, request, redaction, response, sink, frames);
    if (report != null) {
      String requestId = redaction.word(format.requestId(response));
      report.responseHead(response.status(), requestId);
    }
  }

  private Redaction redaction() {
    Exchange open = exchange;
    return new Redaction(format, request, open == null ? List.of() : open.secrets());
  }

  private void bytes(ByteBuffer bytes) {
    if (ended) {
      return;
    }
    int size = bytes.remaining();
    if (bytes.hasArray()) {
      int from = bytes.arrayOffset() + bytes.position();
      take(bytes.array(), from, from + size);
    } else {
      byte[] copy = source.borrow(size);
      bytes.get(copy, 0, size);
      take(copy, 0, size);
      source.giveBack(copy);
    }
  }

  private void take(byte[] bytes, int from, int to) {
    BodyDecoder taking = bodyOrThrow();
    Outcome outcome = taking.take(bytes, from, to);
    if (outcome != null) {
      end(outcome);
    } else if (waitsForSilence || taking.mayBeOver()) {
      listen(taking);
    }
  }

  // The end of an answer that nothing says.

  /** Waits for silence if the answer may be over, from now on if something of it has come. */
  private void listen(BodyDecoder taking) {
    settled = taking.isSettled();
    boolean mayBeOver = taking.mayBeOver();
    boolean spoke = taking.hasSpoken() || !settled || !waitsForSilence;
    boolean counted = taking.hasCounted();
    if (mayBeOver && (spoke || counted)) {
      Grace begun = grace;
      if (begun == null) {
        begun = new Grace(source.clock(), this::graceOver, this::onDefect);
        grace = begun;
      }
      if (spoke) {
        begun.begin();
      } else {
        begun.prolong();
      }
      if (cancelled) {
        begun.stop();
      }
    } else if (!mayBeOver) {
      stopGrace();
    }
    waitsForSilence = mayBeOver;
  }

  /** Lets what has arrived be read first: the whole process may have stood still. */
  private void graceOver() {
    whenRead(() -> inLane(this::silence));
  }

  private void silence() {
    Grace passed = grace;
    if (ended || !waitsForSilence || passed == null || !passed.isOver()) {
      return;
    }
    waitsForReader = true;
    if (sink.isReady()) {
      waitsForReader = false;
      endInSilence();
    }
    // Else what follows is not read until its reader wants more, and then there is time again.
  }

  private void endInSilence() {
    Outcome outcome = ended ? null : bodyOrThrow().endNow();
    if (outcome != null) {
      end(outcome);
    }
  }

  private void stopGrace() {
    Grace begun = grace;
    if (begun != null) {
      begun.stop();
    }
  }

  /** What is told threw, outside of any lane of the sink's own: then this one is its alone. */
  @Override
  public void onDefect(Throwable thrown) {
    Exchange open = exchange;
    if (open != null) {
      open.cancel();
    }
    inLane(
        () -> {
          if (!ended) {
            end(new Cause.Failed(new Failure.Defect(thrown)));
          }
        });
  }

  @Override
  public void onLeft(boolean elsewhere, @Nullable Executor rounds) {}

  /** The request may have been answered, and charged, where nobody heard of it. */
  private void sentAgain(TransportFailure why) {
    if (!ended) {
      Failure lost =
          new Failure.ConnectionLost(format.target(), why.reason(), Optional.of(why.cause()));
      Cause cause = new Cause.Failed(redaction().failure(lost));
      sink.onEvent(
          new StreamEvent.Retrying(
              ++sendings, format.model(), cause, Duration.ZERO, Usage.unknown()));
    }
  }

  private void endOfInput() {
    if (!ended) {
      end(bodyOrThrow().end());
    }
  }

  private void failed(TransportFailure failure) {
    if (!ended) {
      end(
          body != null
              ? body.broken(failure)
              : Unanswered.outcome(format, failure, connectTimeout));
    }
  }

  private BodyDecoder bodyOrThrow() {
    if (body == null) {
      throw new IllegalStateException("a body before its head");
    }
    return body;
  }

  private void end(Outcome outcome) {
    ended = true;
    settled = false;
    stopGrace();
    Outcome clean = outcome;
    boolean goesOn = false;
    try {
      clean = redaction().outcome(outcome);
      goesOn = asksOnceMore(clean);
    } catch (Throwable thrown) { // Of a format's: the end is told all the same.
      clean = new Cause.Failed(new Failure.Defect(thrown));
    }
    if (!goesOn) {
      sink.onEnd(clean);
    }
    Exchange open = exchange;
    if (open != null) {
      open.release();
    }
  }

  /** What is left of the time to connect, which is one for both requests. */
  private Duration leftToConnect() {
    if (left.isZero()) {
      return left; // There is no bound.
    }
    Duration still = left.minusNanos(connectedAfterNanos);
    return still.isPositive() ? still : Duration.ofNanos(1);
  }

  /**
   * Whether it was refused for something that the format has added by itself: then the same stream
   * goes on with the answer to the same request without it, once.
   */
  private boolean asksOnceMore(Outcome outcome) {
    if (without || !(outcome instanceof Cause.Failed(Failure.Refused refused))) {
      return false;
    }
    WireFormat other = format.without(request, refused).orElse(null);
    if (other == null) {
      return false;
    }
    HttpAnswer next = new HttpAnswer(other, request, sink, source, true);
    successor = next;
    if (cancelled) {
      next.cancel();
    }
    // Elsewhere: this thread may be reading for others, and what is asked may take its time.
    source
        .clock()
        .launch(
            Duration.ZERO,
            () -> source.start(next, other, request, leftToConnect()),
            next::onDefect);
    return true;
  }
}
