package dev.sluice.stream;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.StreamTimer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A source whose events the test pushes; one stream for each instance. */
final class Push implements StreamSource, StreamControl {
  static final Outcome FINISHED = new Outcome.Finished(FinishReason.STOP);

  final AtomicInteger resumed = new AtomicInteger();
  final AtomicInteger cancelled = new AtomicInteger();

  /** The nanoseconds that the stream's clock shows. */
  final AtomicLong nanos = new AtomicLong();

  private @Nullable StreamSink sink;

  /** Opens the stream. */
  ChatStream stream() {
    return stream(ChatRequest.of("hi"));
  }

  ChatStream stream(ChatRequest request) {
    return new ChatModel("test/push", this, StreamTimer.of(nanos::get)).stream(request);
  }

  @Override
  public void open(ChatRequest request, StreamSink out) {
    sink = out;
    out.onOpen(this);
  }

  StreamSink sink() {
    if (sink == null) {
      throw new AssertionError("not opened");
    }
    return sink;
  }

  Push text(String text) {
    return event(new StreamEvent.TextDelta(0, text));
  }

  Push event(StreamEvent event) {
    sink().onEvent(event);
    return this;
  }

  Push at(long newNanos) {
    nanos.set(newNanos);
    return this;
  }

  void finish() {
    sink().onEnd(FINISHED);
  }

  void end(Outcome outcome) {
    sink().onEnd(outcome);
  }

  @Override
  public void resume() {
    resumed.incrementAndGet();
  }

  @Override
  public void cancel() {
    cancelled.incrementAndGet();
  }
}
