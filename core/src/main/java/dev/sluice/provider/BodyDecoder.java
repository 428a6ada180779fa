package dev.sluice.provider;

import dev.sluice.lines.LineDecoder;
import dev.sluice.lines.LineLimitException;
import dev.sluice.sse.SseDecoder;
import dev.sluice.sse.SseLimitException;
import dev.sluice.stream.Cause;
import dev.sluice.stream.ChatRequest;
import dev.sluice.stream.Failure;
import dev.sluice.stream.Outcome;
import dev.sluice.stream.StreamControl;
import dev.sluice.stream.StreamEvent;
import dev.sluice.stream.StreamSink;
import dev.sluice.stream.WholeCharacters;
import dev.sluice.transport.ContentCoding;
import dev.sluice.transport.ResponseHead;
import dev.sluice.transport.TransportFailure;
import java.net.ProtocolException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes of one answer mean, from its head on: undoes a content coding, finds out by the
 * first bytes whether it is a stream, and of which framing, or a whole body, and has the frames
 * decoded. Pure: bytes in, events and one outcome out. Not thread-safe; of no use once it gave an
 * outcome.
 */
final class BodyDecoder implements StreamSink {

  /** What the body is taken for. */
  private enum Taken {
    /** Not yet known. */
    FOR_NOTHING,
    FOR_EVENTS,
    FOR_LINES,
    WHOLE
  }

  private final WireFormat format;
  private final ChatRequest request;
  private final ResponseHead head;
  private final StreamSink sink;
  private final Redaction redaction;
  private final AnswerDecoder decoder;
  private final WholeCharacters characters = new WholeCharacters();
  private final WholeBody body;

  private @Nullable SseDecoder events;
  private @Nullable LineDecoder lines;
  private @Nullable ContentCoding coding;
  private @Nullable String unknownCoding;
  private Taken taken = Taken.FOR_NOTHING;
  private @Nullable Outcome outcome;

  BodyDecoder(
      WireFormat format,
      ChatRequest request,
      Redaction redaction,
      ResponseHead said,
      StreamSink sink) {
    this.format = format;
    this.request = request;
    this.redaction = redaction;
    this.head = redaction.head(said);
    this.sink = sink;
    this.decoder = format.decoder(request, head);
    boolean answers = isGood() && !request.streamed();
    this.body = new WholeBody(answers ? WholeBody.LIMIT_BYTES : WholeBody.EXPLANATION_BYTES);
    if (!isGood()) {
      taken = Taken.WHOLE;
    }
    try {
      coding = ContentCoding.of(head);
    } catch (ProtocolException unknown) {
      unknownCoding = unknown.getMessage();
    }
  }

  private boolean isGood() {
    return head.status() >= 200 && head.status() < 300;
  }

  private String contentType() {
    return head.header("content-type").orElse("").toLowerCase(Locale.ROOT);
  }

  // The decoder's frames, and what it makes of them.

  private boolean onFrame(String type, byte[] bytes, int from, int length) {
    outcome = decoder.onFrame(type, bytes, from, length, this);
    return outcome == null;
  }

  private boolean onLine(byte[] bytes, int from, int length) {
    return onFrame("message", bytes, from, length);
  }

  @Override
  public void onOpen(StreamControl never) {
    throw new IllegalStateException("a decoder opens nothing");
  }

  /** What the decoder tells, on its way to the sink. */
  @Override
  public void onEvent(StreamEvent event) {
    boolean said = event instanceof StreamEvent.TextDelta; // by the model: most events
    characters.tell(said ? event : redaction.event(event), sink);
  }

  @Override
  public void onEnd(Outcome never) {
    throw new IllegalStateException("a decoder returns its outcome");
  }

  @Override
  public boolean isReady() {
    return sink.isReady();
  }

  // The body.

  /** Takes more of the body; says how the stream ends with it, or null if it goes on. */
  @Nullable Outcome take(byte[] bytes, int from, int to) {
    try {
      if (unknownCoding != null) {
        return isGood() ? miscoded(unknownCoding) : refusal("");
      }
      if (coding == null) {
        decoded(bytes, from, to);
      } else {
        coding.feed(bytes, from, to, this::decoded);
      }
      return ended(outcome);
    } catch (ProtocolException wrong) {
      return ended(isGood() ? miscoded(String.valueOf(wrong.getMessage())) : endOfBody());
    } catch (SseLimitException tooLong) {
      return ended(tooLong(tooLong.what(), tooLong.limitBytes()));
    } catch (LineLimitException tooLong) {
      return ended(tooLong("a line", tooLong.limitBytes()));
    } catch (RuntimeException defect) {
      return ended(new Cause.Failed(new Failure.Defect(defect)));
    }
  }

  private @Nullable Outcome ended(@Nullable Outcome how) {
    if (how != null) {
      if (how instanceof Outcome.Finished) {
        characters.end(sink); // Else its other half may come with a continuation: it is left out.
      }
      if (coding != null) {
        coding.close();
      }
    }
    return how;
  }

  private Outcome tooLong(String what, int limitBytes) {
    return new Cause.Failed(
        new Failure.LimitExceeded(what + " from " + format.target(), limitBytes, "bytes"));
  }

  private Outcome miscoded(String how) {
    return new Cause.Failed(
        new Failure.Malformed(
            format.target() + " answers in a coding that cannot be undone, and was not asked to",
            how));
  }

