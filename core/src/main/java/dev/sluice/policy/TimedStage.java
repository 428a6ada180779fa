package dev.sluice.policy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Failure.Timeout.Phase;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Watches one stream with one alarm, set anew at the first token and when it rings. An alarm that
 * finds the time to be up does not believe it at once: after a pause of the whole process it may
 * ring before what came meanwhile is read. So the source is asked to tell what it has first; but
 * not for ever, because whoever reads for it may be held up. A source whose answer is whole by then
 * is not late: it ends as that.
 */
final class TimedStage extends Stage {
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
    } else if (!finishIfWhole()) {
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
    if (first != Phase.TOTAL && finishIfWhole()) {
      return; // Its end waits for the lane, as that of the attempt would.
    }
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
