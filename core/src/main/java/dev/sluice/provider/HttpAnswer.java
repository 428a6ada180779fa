package dev.sluice.provider;

import dev.sluice.stream.Cause;
import dev.sluice.stream.ChatRequest;
import dev.sluice.stream.Failure;
import dev.sluice.stream.Outcome;
import dev.sluice.stream.StreamControl;
import dev.sluice.stream.StreamSink;
import dev.sluice.transport.Exchange;
import dev.sluice.transport.ExchangeListener;
import dev.sluice.transport.HttpCall;
import dev.sluice.transport.ResponseHead;
import dev.sluice.transport.Transport;
import dev.sluice.transport.TransportFailure;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One exchange being decoded: what the transport says, as what the sink hears. */
final class HttpAnswer implements StreamControl, ExchangeListener {
  /** Followed within one host only, and never without end. */
  private static final int MOST_REDIRECTS = 3;

  private final WireFormat format;
  private final ChatRequest request;
  private final StreamSink sink;
  private final HttpSource scratch;

  /** Guards the exchange against a cancel that comes while it is being opened. */
  private final Object lock = new Object();

  private @Nullable Transport transport;
  private @Nullable HttpCall call;
  private @Nullable Exchange exchange;
  private boolean cancelled;
  private int redirects;

  private volatile boolean ended;

  // Used only by the thread that reads.
  private @Nullable ResponseHead head;
  private @Nullable BodyDecoder body;

  HttpAnswer(WireFormat format, ChatRequest request, StreamSink sink, HttpSource scratch) {
    this.format = format;
    this.request = request;
    this.sink = sink;
    this.scratch = scratch;
  }

  void start(Transport over, HttpCall toMake) {
    transport = over;
    call = toMake;
    hold(over.open(toMake, this));
  }

  private void hold(Exchange opened) {
    boolean late;
    synchronized (lock) {
      exchange = opened;
      late = cancelled;
    }
    if (late) {
      opened.cancel();
    } else if (ended) {
      opened.release();
    }
  }

  @Override
  public void resume() {
    Exchange open = exchange();
    if (open != null) {
      open.resume();
    }
  }

  @Override
  public void cancel() {
    Exchange open;
    synchronized (lock) {
      cancelled = true;
      open = exchange;
    }
    if (open != null) {
      open.cancel();
    }
  }

  private @Nullable Exchange exchange() {
    synchronized (lock) {
      return exchange;
    }
  }

  @Override
  public void onRounds(Executor afterRound) {
    sink.onRounds(afterRound);
  }

  @Override
  public boolean isReady() {
    return sink.isReady();
  }

  @Override
  public void onHead(ResponseHead response) {
    head = response;
    body = new BodyDecoder(format, request, response, sink);
  }

  @Override
  public void onBytes(ByteBuffer bytes) {
    if (ended) {
      return;
    }
    int size = bytes.remaining();
    if (bytes.hasArray()) {
      int from = bytes.arrayOffset() + bytes.position();
      take(bytes.array(), from, from + size);
    } else {
      byte[] copy = scratch.borrow(size);
      bytes.get(copy, 0, size);
      take(copy, 0, size);
      scratch.giveBack(copy);
    }
  }

  private void take(byte[] bytes, int from, int to) {
    Outcome outcome = bodyOrThrow().take(bytes, from, to);
    if (outcome != null) {
      conclude(outcome);
    }
  }

  @Override
  public void onEnd() {
    if (!ended) {
      conclude(bodyOrThrow().end());
    }
  }

  @Override
  public void onFailure(TransportFailure failure) {
    if (!ended) {
      end(body != null ? body.broken(failure) : unanswered(failure));
    }
  }

  private Outcome unanswered(TransportFailure failure) {
    return switch (failure.kind()) {
      case CONNECT ->
          new Cause.Failed(
              new Failure.Unreachable(
                  format.target(), failure.reason(), Optional.of(failure.cause())));
      case CONNECT_TIMEOUT ->
          new Cause.TimedOut(
              new Failure.Timeout(Failure.Timeout.Phase.CONNECT, callOrThrow().connectTimeout()));
      case LOST ->
          new Cause.Failed(
              new Failure.ConnectionLost(
                  format.target(), failure.reason(), Optional.of(failure.cause())));
      case PROTOCOL -> BodyDecoder.notHttp(format, failure);
    };
  }

  private BodyDecoder bodyOrThrow() {
    if (body == null) {
      throw new IllegalStateException("a body before its head");
    }
    return body;
  }

  private HttpCall callOrThrow() {
    if (call == null) {
      throw new IllegalStateException("not started");
    }
    return call;
  }

  /** The answer is over, unless it is a redirect to follow. */
  private void conclude(Outcome outcome) {
    if (head == null || !followed(head)) {
      end(outcome);
    }
  }

  /** Follows a redirect that keeps method and host; any other would take the key elsewhere. */
  private boolean followed(ResponseHead response) {
    if ((response.status() != 307 && response.status() != 308) || redirects == MOST_REDIRECTS) {
      return false;
    }
    HttpCall before = callOrThrow();
    Transport over = transport;
    Optional<URI> to = response.header("location").flatMap(where -> sameHost(before.uri(), where));
    if (to.isEmpty() || over == null) {
      return false;
    }
    redirects++;
    head = null;
    body = null;
    call = new HttpCall(to.get(), before.headers(), before.body(), before.connectTimeout());
    hold(over.open(callOrThrow(), this));
    return true;
  }

  private static Optional<URI> sameHost(URI from, String location) {
    try {
      URI to = from.resolve(location);
      boolean same =
          from.getScheme().equalsIgnoreCase(to.getScheme())
              && String.valueOf(from.getRawAuthority()).equalsIgnoreCase(to.getRawAuthority());
      return same ? Optional.of(to) : Optional.empty();
    } catch (IllegalArgumentException noUri) {
      return Optional.empty();
    }
  }

  private void end(Outcome outcome) {
    ended = true;
    sink.onEnd(new Redaction(format).outcome(outcome));
    Exchange open = exchange();
    if (open != null) {
      open.release();
    }
  }
}
