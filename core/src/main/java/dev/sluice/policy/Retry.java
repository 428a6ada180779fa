package dev.sluice.policy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Tries again while nothing of the answer has come. What is tried again: a connection that could
 * not be made or broke, a stream that ended before its first token, the connect and first-token
 * timeouts, the statuses 408, 409, 425, 429 and 5xx, and errors in the stream, unless their {@link
 * Failure.Reason} blames the request or whoever asks; {@code x-should-retry} overrules the status,
 * but never such a reason, nor one of the statuses 400 to 404, 413 and 422.
 *
 * <p>The wait is what {@code retry-after-ms}, {@code retry-after} or the error itself says, else a
 * random time up to an exponentially growing bound (full jitter). A provider that wants a longer
 * wait than {@link #longestWait} is not asked again: sooner would be useless. Streams that were
 * refused with 429 or 503, or told that there is too much to do, at the same time come back one
 * after the other; share one {@code Retry} between the models of one key.
 */
public final class Retry implements Policy {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LARGEST = Duration.ofSeconds(8);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration LONGEST_IN_ALL = Duration.ofMinutes(5);
  private static final Duration SPACING = Duration.ofMillis(25);
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  private final int retries;
  private final Backoff backoff;
  private final Duration longestWait;
  private final Duration longestInAll;
  private final Clock clock;
  private final RandomGenerator random;
  private final ReturnGate gate;

  private Retry(
      int retries,
      Backoff backoff,
      Duration longestWait,
      Duration longestInAll,
      Clock clock,
      RandomGenerator random,
      ReturnGate gate) {
    this.retries = retries;
    this.backoff = backoff;
    this.longestWait = longestWait;
    this.longestInAll = longestInAll;
    this.clock = clock;
    this.random = random;
    this.gate = gate;
  }

  /** How the wait grows. */
  private interface Backoff {
    Duration before(int retry, RandomGenerator random);
  }

  /**
   * At most this many retries, waits from 0.5 s doubling to 8 s with full jitter, none over 1 min,
   * 5 min in all; 0 never tries again.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public static Retry upTo(int retries) {
    checkCount(retries);
    return new Retry(
        retries,
        exponential(FIRST, LARGEST),
        LONGEST_WAIT,
        LONGEST_IN_ALL,
        Clock.system(),
        () -> ThreadLocalRandom.current().nextLong(),
        new ReturnGate(SPACING));
  }

  /**
   * Waits a random time up to {@code first}, then up to twice that, and so on up to {@code
   * largest}.
   */
  public Retry backoff(Duration first, Duration largest) {
    checkWait(first, "first");
    checkWait(largest, "largest");
    return with(exponential(first, largest), longestWait, longestInAll, clock, random);
  }

  /** Waits exactly these times, one after the other, the last one again and again. */
  public Retry waits(Duration first, Duration... then) {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(then, "then");
    List<Duration> all = Stream.concat(Stream.of(first), List.of(then).stream()).toList();
    all.forEach(wait -> checkWait(wait, "wait"));
    return with(
        (retry, any) -> all.get(Math.min(retry, all.size() - 1)),
        longestWait,
        longestInAll,
        clock,
        random);
  }

  /**
   * The longest single wait: longer ones are shortened to it, but a provider that wants a longer
   * one is not asked again. A turn behind others that were refused may add to it.
   */
  public Retry longestWait(Duration longest) {
    Objects.requireNonNull(longest, "longest");
    return with(backoff, longest, longestInAll, clock, random);
  }

  /** The longest time that the waits of one stream may take together. */
  public Retry longestInAll(Duration longest) {
    Objects.requireNonNull(longest, "longest");
    return with(backoff, longestWait, longest, clock, random);
  }

  /** This by another clock and other chance, for tests. */
  public Retry by(Clock otherClock, RandomGenerator otherRandom) {
    Objects.requireNonNull(otherClock, "otherClock");
    Objects.requireNonNull(otherRandom, "otherRandom");
    return with(backoff, longestWait, longestInAll, otherClock, otherRandom);
  }

  /** This by another clock. */
  public Retry by(Clock otherClock) {
    return by(otherClock, random);
  }

  /**
   * This with another number of retries. Streams of both that are refused together come back one
   * after the other.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Retry retries(int max) {
    checkCount(max);
    return new Retry(max, backoff, longestWait, longestInAll, clock, random, gate);
  }

  private static void checkWait(Duration wait, String name) {
    if (Objects.requireNonNull(wait, name).isNegative()) {
      throw new IllegalArgumentException("a wait before a retry cannot be negative: " + wait);
    }
  }

  private static void checkCount(int retries) {
    if (retries < 0) {
      throw new IllegalArgumentException("the number of retries cannot be negative: " + retries);
    }
  }

  private Retry with(
      Backoff growth, Duration single, Duration all, Clock time, RandomGenerator chance) {
    return new Retry(retries, growth, single, all, time, chance, gate);
  }

  private static Backoff exponential(Duration first, Duration largest) {
    return (retry, random) -> {
      double bound =
          Math.min((double) largest.toNanos(), first.toNanos() * Math.pow(2, Math.min(retry, 40)));
      return Duration.ofNanos((long) (bound * random.nextDouble()));
    };
  }

  @Override
  public Set<Layer> layers() {
    return EnumSet.of(Layer.RETRY);
  }

  @Override
  public StreamSource around(Layer layer, StreamSource inner, String model) {
    return retries == 0
        ? inner
        : AttemptStage.around(
            inner, clock, new RetryPlan(this, inner, model, 0, Duration.ZERO), false);
  }

  /** The wait before the next retry, if there is to be one. */
  private Optional<Duration> waitAfter(Cause cause, int made, Duration waited) {
    Optional<Failure.ByProvider> said = said(cause);
    Optional<Duration> told = said.flatMap(failure -> failure.advice().after());
    if (told.isPresent() && told.get().compareTo(longestWait) > 0) {
      return Optional.empty();
    }
    Duration wait = told.orElseGet(() -> shorter(backoff.before(made, random), longestWait));
    if (said.filter(Retry::together).isPresent()) {
      // The turn in the gate may add to the wait; only the bound on the whole holds for that.
      long now = clock.nanos();
      wait = Duration.ofNanos(gate.turn(now, now + wait.toNanos()) - now);
    }
    return waited.plus(wait).compareTo(longestInAll) > 0 ? Optional.empty() : Optional.of(wait);
  }

  /** A provider that asks for a longer wait than there may be: the failure says both. */
  private Cause bounded(Cause cause, Duration waited) {
    Duration told = said(cause).flatMap(said -> said.advice().after()).orElse(Duration.ZERO);
    Duration longest = shorter(longestWait, longestInAll.minus(waited));
    if (told.compareTo(longest) <= 0) {
      return cause;
    }
    return switch (said(cause).orElse(null)) {
      case Failure.Refused refused -> new Cause.Failed(refused.unlessWithin(longest));
      case Failure.ErrorInStream error -> new Cause.Failed(error.unlessWithin(longest));
      case null -> cause;
    };
  }

  private static Optional<Failure.ByProvider> said(Cause cause) {
    return cause
        .failure()
        .filter(Failure.ByProvider.class::isInstance)
        .map(Failure.ByProvider.class::cast);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Whether it may have been said to many at once. */
  private static boolean together(Failure.ByProvider said) {
    boolean status =
        said instanceof Failure.Refused refused
            && (refused.status() == TOO_MANY_REQUESTS || refused.status() == UNAVAILABLE);
    return status
        || said.reason() == Failure.Reason.RATE_LIMITED
        || said.reason() == Failure.Reason.OVERLOADED;
  }

  /** How many retries were made and how long they waited. */
  private record RetryPlan(
      Retry retry, StreamSource source, String model, int made, Duration waited) implements Plan {
    @Override
    public Decision after(Cause cause, boolean begun) {
      if (begun || made == retry.retries || !Retriable.is(cause)) {
        return new GiveUp(cause);
      }
      return retry
          .waitAfter(cause, made, waited)
          .<Decision>map(
              wait ->
                  new Again(
                      source,
                      model,
                      wait,
                      false,
                      new RetryPlan(retry, source, model, made + 1, waited.plus(wait))))
          .orElseGet(() -> new GiveUp(retry.bounded(cause, waited)));
    }
  }
}
