package dev.sluice.stream;

import java.util.Set;

/**
 * What is done about a stream that is limited, fails, stalls or is cut. Immutable; what it shares
 * between streams (a limiter's count) is thread-safe.
 */
public interface Policy {

  /**
   * Where a policy stands around a source, from the outside in. This order is the whole
   * composition: {@link ChatModel#with} keeps it, whatever the order of the calls.
   */
  enum Layer {
    /** Stops the stream at a price, whatever attempts it took. */
    BUDGET,
    /** Ends the stream after a time that covers every attempt and every wait. */
    TOTAL_TIMEOUT,
    /** Asks another model once the one inside has given up. */
    FALLBACK,
    /** Restarts or continues an answer that was cut after its first token. */
    ON_CUT,
    /** Tries again while nothing of the answer has come. */
    RETRY,
    /** Lets only so many attempts begin. */
    LIMITER,
    /** Ends one attempt that does not connect, does not begin, or stalls. */
    ATTEMPT_TIMEOUTS
  }

  /** Where this policy stands; it replaces an earlier one of the same layer. */
  Set<Layer> layers();

  /**
   * The source with this policy around it.
   *
   * @param layer one of {@link #layers}
   * @param model the model's name, for events
   */
  StreamSource around(Layer layer, StreamSource inner, String model);
}
