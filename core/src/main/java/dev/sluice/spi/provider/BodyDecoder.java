package dev.sluice.spi.provider;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.WholeCharacters;
import dev.sluice.spi.transport.ContentCoding;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import java.net.ProtocolException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes of one answer mean, from its head on: undoes a content coding, has the format's
 * framing say by the first bytes what they are and take them apart, and has the frames decoded.
 * Pure: bytes in, events and one outcome out. Not thread-safe; of no use once it gave an outcome.
 */
final class BodyDecoder implements StreamSink, FrameHandler {
  private final WireFormat format;
  private final ChatRequest request;
  private final ResponseHead head;
  private final StreamSink sink;
  private final Redaction redaction;
  private final AnswerDecoder decoder;
  private final WholeCharacters characters = new WholeCharacters();
  private final Framing framing;

  /** What does not yet say what it is, or why there is no answer. */
  private final WholeBody body = new WholeBody(WholeBody.EXPLANATION_BYTES);

  /** Takes the answer apart; null as long as it is not known what it is, and for what is none. */
  private @Nullable FrameDecoder frames;

  /** Whether the body only says why there is no answer. */
  private boolean explains;

  private @Nullable ContentCoding coding;
  private @Nullable String unknownCoding;
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
    this.framing = format.framing();
    this.explains = !isGood();
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

  @Override
  public boolean onFrame(String type, byte[] bytes, int from, int length) {
    if (outcome == null) { // After the end nobody wants more, whatever a framing makes of that.
      outcome = decoder.onFrame(type, bytes, from, length, this);
    }
    return outcome == null;
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
      return ended(isGood() ? miscoded(String.valueOf(wrong.getMessage())) : explained());
    } catch (RuntimeException wrong) {
      return ended(outcome != null ? outcome : fault(wrong));
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

  /** What cannot be taken apart is the server's fault, everything else that is thrown ours. */
  private Outcome fault(RuntimeException thrown) {
    return new Cause.Failed(
        thrown instanceof FramingException wrong
            ? wrong.failure(format.target())
            : new Failure.Defect(thrown));
  }

  private Outcome miscoded(String how) {
    return new Cause.Failed(
        new Failure.Malformed(
            format.target() + " answers in a coding that cannot be undone, and was not asked to",
            how));
  }

  /** Takes bytes without their coding; false once nothing more is wanted. */
  private boolean decoded(byte[] bytes, int from, int to) {
    FrameDecoder into = frames;
    if (into != null) {
      into.feed(bytes, from, to);
    } else if (!explains) {
      decide(bytes, from, to, false);
    } else if (!body.add(bytes, from, to)) {
      outcome = explained();
    }
    return outcome == null;
  }

  /** Looks at the first bytes; those that do not tell yet are kept until they do. */
  private void decide(byte[] bytes, int from, int to, boolean all) {
    byte[] before = body.take();
    if (before.length > 0) {
      byte[] joined = Arrays.copyOf(before, before.length + to - from);
      System.arraycopy(bytes, from, joined, before.length, to - from);
      decide(joined, 0, joined.length, all);
      return;
    }
    Framing chosen =
        framing.choose(new Beginning(contentType(), request.streamed(), bytes, from, to, all));
    if (chosen == null && !all && to - from < Beginning.MAX_BYTES) {
      body.add(bytes, from, to);
      return;
    }
    readBy(chosen == null ? framing : chosen);
    if (from < to) {
      decoded(bytes, from, to);
    }
  }

  private void readBy(Framing chosen) {
    boolean document = TextFraming.WHOLE.equals(chosen) && !TextFraming.WHOLE.equals(framing);
    if (document && request.streamed()) {
      explains = true;
    } else {
      frames = chosen.decoder(this);
    }
  }

  // The end.

  /** The body ended as HTTP says that it ends. */
  Outcome end() {
    if (unknownCoding != null) {
      return isGood() ? miscoded(unknownCoding) : refusal("");
    }
    decideLate();
    boolean wholeCoding = coding == null || coding.isWhole();
    if (wholeCoding && frames != null && outcome == null) {
      endFrames(frames);
    }
    Outcome end = outcome;
    if (end == null) {
      end = explains ? endOfExplanation(wholeCoding) : atEndOfInput(wholeCoding);
    }
    ended(end);
    return end;
  }

  /** What came was too short to tell what it is. */
  private void decideLate() {
    if (frames == null && !explains) {
      byte[] all = body.take();
      try {
        decide(all, 0, all.length, true);
      } catch (RuntimeException wrong) {
        outcome = outcome != null ? outcome : fault(wrong);
      }
    }
  }

  /** A last frame without its end may be whole; if it is not, it was cut off, and no more. */
  private void endFrames(FrameDecoder unfinished) {
    boolean whole = true;
    try {
      whole = unfinished.end();
    } catch (RuntimeException wrong) {
      outcome = outcome != null ? outcome : fault(wrong);
    }
    if (!whole && outcome instanceof Cause.Failed(Failure.Malformed cut)) {
      outcome = null;
    }
  }

  private Outcome endOfExplanation(boolean wholeCoding) {
    return wholeCoding || !isGood() ? explained() : new Cause.Truncated(endedEarly(false));
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
      return explained(); // A refusal stays one, however little is known of its reasons.
    }
    decideLate();
    Outcome whole = outcome != null || explains ? outcome : decoder.onEndOfInput();
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

  /** Why there is no answer, as far as the body says. */
  private Outcome explained() {
    return isGood()
        ? new Cause.Failed(
            new Failure.NotAStream(
                format.target(), head.status(), contentType(), body.text().strip()))
        : refusal(body.text());
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