  /** Takes bytes without their coding; false once nothing more is wanted. */
  private boolean decoded(byte[] bytes, int from, int to) {
    switch (taken) {
      case FOR_EVENTS -> {
        events = events == null ? new SseDecoder(this::onFrame) : events;
        events.feed(bytes, from, to);
      }
      case FOR_LINES -> {
        lines = lines == null ? new LineDecoder(this::onLine) : lines;
        lines.feed(bytes, from, to);
      }
      case WHOLE -> {
        if (!body.add(bytes, from, to)) {
          outcome = endOfBody();
        }
      }
      case FOR_NOTHING -> decide(bytes, from, to);
    }
    return outcome == null;
  }

  /** Looks at the first bytes; those that do not tell yet are kept until they do. */
  private void decide(byte[] bytes, int from, int to) {
    byte[] before = body.take();
    if (before.length > 0) {
      byte[] all = Arrays.copyOf(before, before.length + to - from);
      System.arraycopy(bytes, from, all, before.length, to - from);
      decide(all, 0, all.length);
      return;
    }
    Shape shape = Shape.of(bytes, from, to);
    if (shape == null) {
      body.add(bytes, from, to);
    } else {
      takeFor(shape);
      decoded(bytes, from, to);
    }
  }

  /**
   * Servers that name no type, or a wrong one, stream; but whoever says JSON or HTML means it,
   * unless it begins as a stream does.
   */
  private void takeFor(Shape shape) {
    boolean inLines = format.framing() == Framing.LINES;
    Taken asFramed = inLines ? Taken.FOR_LINES : Taken.FOR_EVENTS;
    String type = contentType();
    boolean said = type.contains("html") || (type.contains("json") && !inLines);
    taken =
        switch (shape) {
          case EVENTS -> Taken.FOR_EVENTS;
          case OBJECT -> inLines && request.streamed() ? Taken.FOR_LINES : Taken.WHOLE;
          case DOCUMENT -> Taken.WHOLE;
          case OTHER -> said || !request.streamed() ? Taken.WHOLE : asFramed;
        };
  }

  // The end.

  /** The body ended as HTTP says that it ends. */
  Outcome end() {
    if (unknownCoding != null) {
      return isGood() ? miscoded(unknownCoding) : refusal("");
    }
    decideLate();
    boolean wholeCoding = coding == null || coding.isWhole();
    if (wholeCoding && lines != null) {
      lastLine(lines);
    }
    Outcome end = outcome;
    if (end == null) {
      end = taken == Taken.WHOLE ? endOfWhole(wholeCoding) : atEndOfInput(wholeCoding);
    }
    ended(end);
    return end;
  }

  /** What came was too short to tell what it is: then its type does. */
  private void decideLate() {
    if (taken == Taken.FOR_NOTHING) {
      byte[] all = body.take();
      takeFor(Shape.OTHER);
      decoded(all, 0, all.length);
    }
  }

  /** A last line without its end may be whole; if it is not, it was cut off, and no more. */
  private void lastLine(LineDecoder unfinished) {
    try {
      unfinished.end();
    } catch (RuntimeException defect) {
      outcome = new Cause.Failed(new Failure.Defect(defect));
    }
    if (outcome instanceof Cause.Failed(Failure.Malformed cut)) {
      outcome = null;
    }
  }

  private Outcome endOfWhole(boolean wholeCoding) {
    return wholeCoding || !isGood() ? endOfBody() : new Cause.Truncated(endedEarly(false));
  }

  private Outcome atEndOfInput(boolean wholeCoding) {
    Outcome whole = decoder.onEndOfInput();
    return whole != null ? whole : new Cause.Truncated(endedEarly(wholeCoding));
  }

  /** The body broke off. */
  Outcome broken(TransportFailure failure) {
    Outcome end = brokenOff(failure);
    ended(end);
    return end;
  }

  private Outcome brokenOff(TransportFailure failure) {
    if (failure.kind() == TransportFailure.Kind.DEFECT) {
      return new Cause.Failed(new Failure.Defect(failure.cause()));
    }
    if (!isGood()) {
      return endOfBody(); // A refusal stays one, however little is known of its reasons.
    }
    decideLate();
    Outcome whole = outcome != null || taken == Taken.WHOLE ? outcome : decoder.onEndOfInput();
    if (whole != null) {
      return whole;
    }
    if (failure.kind() == TransportFailure.Kind.PROTOCOL) {
      return notHttp(format, failure);
    }
    return new Cause.Cut(
        new Failure.ConnectionLost(
            format.target(), failure.reason(), Optional.of(failure.cause())));
  }

  /** The peer does not keep to HTTP, before its answer began or in it. */
  static Outcome notHttp(WireFormat format, TransportFailure failure) {
    return new Cause.Failed(
        new Failure.Malformed(
            format.target() + " does not speak HTTP as it should", failure.reason()));
  }

  private Outcome endOfBody() {
    if (!isGood()) {
      return refusal(body.text());
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
    return end != null ? end : new Cause.Truncated(endedEarly(true));
  }

  private Outcome refusal(String text) {
    return new Cause.Failed(format.refusal(head, redaction.redact(text)));
  }

  private Failure.EndedEarly endedEarly(boolean wholeCoding) {
    String missing =
        wholeCoding || coding == null ? decoder.goodEnd() : "all of its " + coding.name();
    return new Failure.EndedEarly(format.target(), missing);
  }
}
