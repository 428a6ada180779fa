package dev.sluice.stream;

import java.util.concurrent.Executor;

/** Where a source puts what happens. Its methods return quickly and do not throw. */
public interface StreamSink {

  /** Something happened; never {@link StreamEvent.Ended}, which is made from the outcome. */
  void onEvent(StreamEvent event);

  /** The stream is over; nothing follows. */
  void onEnd(Outcome outcome);

  /**
   * Events come in rounds, together with those of other streams: what this executor is given during
   * a round it runs when the round is over, on a virtual thread that may be blocked. A hint that a
   * source may leave out, and a decorator that does not pass it on costs only time.
   */
  default void onRounds(Executor afterRound) {}

  /**
   * Whether the sink wants more now. A source asks after each read from its network (or each step
   * of its computation); at false it stops reading until {@link StreamControl#resume}, so that what
   * is in flight is bounded by one read.
   *
   * <p>Against a lost wake-up, a source that has stopped asks once more.
   */
  boolean isReady();
}
