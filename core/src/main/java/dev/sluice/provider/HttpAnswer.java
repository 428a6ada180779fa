package dev.sluice.provider;

import dev.sluice.sse.SseDecoder;
import dev.sluice.sse.SseHandler;
import dev.sluice.sse.SseLimitException;
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
import dev.sluice.transport.TransportFailure.Kind;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One exchange being decoded: what the transport says, as what the sink hears. */
final class HttpAnswer implements StreamControl, ExchangeListener, SseHandler {
  /** From here on a status refuses. */
  private static final int REFUSED = 300;

  private final WireFormat format;
  private final ChatRequest request;
  private final StreamSink sink;
  private final HttpSource scratch;

  /** Guards the exchange against a cancel that comes while it is being opened. */
  private final Object lock = new Object();

  private @Nullable HttpCall call;
  private @Nullable Exchange exchange;
  private boolean cancelled;

  private volatile boolean ended;

  // Used only by the thread that reads.
  private @Nullable ResponseHead head;
  private @Nullable AnswerDecoder decoder;
  private @Nullable SseDecoder framing;
  private @Nullable WholeBody body;

  HttpAnswer(WireFormat format, ChatRequest request, StreamSink sink, HttpSource scratch) {
    this.format = format;
    this.request = request;
    this.sink = sink;
    this.scratch = scratch;
  }

  void start(Transport over, HttpCall toMake) {
    call = toMake;
    over.open(toMake, this);
  }

  @Override
  public void onOpen(Exchange opened) {
    Executor afterRound = opened.afterRound();
    if (afterRound != null) {
      sink.onRounds(afterRound);
    }
    boolean late;
    synchronized (lock) {
      exchange = opened;
      late = cancelled;
    }
    if (late) {
      opened.cancel();
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
  public boolean isReady() {
    return sink.isReady();
  }

  @Override
  public void onHead(ResponseHead response) {
    head = response;
    AnswerDecoder answer = format.decoder(request, response);
    if (response.status() >= 200 && response.status() < 300 && isStream(response)) {
      decoder = answer;
      framing = new SseDecoder(this);
    } else {
      decoder = answer;
      body = new WholeBody();
    }
  }

  /**
   * JSON and HTML are answers of another kind; servers that name no type, or a wrong one, stream.
   */
  private boolean isStream(ResponseHead response) {
    String type = contentType(response);
    return request.streamed() && !type.contains("json") && !type.contains("html");
  }

  private static String contentType(ResponseHead response) {
    return response.header("content-type").orElse("").toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean onEvent(String type, byte[] bytes, int from, int length) {
    Outcome outcome = decoderOrThrow().onFrame(type, bytes, from, length, sink);
    if (outcome != null) {
      end(outcome);
    }
    return outcome == null;
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
    try {
      if (framing != null) {
        framing.feed(bytes, from, to);
      } else if (body != null && !body.add(bytes, from, to)) {
        endOfBody();
      }
    } catch (SseLimitException tooLong) {
      end(
          new Cause.Failed(
              new Failure.LimitExceeded(
                  tooLong.what() + " from " + format.target(), tooLong.limitBytes(), "bytes")));
    } catch (RuntimeException defect) {
      end(new Cause.Failed(new Failure.Defect(defect)));
    }
  }

  @Override
  public void onEnd() {
    if (ended) {
      return;
    }
    if (body != null) {
      endOfBody();
      return;
    }
    Outcome outcome = decoder == null ? null : decoder.onEndOfInput();
    end(outcome != null ? outcome : new Cause.Truncated(endedEarly()));
  }

  private Failure endedEarly() {
    String missing = decoder == null ? "an answer" : decoder.goodEnd();
    return new Failure.EndedEarly(format.target(), missing);
  }

  @Override
  public void onFailure(TransportFailure failure) {
    if (ended) {
      return;
    }
    if (head != null && head.status() >= REFUSED && failure.kind() != Kind.DEFECT) {
      endOfBody(); // A refusal whose body breaks off is still that refusal.
      return;
    }
    Outcome whole = framing != null && decoder != null ? decoder.onEndOfInput() : null;
    if (whole != null) {
      end(whole);
      return;
    }
    end(
        switch (failure.kind()) {
          case CONNECT ->
              new Cause.Failed(
                  new Failure.Unreachable(
                      format.target(), failure.reason(), Optional.of(failure.cause())));
          case CONNECT_TIMEOUT ->
              new Cause.TimedOut(
                  new Failure.Timeout(
                      Failure.Timeout.Phase.CONNECT, callOrThrow().connectTimeout()));
          case UNTRUSTED ->
              new Cause.Failed(
                  new Failure.Untrusted(
                      format.target(), failure.reason(), Optional.of(failure.cause())));
          case DEFECT -> new Cause.Failed(new Failure.Defect(failure.cause()));
          case LOST -> lost(failure);
          case PROTOCOL ->
              new Cause.Failed(
                  new Failure.Malformed(
                      format.target() + " does not speak HTTP as it should", failure.reason()));
        });
  }

  /** An answer that had begun is cut; before that there was none to cut. */
  private Outcome lost(TransportFailure failure) {
    Failure why =
        new Failure.ConnectionLost(format.target(), failure.reason(), Optional.of(failure.cause()));
    boolean begun = head != null && head.status() < 300;
    return begun ? new Cause.Cut(why) : new Cause.Failed(why);
  }

  private AnswerDecoder decoderOrThrow() {
    if (decoder == null) {
      throw new IllegalStateException("a body before its head");
    }
    return decoder;
  }

  private HttpCall callOrThrow() {
    if (call == null) {
      throw new IllegalStateException("not started");
    }
    return call;
  }

  private void endOfBody() {
    if (head == null || body == null || decoder == null) {
      throw new IllegalStateException("a body before its head");
    }
    if (head.status() >= REFUSED) {
      end(new Cause.Failed(format.refusal(head, format.redact(body.text()))));
    } else if (request.streamed()) {
      end(
          new Cause.Failed(
              new Failure.NotAStream(
                  format.target(),
                  head.status(),
                  contentType(head),
                  format.redact(body.excerpt()))));
    } else if (body.isCutOff()) {
      end(
          new Cause.Failed(
              new Failure.LimitExceeded("the answer", WholeBody.LIMIT_BYTES, "bytes")));
    } else {
      byte[] bytes = body.bytes();
      Outcome outcome = decoder.onFrame("message", bytes, 0, bytes.length, sink);
      outcome = outcome != null ? outcome : decoder.onEndOfInput();
      end(outcome != null ? outcome : new Cause.Truncated(endedEarly()));
    }
  }

  /** Without the keys that a peer may have echoed in what it sent. */
  private Outcome redacted(Outcome outcome) {
    return switch (outcome) {
      case Cause.Failed(Failure.ErrorInStream(String detail, String type, String code)) ->
          new Cause.Failed(new Failure.ErrorInStream(format.redact(detail), type, code));
      case Cause.Failed(Failure.Malformed(String what, String excerpt)) ->
          new Cause.Failed(new Failure.Malformed(what, format.redact(excerpt)));
      default -> outcome;
    };
  }

  private void end(Outcome outcome) {
    ended = true;
    sink.onEnd(redacted(outcome));
    Exchange open = exchange();
    if (open != null) {
      open.release();
    }
  }
}
