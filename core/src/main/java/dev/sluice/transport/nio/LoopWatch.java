package dev.sluice.transport.nio;

import dev.sluice.spi.transport.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Says so when a listener holds up an event loop. Looks once a second while the loop has exchanges,
 * more often when it finds it at work, and costs the loop nothing.
 *
 * <p>A look that comes late itself finds out nothing: then the whole process stood still.
 */
final class LoopWatch {
  private static final long GLANCE_NANOS = 1_000_000_000;
  private static final long LOOK_NANOS = 250_000_000;

  /** In a row, on time, and the loop still at the same. */
  private static final int LOOKS = 4;

  /** A listener that is slow each time is not to fill the log. */
  private static final long SILENCE_NANOS = 60_000_000_000L;

  /** What there is to watch. */
  interface Watched {
    /** Whether it has exchanges. */
    boolean isUsed();

    /** Whether it has work and is at it. */
    boolean isBusy();

    /** Changes whenever the loop begins to wait, and when it has done its round. */
    long steps();
  }

  private final Watched loop;
  private final Timer timer;
  private final Threads threads;
  private final Reports reports;
  private final Thread thread;
  private final AtomicBoolean watching = new AtomicBoolean();
  private volatile @Nullable Runnable alarm;
  private volatile boolean over;

  // Of the thread that keeps the time, one look after the other.
  private long dueNanos;
  private long seenSteps;
  private int looks;
  private boolean reported;
  private long reportedNanos;

  LoopWatch(Watched loop, Timer timer, Threads threads, Reports reports, Thread thread) {
    this.loop = loop;
    this.timer = timer;
    this.threads = threads;
    this.reports = reports;
    this.thread = thread;
  }

  /** There is an exchange. */
  void begin() {
    if (watching.compareAndSet(false, true)) {
      looks = 0;
      seenSteps = -1;
      lookIn(GLANCE_NANOS);
    }
  }

  void end() {
    over = true;
    Runnable takeBack = alarm;
    if (takeBack != null) {
      takeBack.run();
    }
  }

  private void lookIn(long nanos) {
    dueNanos = timer.nanos() + nanos;
    alarm = timer.in(Duration.ofNanos(nanos), this::look, reports::defect);
    if (over) {
      end();
    }
  }

  private void look() {
    if (over) {
      return;
    }
    if (!loop.isUsed()) {
      watching.set(false);
      if (loop.isUsed()) {
        begin();
      }
      return;
    }
    long now = timer.nanos();
    long steps = loop.steps();
    boolean busy = loop.isBusy();
    boolean onTime = now - dueNanos < LOOK_NANOS / 2;
    looks = busy && onTime && steps == seenSteps ? looks + 1 : 0;
    seenSteps = steps;
    lookIn(busy ? LOOK_NANOS : GLANCE_NANOS);
    if (looks == LOOKS && !(reported && now - reportedNanos < SILENCE_NANOS)) {
      reported = true;
      reportedNanos = now;
      StackTraceElement[] at = thread.getStackTrace();
      // Logging is not this library's code, and may wait for anything.
      threads.start("sluice-watch", () -> reports.heldUp(thread.getName(), at));
    }
  }
}
