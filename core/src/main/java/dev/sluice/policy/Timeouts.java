package dev.sluice.policy;

import dev.sluice.stream.Cause;
import dev.sluice.stream.Failure;
import dev.sluice.stream.Failure.Timeout.Phase;
import dev.sluice.stream.Policy;
import dev.sluice.stream.StreamEvent;
import dev.sluice.stream.StreamSink;
import dev.sluice.stream.StreamSource;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
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
 *
 * @param connect for name resolution, connecting and TLS; default 10 s
 * @param firstToken from the attempt's start to its first token; default 2 min, for models that
 *     think long before they say anything
 * @param idle from one token to the next; default 1 min
 * @param total from the stream's start to its end, over all attempts and waits; default off
 */
public record Timeouts(
    Duration connect, Duration firstToken, Duration idle, Duration total, Clock clock)
    implements Policy {

  private static final Timeouts DEFAULTS =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofMinutes(2),
          Duration.ofMinutes(1),
          Duration.ZERO,
          Clock.system());

  /**
   * @throws IllegalArgumentException if one is negative
   */
  public Timeouts {
    for (Duration timeout : new Duration[] {connect, firstToken, idle, total}) {
      if (timeout.isNegative()) {
        throw new IllegalArgumentException("a timeout cannot be negative: " + timeout);
      }
    }
  }

  /** The defaults of each. */
  public static Timeouts defaults() {
    return DEFAULTS;
  }

  /** No timeout at all. */
  public static Timeouts off() {
    return new Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Clock.system());
  }

  /** These with another connect timeout. */
  public Timeouts connect(Duration timeout) {
    return new Timeouts(timeout, firstToken, idle, total, clock);
  }

  /** These with another first-token timeout. */
  public Timeouts firstToken(Duration timeout) {
    return new Timeouts(connect, timeout, idle, total, clock);
  }

  /** These with another idle timeout. */
  public Timeouts idle(Duration timeout) {
    return new Timeouts(connect, firstToken, timeout, total, clock);
  }

  /** These with another total timeout. */
  public Timeouts total(Duration timeout) {
    return new Timeouts(connect, firstToken, idle, timeout, clock);
  }

  /** These by another clock. */
  public Timeouts by(Clock other) {
    return new Timeouts(connect, firstToken, idle, total, other);
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
          stage.open(() -> inner.open(request, stage));
          stage.start();
          return stage;
        });
  }

  /** Watches one stream with one alarm, set anew at the first token and when it rings. */
  private static final class TimedStage extends Stage {
    private final Clock clock;
    private final Phase first;
    private final Duration before;
    private final Duration idle;
    private final long startNanos;
    private long progressNanos;
    private long ringsAtNanos;
    private boolean begun;
    private boolean paused;
    private Clock.@Nullable Alarm alarm;

    TimedStage(StreamSink out, Clock clock, Phase first, Duration before, Duration idle) {
      super(out);
      this.clock = clock;
      this.first = first;
      this.before = before;
      this.idle = idle;
      this.startNanos = clock.nanos();
    }

    /** Begins to wait for the first token, if it has not come while the source was opened. */
    synchronized void start() {
      if (!begun) {
        ringIn(before.toNanos());
      }
    }

    @Override
    void forward(StreamEvent event) {
      if (first != Phase.TOTAL && Progress.isProgress(event)) {
        progressNanos = clock.nanos();
        if (!begun) {
          begun = true;
          // The alarm of the first token may ring far too late for the next one.
          silence();
          ringIn(idle.toNanos());
        }
        super.forward(event);
        // Else a reader that is full from here until just before the alarm would not be seen.
        paused |= !isReady();
      } else {
        super.forward(event);
      }
    }

    @Override
    public void resume() {
      synchronized (this) {
        progressNanos = clock.nanos();
        paused = false;
      }
      super.resume();
    }

    private synchronized void ringIn(long nanos) {
      if (!isOver() && nanos > 0) {
        ringsAtNanos = clock.nanos() + nanos;
        alarm = clock.alarm(Duration.ofNanos(nanos), this::ring, defect -> {});
      }
    }

    private void ring() {
      Phase phase;
      synchronized (this) {
        // One that could not be taken back any more has another one after it.
        if (isOver() || clock.nanos() - ringsAtNanos < 0) {
          return;
        }
        phase = begun ? Phase.IDLE : first;
        boolean pausesNow = phase == Phase.IDLE && !isReady();
        // A reader that is ready again may not have come to say so yet.
        if (pausesNow || paused) {
          progressNanos = clock.nanos();
        }
        paused = pausesNow;
        Duration limit = phase == Phase.IDLE ? idle : before;
        if (limit.isZero()) {
          return;
        }
        long since = phase == Phase.IDLE ? progressNanos : startNanos;
        long left = limit.toNanos() - (clock.nanos() - since);
        if (left > 0) {
          ringIn(left);
          return;
        }
      }
      Duration after = phase == Phase.IDLE ? idle : before;
      stop(new Cause.TimedOut(new Failure.Timeout(phase, after)));
    }

    @Override
    void released() {
      silence();
    }

    private void silence() {
      Clock.Alarm set;
      synchronized (this) {
        set = alarm;
        alarm = null;
      }
      if (set != null) {
        set.cancel();
      }
    }
  }
}
