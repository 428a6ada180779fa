package dev.sluice.spi.provider;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.transport.ResponseHead;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one answer that were kept as they came, and tells the events that they were
 * then. What only the head of the answer said, such as the request's id, is in no frame. Not
 * thread-safe.
 */
public final class KeptFrames {
  private static final int GOOD = 200;

  private final Told told = new Told();
  private final BodyDecoder decoder;
  private @Nullable Outcome outcome;

  /**
   * Frames in this format.
   *
   * @param request what was asked
   */
  public KeptFrames(WireFormat format, ChatRequest request) {
    Objects.requireNonNull(request, "request");
    Redaction redaction = new Redaction(format, request, List.of());
    ResponseHead head = new ResponseHead(GOOD, Map.of());
    this.decoder = new BodyDecoder(format, request, redaction, head, told, null);
  }

  /**
   * Takes the next frame. What comes behind the end of the answer is passed over.
   *
   * @param type see {@link AnswerDecoder#onFrame}, as the other ones
   * @param out hears the events
   */
  public void frame(
      String type, byte[] bytes, int from, int length, Consumer<? super StreamEvent> out) {
    Objects.checkFromIndexSize(from, length, bytes.length);
    if (outcome != null) {
      return;
    }
    told.out = Objects.requireNonNull(out, "out");
    try {
      decoder.onFrame(type, bytes, from, length);
      outcome = decoder.outcome();
    } catch (RuntimeException thrown) {
      outcome = new Cause.Failed(new Failure.Defect(thrown));
    } finally {
      told.out = null;
    }
  }

  /** How the stream ended, if a frame has said so. */
  public Optional<Outcome> outcome() {
    return Optional.ofNullable(outcome);
  }

  /**
   * How the stream ended if these were all of its frames.
   *
   * @param out hears what is told only then
   */
  public Outcome end(Consumer<? super StreamEvent> out) {
    Outcome end = outcome;
    if (end == null) {
      told.out = Objects.requireNonNull(out, "out");
      try {
        end = decoder.endOfFrames();
      } catch (RuntimeException thrown) {
        end = new Cause.Failed(new Failure.Defect(thrown));
      } finally {
        told.out = null;
      }
      outcome = end;
    }
    return end;
  }

  /** Hands events to whoever gave the frame. */
  private static final class Told implements StreamSink {
    private @Nullable Consumer<? super StreamEvent> out;

    @Override
    public void onOpen(StreamControl never) {
      throw new IllegalStateException("nothing is opened");
    }

    @Override
    public void onEvent(StreamEvent event) {
      Objects.requireNonNull(out, "out").accept(event);
    }

    @Override
    public void onEnd(Outcome never) {
      throw new IllegalStateException("a decoder returns its outcome");
    }

    @Override
    public boolean isReady() {
      return true;
    }
  }
}
