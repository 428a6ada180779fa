package dev.sluice.spi.provider;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.FrameRecorder;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.WholeCharacters;
import dev.sluice.spi.transport.ContentCoding;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes of one answer mean, from its head on: undoes a content coding, has the format's
 * framing say by the first bytes what they are and take them apart, and has the frames decoded.
 *
 * <p>An answer that is {@linkplain AnswerDecoder#isSettled settled} is not undone by anything that
 * comes after it. What may be over without saying so, such as that, or what is no stream at all, is
 * {@linkplain #mayBeOver told} to whoever keeps the time, who ends it in silence by {@link
 * #endNow}.
 *
 * <p>Pure: bytes in, events and one outcome out. Not thread-safe; of no use once it gave an
 * outcome.
 */
// Long because each way in which a body may end is decided beside the others.
final class BodyDecoder implements StreamSink, FrameHandler {
  private final WireFormat format;
  private final ChatRequest request;
  private final ResponseHead head;
  private final StreamSink sink;
  private final Redaction redaction;
  private final AnswerDecoder decoder;
  private final WholeCharacters characters = new WholeCharacters();

  /** Who hears the frames as they came; null if nobody does. */
  private final @Nullable FrameRecorder frameRecorder;

  private final Framing framing;

  /** What does not yet say what it is, or why there is no answer. */
  private final WholeBody body = new WholeBody(WholeBody.EXPLANATION_BYTES);

  /** Takes the answer apart; null as long as it is not known what it is, and for what is none. */
  private @Nullable FrameDecoder frames;

  /** Whether the body only says why there is no answer. */
  private boolean explains;

  /** Whether the body is a JSON document in place of a stream, and the beginning of its text. */
  private boolean document;

  private String documentText = "";

  /** What stands between the frames and is none. */
  private final Stray stray = new Stray();

  private boolean settled;
  private boolean spoken;
  private boolean counted;
  private boolean told;
  private boolean warned;

  /** Whether it has been told what was left out of the request. */
  private boolean leftOutTold;

  private @Nullable ContentCoding coding;
  private @Nullable String unknownCoding;
  private @Nullable Outcome outcome;

  BodyDecoder(
      WireFormat format,
      ChatRequest request,
      Redaction redaction,
      ResponseHead said,
      StreamSink sink,
      @Nullable FrameRecorder frameRecorder) {
    this.frameRecorder = frameRecorder;
    this.format = format;
    this.request = request;
    this.redaction = redaction;
    this.head = redaction.head(said);
    this.sink = sink;
    this.decoder = format.decoder(request, head);
    this.framing = format.framing();
    this.explains = !isGood();
    if (frameRecorder != null && isGood()) {
      frameRecorder.onAnswer(format.name());
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

  @Override
  public boolean onFrame(String type, byte[] bytes, int from, int length) {
    if (outcome != null) {
      return false; // After the end nobody wants more, whatever a framing makes of that.
    }
    if (document) {
      int shown = Math.min(length, WholeBody.EXPLANATION_BYTES);
      documentText = new String(bytes, from, shown, StandardCharsets.UTF_8);
    }
    stray.forget();
    Outcome said = decoder.onFrame(type, bytes, from, length, this);
    if (settled && said instanceof Cause late && decoder.isSettled()) {
      if (late instanceof Cause.Failed(Failure.LimitExceeded excess)) {
        outcome = decoder.onEndOfInput(); // What would outgrow a bound is not listened to.
      } else {
        passOver(late);
      }
      return outcome == null;
    }
    outcome = named(said);
    settled = decoder.isSettled();
    // A document in place of a stream is no frame of one: its events tell it.
    if (frameRecorder != null && !(outcome instanceof Cause) && !(frames instanceof WholeFrames)) {
      frameRecorder.onFrame(type, bytes, from, length);
    }
    return outcome == null;
  }

  /** A decoder does not know who it is that has ended early. */
  private @Nullable Outcome named(@Nullable Outcome said) {
    return said instanceof Cause.Truncated(Failure.EndedEarly early)
        ? new Cause.Truncated(new Failure.EndedEarly(format.target(), early.missing()))
        : said;
  }

  @Override
  public void onStray(byte[] bytes, int from, int length, boolean odd) {
    stray.add(bytes, from, length, odd);
  }

  /** The answer was whole before that came; an error is worth a word nevertheless. */
  private void passOver(Cause late) {
    if (!warned && late instanceof Cause.Failed(Failure.ErrorInStream error)) {
      warned = true;
      onEvent(new StreamEvent.Warned("after the end of the answer, " + error.message()));
    }
  }

  @Override
  public void onOpen(StreamControl never) {
    throw new IllegalStateException("a decoder opens nothing");
  }

  /** What the decoder tells, on its way to the sink. */
  @Override
  public void onEvent(StreamEvent event) {
    boolean said = event instanceof StreamEvent.TextDelta; // by the model: most events
    if (said || event instanceof StreamEvent.Content) {
      told = true;
      spoken = true;
    } else if (event instanceof StreamEvent.UsageReported) {
      counted = true;
    }
    characters.tell(said ? event : redaction.event(event), sink);
    if (!said && event instanceof StreamEvent.Started) {
      tellLeftOut();
    }
  }

  private void tellLeftOut() {
    if (!leftOutTold) {
      leftOutTold = true;
      format.leftOut(request).forEach(line -> onEvent(new StreamEvent.Warned(line)));
    }
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
      return ended(
          isGood() ? unlessWhole(miscoded(String.valueOf(wrong.getMessage()))) : explained());
    } catch (RuntimeException wrong) {
      return ended(outcome != null ? outcome : fault(wrong));
    }
  }

  private @Nullable Outcome ended(@Nullable Outcome how) {
    if (how != null) {
      if (told || how instanceof Outcome.Finished) {
        tellLeftOut(); // Its decoder has told no start.
      }
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
    return thrown instanceof FramingException wrong
        ? unlessWhole(new Cause.Failed(wrong.failure(format.target())))
        : new Cause.Failed(new Failure.Defect(thrown));
  }

  /** What the peer does wrong behind a whole answer does not undo it. */
  private Outcome unlessWhole(Outcome otherwise) {
    Outcome whole = settled ? decoder.onEndOfInput() : null;
    return whole != null ? whole : otherwise;
  }

  /** Whether nothing more need come: then silence is the end. */
  boolean mayBeOver() {
    return settled
        || (explains && isGood())
        || frames instanceof WholeFrames
        || stray.isOdd()
        || (frames instanceof SseFrames events && events.isInOddLine());
  }

  /** Whether all of the answer is here. */
  boolean isSettled() {
    return settled;
  }

  /** Whether something of the answer was told since this was asked last. */
  boolean hasSpoken() {
    boolean had = spoken;
    spoken = false;
    return had;
  }

  /** Whether something of its usage was. */
  boolean hasCounted() {
    boolean had = counted;
    counted = false;
    return had;
  }

  /** How the stream ends if nothing more comes; null if it has to be waited for. */
  @Nullable Outcome endNow() {
    if (frames instanceof WholeFrames whole && !settled && !whole.isWholeJson()) {
      return null;
    }
    return mayBeOver() ? end() : null;
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
    Shape shape = Shape.of(bytes, from, to);
    readBy(chosen == null ? framing : chosen, shape == Shape.OBJECT || shape == Shape.ARRAY);
    if (from < to) {
      decoded(bytes, from, to);
    }
  }

  /**
   * A document in place of a stream may be a whole answer all the same, if it is JSON.
   *
   * @param json whether it begins so
   */
  private void readBy(Framing chosen, boolean json) {
    boolean other = TextFraming.WHOLE.equals(chosen) && !TextFraming.WHOLE.equals(framing);
    document = json && other && request.streamed();
    if (other && request.streamed() && !json) {
      explains = true;
    } else {
      frames = chosen.decoder(this);
    }
  }

  // The end.

  /** The frames were handed over one by one, without a body, and there are no more. */
  Outcome endOfFrames() {
    Outcome end = outcome != null ? outcome : atEndOfInput(true);
    ended(end);
    return end;
  }

  /** How the stream ends, if it has; tells what belongs to that. */
  @Nullable Outcome outcome() {
    return ended(outcome);
  }

  /** The body ended as HTTP says that it ends. */
  Outcome end() {
    Outcome end = atEnd();
    ended(end);
    return end;
  }

  private Outcome atEnd() {
    if (unknownCoding != null) {
      return isGood() ? miscoded(unknownCoding) : refusal("");
    }
    decideLate();
    boolean wholeCoding = coding == null || coding.isWhole();
    if (wholeCoding && frames != null && outcome == null) {
      endFrames(frames);
    }
    if (outcome != null) {
      return outcome;
    }
    return explains ? endOfExplanation(wholeCoding) : atEndOfInput(wholeCoding);
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
    if (outcome != null && isNoFrame(outcome) && (!whole || (document && !told))) {
      outcome = null;
    }
  }

  private Outcome endOfExplanation(boolean wholeCoding) {
    return wholeCoding || !isGood() ? explained() : new Cause.Truncated(endedEarly(false));
  }

  private Outcome atEndOfInput(boolean wholeCoding) {
    Outcome whole = decoder.onEndOfInput();
    if (document && !told && (whole == null ? wholeCoding : isNoFrame(whole))) {
      whole = noAnswer(documentText);
    } else if (whole == null && wholeCoding) {
      whole = strayed();
    }
    return whole != null ? whole : new Cause.Truncated(endedEarly(wholeCoding));
  }

  /** What stands there instead of the rest of the stream; null if there is nothing of the kind. */
  private @Nullable Outcome strayed() {
    if (!stray.isOdd() && (told || stray.isEmpty())) {
      return null;
    }
    String text = stray.text();
    byte[] json = stray.json();
    if (json.length > 0) {
      Outcome said = named(decoder.onFrame(FrameHandler.MESSAGE, json, 0, json.length, this));
      said = said == null ? decoder.onEndOfInput() : said;
      if (said != null && !isNoFrame(said)) {
        return said;
      }
    }
    return told
        ? new Cause.Failed(
            new Failure.Malformed(
                format.target() + " sent something else than the rest of its stream", text))
        : noAnswer(text);
  }

  private Outcome noAnswer(String text) {
    return new Cause.Failed(
        new Failure.NotAStream(format.target(), head.status(), contentType(), text.strip()));
  }

  private static boolean isNoFrame(Outcome said) {
    return said instanceof Cause.Failed(Failure.Malformed m);
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
    if (outcome == null && frames instanceof WholeFrames all && all.isWholeJson()) {
      return atEnd(); // Nothing of it was lost.
    }
    Outcome whole = outcome != null || explains ? outcome : beforeTheBreak();
    whole = whole == null && !explains ? strayed() : whole;
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

  /** What came may be whole. That none of it was known yet tells nothing of what was lost. */
  private @Nullable Outcome beforeTheBreak() {
    Outcome whole = decoder.onEndOfInput();
    return whole == null || isNoFrame(whole) ? null : whole;
  }

  /** The peer does not keep to HTTP, before its answer began or in it. */
  static Outcome notHttp(WireFormat format, TransportFailure failure) {
    return new Cause.Failed(
        new Failure.Malformed(
            format.target() + " does not speak HTTP as it should", failure.reason()));
  }

  /** Why there is no answer, as far as the body says. */
  private Outcome explained() {
    return isGood() ? noAnswer(body.text()) : refusal(body.text());
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
