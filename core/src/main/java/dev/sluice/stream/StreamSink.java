package dev.sluice.stream;

/** Where a source puts what happens. Its methods return quickly and do not throw. */
public interface StreamSink {

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
}
