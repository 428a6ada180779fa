package dev.sluice.policy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Timeout.Phase;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
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

  /**
   * Watches one stream with one alarm, set anew at the first token and when it rings. An alarm that
   * finds the time to be up does not believe it at once: after a pause of the whole process it may
   * ring before what came meanwhile is read. So the source is asked to tell what it has first; but
   * not for ever, because whoever reads for it may be held up.
   */
  private static final class TimedStage extends Stage {
    /** How long a source may take to tell what it has. */
    private static final Duration READING = Duration.ofMillis(500);

    private static final Duration CENTURY = Duration.ofDays(36_500);

    private final Clock clock;
    private final Phase first;
    private final Duration before;
    private final Duration idle;
    private final long startNanos;

    // In the lane.
    private long progressNanos;
    private long ringsAtNanos;
    private boolean begun;
    private boolean paused;

    /** Whether somebody in the lane has looked since the alarm rang. */
    private volatile boolean looked;

    /** Whether the source is being asked to tell what it has. */
    private volatile boolean asks;

    /** Whether, and when, the reader has wanted more since it was full; on any thread. */
    private volatile boolean resumed;

    private volatile long resumedNanos;

    /** Whether a second patience has begun for a lane that nobody leaves. */
    private volatile boolean lastPatience;

    /** Rings when the time may be up; set in the lane alone, one after the other. */
    private volatile Clock.@Nullable Alarm alarm;

    /** What waits after that: for a source that is asked, and for a lane that nobody leaves. */
    private final Patience asking = new Patience();

    private final Patience entering = new Patience();

    TimedStage(StreamSink out, Clock clock, Phase first, Duration before, Duration idle) {
      super(out);
      this.clock = clock;
      this.first = first;
      this.before = before;
      this.idle = idle;
      this.startNanos = clock.nanos();
    }

    /** A century is as good as all that does not fit. */
    private static long nanos(Duration limit) {
      return limit.compareTo(CENTURY) < 0 ? limit.toNanos() : CENTURY.toNanos();
    }

    /** Begins to wait, before the source is opened. */
    void start() {
      ringIn(nanos(before));
    }

    @Override
    void forward(StreamEvent event) {
      if (first == Phase.TOTAL || !(event instanceof StreamEvent.Content c && c.isToken())) {
        super.forward(event);
        return;
      }
      progressNanos = clock.nanos();
      if (!begun) {
        begun = true;
        // The alarm of the first token may ring far too late for the next one.
        silence();
        ringIn(nanos(idle));
      }
      super.forward(event);
      // Else a reader that is full from here until just before the alarm would not be seen.
      if (!paused && !isReady()) {
        paused = true;
        resumed = false;
      }
    }

    @Override
    public void resume() {
      resumedNanos = clock.nanos();
      resumed = true;
      super.resume();
    }

    private void ringIn(long nanos) {
      if (nanos > 0) {
        ringsAtNanos = clock.nanos() + nanos;
        alarm = clock.alarm(Duration.ofNanos(nanos), this::ring, this::onDefect);
        if (isOver()) {
          silence();
        }
      }
    }

    /** On the thread that keeps the time. */
    private void ring() {
      looked = false;
      lane.runBriefly(this::look, this::aside);
      if (first == Phase.TOTAL && !looked) {
        entering.until(clock.alarm(READING.multipliedBy(2), this::neverLooked, this::onDefect));
        if (looked || isOver()) {
          entering.end();
        }
      }
    }

    /** Whoever was in the lane when the alarm rang is in it still. */
    private void neverLooked() {
      if (!looked) {
        endWhateverTheLaneDoes();
      }
    }

    private void aside(Runnable task) {
      clock.aside(task, this::onDefect);
    }

    private void look() {
      looked = true;
      entering.end();
      // One that could not be taken back any more has another one after it.
      if (isOver() || clock.nanos() - ringsAtNanos < 0) {
        return;
      }
      long leftNanos = leftNanos();
      if (leftNanos > 0) {
        ringIn(leftNanos);
      } else if (!limit().isZero()) {
        lastPatience = false;
        asks = true;
        asking.until(clock.alarm(READING, this::readsNoMore, this::onDefect));
        whenRead(() -> lane.run(this::decide));
        if (isOver()) {
          silence();
        }
      }
    }

    private Phase phase() {
      return begun ? Phase.IDLE : first;
    }

    private Duration limit() {
      return begun ? idle : before;
    }

    /** How long until the time is up, as far as is known; in the lane. */
    private long leftNanos() {
      long now = clock.nanos();
      if (begun) {
        boolean pausesNow = !isReady();
        if (pausesNow) {
          progressNanos = now;
        } else if (paused) {
          // Since it is ready again, if it has come to say so.
          progressNanos = resumed ? later(progressNanos, resumedNanos) : now;
        }
        paused = pausesNow;
        if (pausesNow) {
          resumed = false;
        }
      }
      return nanos(limit()) - (now - (begun ? progressNanos : startNanos));
    }

    private static long later(long one, long other) {
      return one - other > 0 ? one : other;
    }

    /** The source has told what it had; in the lane. */
    private void decide() {
      if (!asks || isOver()) {
        return;
      }
      asks = false;
      asking.end();
      long leftNanos = leftNanos();
      if (leftNanos > 0) {
        ringIn(leftNanos);
      } else {
        stop(timedOut(phase()));
      }
    }

    /** The source has not told what it has, if it has anything; on the thread of the time. */
    private void readsNoMore() {
      if (!asks) {
        return;
      }
      if (!lastPatience) {
        // Nobody need be held up in the lane: then what has come up to now decides.
        lastPatience = true;
        asking.until(clock.alarm(READING, this::readsNoMore, this::onDefect));
        if (!asks || isOver()) {
          asking.end();
        }
        lane.runBriefly(this::decide, this::aside);
      } else {
        endWhateverTheLaneDoes();
      }
    }

    private void endWhateverTheLaneDoes() {
      if (decideEnd()) {
        Outcome outcome = timedOut(phase());
        Runnable told = () -> out.onEnd(outcome);
        // Somebody's code that never returns is in the lane, a price's or a source's. The end of an
        // attempt waits for it, as the next attempt would; the end of the stream does not.
        aside(first == Phase.TOTAL ? told : () -> lane.run(told));
      }
    }

    private Cause.TimedOut timedOut(Phase phase) {
      return new Cause.TimedOut(new Failure.Timeout(phase, phase == Phase.IDLE ? idle : before));
    }

    @Override
    void released() {
      silence();
    }

    private void silence() {
      Clock.Alarm set = alarm;
      alarm = null;
      if (set != null) {
        set.cancel();
      }
      asking.end();
      entering.end();
    }
  }

  /** One alarm at most, on any thread: another takes its place, and takes it back. */
  private static final class Patience extends AtomicReference<Clock.@Nullable Alarm> {
    private static final long serialVersionUID = 1;

    void until(Clock.@Nullable Alarm next) {
      Clock.Alarm before = getAndSet(next);
      if (before != null) {
        before.cancel();
      }
    }

    void end() {
      until(null);
    }
  }
}
