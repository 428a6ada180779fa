package dev.sluice.spi.stream;

import dev.sluice.chat.Reply;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What is done about a stream that is limited, fails, stalls or is cut; or whatever users want done
 * about it, see {@link #eachStream} and {@link #eachAttempt}. Immutable; what it shares between
 * streams (a limiter's count) is thread-safe.
 */
public interface Policy {

  /**
   * Where a policy stands around a source, from the outside in. This order is the whole
   * composition: {@link dev.sluice.stream.ChatModel#with} keeps it, whatever the order of the
   * calls.
   */
  enum Layer {
    /** Free for users: sees what the reader sees, once for each stream. */
    EACH_STREAM,
    /** Stops the stream at a price, whatever attempts it took. */
    BUDGET,
    /** Ends the stream after a time that covers every attempt and every wait. */
    TOTAL_TIMEOUT,
    /** Goes on with an answer that was kept: its first attempt was made elsewhere. */
    RESUMPTION,
    /** Asks another model once the one inside has given up. */
    FALLBACK,
    /** Restarts or continues an answer that was cut after its first token. */
    ON_CUT,
    /** Tries again while nothing of the answer has come. */
    RETRY,
    /** Lets only so many attempts begin. */
    LIMITER,
    /** Ends one attempt that does not connect, does not begin, or stalls. */
    ATTEMPT_TIMEOUTS,
    /** Free for users: sees what the provider says, once for each attempt, when its turn comes. */
    EACH_ATTEMPT;

    /**
     * Whether this layer is free for users: any number of policies stand in it, the one that was
     * added first outermost, and none takes another one's place.
     */
    public boolean isFree() {
      return this == EACH_STREAM || this == EACH_ATTEMPT;
    }
  }

  /** Where this policy stands; unless the layer is free, it replaces an earlier one there. */
  Set<Layer> layers();

  /**
   * The source with this policy around it.
   *
   * <p>In a {@linkplain Layer#isFree free} layer this is called anew for each stream, or each
   * attempt, so that what is shared between them belongs to the policy. There a stream keeps its
   * lane, its listeners, its connect timeout and its cancel whatever this returns, and what it or
   * the source, the sinks and the controls that it makes throw ends that stream alone, as a {@link
   * dev.sluice.chat.Failure.Defect}.
   *
   * @param layer one of {@link #layers}
   * @param model the model's name, for events
   */
  StreamSource around(Layer layer, StreamSource inner, String model);

  /**
   * What there is of the answer before a stream with this policy begins: its reply begins with
   * that, and no event tells it again. Of one policy of a model at the most; mostly of none.
   */
  default Optional<Reply> kept() {
    return Optional.empty();
  }

  /**
   * A policy of one's own outside of all others: called once for each stream, whatever attempts it
   * takes, with what the reader asks, and told what the reader is told.
   */
  static Policy eachStream(Interceptor interceptor) {
    return new Intercepting(Layer.EACH_STREAM, Objects.requireNonNull(interceptor, "interceptor"));
  }

  /**
   * A policy of one's own inside of all others: called for each attempt when its turn has come, on
   * the way to the provider, and told what the provider says. The timeouts of an attempt watch over
   * it too.
   */
  static Policy eachAttempt(Interceptor interceptor) {
    return new Intercepting(Layer.EACH_ATTEMPT, Objects.requireNonNull(interceptor, "interceptor"));
  }
}
