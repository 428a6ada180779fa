package dev.sluice.policy;

import dev.sluice.chat.Failure.Timeout.Phase;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The four timeouts. Each is a duration of its own; zero turns it off.
 *
 * <p>Comments, pings, empty deltas and chunks that only name a role are no progress. A reader that
 * stops reading stops the clock of the idle timeout: then it is not the provider that is slow.
 *
 * <pre>{@code
 * model.with(Timeouts.defaults().firstToken(ofSeconds(10)).idle(ofSeconds(20)))
 * }</pre>
 */
public final class Timeouts implements Policy {

  private static final Timeouts DEFAULTS =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofMinutes(2),
          Duration.ofMinutes(1),
          Duration.ZERO,
          Clock.system());

  private final Duration connect;
  private final Duration firstToken;
  private final Duration idle;
  private final Duration total;
  private final Clock clock;

  private Timeouts(
      Duration connect, Duration firstToken, Duration idle, Duration total, Clock clock) {
    this.connect = Objects.requireNonNull(connect, "connect");
    this.firstToken = Objects.requireNonNull(firstToken, "firstToken");
    this.idle = Objects.requireNonNull(idle, "idle");
    this.total = Objects.requireNonNull(total, "total");
    this.clock = Objects.requireNonNull(clock, "clock");
    for (Duration timeout : new Duration[] {connect, firstToken, idle, total}) {
      if (timeout.isNegative()) {
        throw new IllegalArgumentException("a timeout cannot be negative: " + timeout);
      }
    }
  }

  /** For name resolution, connecting and TLS; by default 10 s. */
  public Duration connect() {
    return connect;
  }

  /**
   * From the attempt's start to its first token; by default 2 min, for models that think long
   * before they say anything.
   */
  public Duration firstToken() {
    return firstToken;
  }

  /** From one token to the next; by default 1 min. */
  public Duration idle() {
    return idle;
  }

  /** From the stream's start to its end, over all attempts and waits; by default off. */
  public Duration total() {
    return total;
  }

  /** The defaults of each. */
  public static Timeouts defaults() {
    return DEFAULTS;
  }

  /** No timeout at all. */
  public static Timeouts off() {
    return new Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Clock.system());
  }

  /**
   * These with another connect timeout.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Timeouts connect(Duration timeout) {
    return new Timeouts(timeout, firstToken, idle, total, clock);
  }

  /**
   * These with another first-token timeout.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Timeouts firstToken(Duration timeout) {
    return new Timeouts(connect, timeout, idle, total, clock);
  }

  /**
   * These with another idle timeout.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Timeouts idle(Duration timeout) {
    return new Timeouts(connect, firstToken, timeout, total, clock);
  }

  /**
   * These with another total timeout.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Timeouts total(Duration timeout) {
    return new Timeouts(connect, firstToken, idle, timeout, clock);
  }

  /** These by another clock. */
  public Timeouts by(Clock other) {
    return new Timeouts(connect, firstToken, idle, total, other);
  }

  /** Whether the other ones are of the same times, by the same clock. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Timeouts those
        && connect.equals(those.connect)
        && firstToken.equals(those.firstToken)
        && idle.equals(those.idle)
        && total.equals(those.total)
        && clock.equals(those.clock);
  }

  @Override
  public int hashCode() {
    return Objects.hash(connect, firstToken, idle, total, clock);
  }

  @Override
  public String toString() {
    return "Timeouts[connect="
        + connect
        + ", firstToken="
        + firstToken
        + ", idle="
        + idle
        + ", total="
        + total
        + "]";
  }

  @Override
  public Set<Layer> layers() {
    return EnumSet.of(Layer.TOTAL_TIMEOUT, Layer.ATTEMPT_TIMEOUTS);
  }

  @Override
  public StreamSource around(Layer layer, StreamSource inner, String model) {
    if (layer == Layer.TOTAL_TIMEOUT) {
      return total.isZero() ? inner : decorated(inner, Phase.TOTAL, total, Duration.ZERO);
    }
    StreamSource connecting = inner.connectingWithin(connect);
    return firstToken.isZero() && idle.isZero()
        ? connecting
        : decorated(connecting, Phase.FIRST_TOKEN, firstToken, idle);
  }

  private StreamSource decorated(
      StreamSource inner, Phase first, Duration before, Duration idling) {
    return new Decorator(
        inner,
        (request, sink) -> {
          TimedStage stage = new TimedStage(sink, clock, first, before, idling);
          sink.onOpen(stage);
          stage.start();
          stage.openInner(inner, request);
        });
  }
}
