package dev.sluice.spi.stream;

import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import org.jspecify.annotations.Nullable;

/** Where a source puts what happens. Its methods return quickly and do not throw. */
public interface StreamSink {
  /** The stream, to be steered by; before anything else, on the thread that opens it. */
  void onOpen(StreamControl control);

  /** Something happened; never {@link StreamEvent.Ended}, which is made from the outcome. */
  void onEvent(StreamEvent event);

  /** The stream is over; nothing follows. */
  void onEnd(Outcome outcome);

  /**
   * Whether the sink wants more now. A source asks after each read from its network (or each step
   * of its computation); at false it stops reading until {@link StreamControl#resume}, so that what
   * is in flight is bounded by one read.
   *
   * <p>Against a lost wake-up, a source that has stopped asks once more.
   */
  boolean isReady();

  /**
   * What keeps this stream's stages to one thread at a time, if it has such a thing. A source need
   * not care: its events enter the lane by themselves. One that has many events at once enters it
   * once for all of them. A sink that stands between two others hands on that of the one outside,
   * as a {@link ForwardingStream} does: by it the attempts inside are known to whoever listens to
   * the stream.
   */
  default @Nullable Lane lane() {
    return null;
  }

  /**
   * Where a source tells what it knows of its attempt besides the events, if somebody listens;
   * asked for once, when it is opened.
   */
  default @Nullable AttemptReport report() {
    return null;
  }
}
