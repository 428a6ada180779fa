package dev.sluice.spi.stream;

import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One stream inside a policy of one's own, between the sink outside and the source inside: hands
 * everything on, what the source tells outwards and what the reader does inwards. Override what the
 * policy is about, and call {@code super} for what is to go on.
 *
 * <pre>{@code
 * final class Shouting extends ForwardingStream {
 *   Shouting(StreamSink out) {
 *     super(out);
 *   }
 *
 *   @Override
 *   public void onEvent(StreamEvent event) {
 *     super.onEvent(event instanceof TextDelta delta ? new TextDelta(upper(delta)) : event);
 *   }
 * }
 *
 * Policy shouting =
 *     Policy.eachStream((request, sink, next) -> next.open(request, new Shouting(sink)));
 * }</pre>
 *
 * <p>What the source tells comes from one thread at a time; what the reader does ({@link #resume},
 * {@link #cancel}) comes from any. The lane and the report of attempts are always those of the sink
 * outside, so that listeners hear through it.
 */
public class ForwardingStream implements StreamSink, StreamControl {
  private final StreamSink out;

  /** The source inside; before there is one, whoever is outside has not been given this either. */
  private volatile @Nullable StreamControl inner;

  /** One that hands on to this sink. */
  protected ForwardingStream(StreamSink out) {
    this.out = Objects.requireNonNull(out, "out");
  }

  /** The sink outside. */
  protected final StreamSink out() {
    return out;
  }

  /**
   * The source inside hands over its control, which this keeps, and hands over itself. Of a source
   * that is opened later through the same object, the control takes the place of the one before.
   */
  @Override
  public void onOpen(StreamControl control) {
    inner = control;
    out.onOpen(this);
  }

  @Override
  public void onEvent(StreamEvent event) {
    out.onEvent(event);
  }

  @Override
  public void onEnd(Outcome outcome) {
    out.onEnd(outcome);
  }

  @Override
  public boolean isReady() {
    return out.isReady();
  }

  @Override
  public final @Nullable Lane lane() {
    return out.lane();
  }

  @Override
  public final @Nullable AttemptReport report() {
    return out.report();
  }

  @Override
  public void resume() {
    StreamControl source = inner;
    if (source != null) {
      source.resume();
    }
  }

  @Override
  public void cancel() {
    StreamControl source = inner;
    if (source != null) {
      source.cancel();
    }
  }

  @Override
  public final void whenRead(Runnable task) {
    StreamControl source = inner;
    if (source == null) {
      task.run();
    } else {
      source.whenRead(task);
    }
  }

  @Override
  public final boolean finishIfWhole() {
    StreamControl source = inner;
    return source != null && source.finishIfWhole();
  }
}
