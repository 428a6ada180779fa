package dev.sluice.provider;

import dev.sluice.sse.SseDecoder;
import dev.sluice.sse.SseHandler;
import dev.sluice.sse.SseLimitException;
import dev.sluice.stream.Cause;
import dev.sluice.stream.ChatRequest;
import dev.sluice.stream.Failure;
import dev.sluice.stream.Outcome;
import dev.sluice.stream.StreamControl;
import dev.sluice.stream.StreamEvent;
import dev.sluice.stream.StreamSink;
import dev.sluice.transport.ResponseHead;
import dev.sluice.transport.TransportFailure;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes of one answer mean, from its head on: a stream in its framing, or a whole body.
 * Pure: bytes in, events and one outcome out. Not thread-safe; of no use once it gave an outcome.
 */
final class BodyDecoder implements SseHandler, StreamSink {
  private final WireFormat format;
  private final ChatRequest request;
  private final ResponseHead head;
  private final StreamSink sink;
  private final Redaction redaction;
  private final AnswerDecoder decoder;
  private final @Nullable SseDecoder framing;
  private final WholeBody body;
  private @Nullable Outcome outcome;

  BodyDecoder(WireFormat format, ChatRequest request, ResponseHead said, StreamSink sink) {
    this.format = format;
    this.request = request;
    this.redaction = new Redaction(format);
    this.head = redaction.head(said);
    this.sink = sink;
    this.decoder = format.decoder(request, head);
    boolean answers = isGood() && !request.streamed();
    this.body = new WholeBody(answers ? WholeBody.LIMIT_BYTES : WholeBody.EXPLANATION_BYTES);
    this.framing = isGood() && isStream() ? new SseDecoder(this) : null;
  }

  private boolean isGood() {
    return head.status() >= 200 && head.status() < 300;
  }

  /**
   * JSON and HTML are answers of another kind; servers that name no type, or a wrong one, stream.
   */
  private boolean isStream() {
    String type = contentType();
    return request.streamed() && !type.contains("json") && !type.contains("html");
  }

  private String contentType() {
    return head.header("content-type").orElse("").toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean onEvent(String type, byte[] bytes, int from, int length) {
    outcome = decoder.onFrame(type, bytes, from, length, this);
    return outcome == null;
  }

  @Override
  public void onOpen(StreamControl never) {
    throw new IllegalStateException("a decoder opens nothing");
  }

  /** What the decoder tells, on its way to the sink. */
  @Override
  public void onEvent(StreamEvent event) {
    sink.onEvent(redaction.event(event));
  }

  @Override
  public void onEnd(Outcome never) {
    throw new IllegalStateException("a decoder returns its outcome");
  }

  @Override
  public boolean isReady() {
    return sink.isReady();
  }

  /** Takes more of the body; says how the stream ends with it, or null if it goes on. */
  @Nullable Outcome take(byte[] bytes, int from, int to) {
    try {
      if (framing != null) {
        framing.feed(bytes, from, to);
        return outcome;
      }
      return body.add(bytes, from, to) ? null : endOfBody();
    } catch (SseLimitException tooLong) {
      return new Cause.Failed(
          new Failure.LimitExceeded(
              tooLong.what() + " from " + format.target(), tooLong.limitBytes(), "bytes"));
    } catch (RuntimeException defect) {
      return new Cause.Failed(new Failure.Defect(defect));
    }
  }

  /** The body ended as HTTP says that it ends. */
  Outcome end() {
    if (framing == null) {
      return endOfBody();
    }
    Outcome whole = decoder.onEndOfInput();
    return whole != null ? whole : new Cause.Truncated(endedEarly());
  }

  /** The body broke off. */
  Outcome broken(TransportFailure failure) {
    Outcome whole = framing != null ? decoder.onEndOfInput() : null;
    if (whole != null) {
      return whole;
    }
    if (failure.kind() == TransportFailure.Kind.PROTOCOL) {
      return notHttp(format, failure);
    }
    Failure why =
        new Failure.ConnectionLost(format.target(), failure.reason(), Optional.of(failure.cause()));
    // An answer that had begun is cut; a refusal is none.
    return head.status() < 300 ? new Cause.Cut(why) : new Cause.Failed(why);
  }

  /** The peer does not keep to HTTP, before its answer began or in it. */
  static Outcome notHttp(WireFormat format, TransportFailure failure) {
    return new Cause.Failed(
        new Failure.Malformed(
            format.target() + " does not speak HTTP as it should", failure.reason()));
  }

  private Outcome endOfBody() {
    if (head.status() >= 300) {
      return new Cause.Failed(format.refusal(head, format.redact(body.text())));
    }
    if (request.streamed()) {
      return new Cause.Failed(
          new Failure.NotAStream(
              format.target(), head.status(), contentType(), body.text().strip()));
    }
    if (body.isCutOff()) {
      return new Cause.Failed(
          new Failure.LimitExceeded("the answer", WholeBody.LIMIT_BYTES, "bytes"));
    }
    byte[] bytes = body.bytes();
    Outcome end = decoder.onFrame("message", bytes, 0, bytes.length, this);
    end = end != null ? end : decoder.onEndOfInput();
    return end != null ? end : new Cause.Truncated(endedEarly());
  }

  private Failure endedEarly() {
    return new Failure.EndedEarly(format.target(), decoder.goodEnd());
  }
}
