package dev.sluice.spi.provider;

import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How long an answer is still listened to when all has come that it needs: {@link #TIME} from the
 * last thing that said something, and where that only counted what was used, {@link #MOST} in all.
 * Thread-safe; nothing here waits.
 */
final class Grace {
  /**
   * Enough for usage, which servers count when the answer is made, and short enough that nobody
   * waits for those who send nothing more and leave the connection open.
   */
  static final Duration TIME = Duration.ofSeconds(1);

  /** So long whoever counts on and on what was used is heard. */
  static final Duration MOST = TIME.multipliedBy(5);

  private final Clock clock;
  private final Runnable over;
  private final Consumer<? super Throwable> owner;
  private final AtomicReference<Clock.@Nullable Alarm> alarm = new AtomicReference<>();
  private volatile boolean runs;
  private volatile long fromNanos;

  /** When something was said last of the answer itself. */
  private volatile long begunNanos;

  /**
   * One that has not begun.
   *
   * @param over called once it is over, on a thread of its own that may wait
   * @param owner told what that throws
   */
  Grace(Clock clock, Runnable over, Consumer<? super Throwable> owner) {
    this.clock = clock;
    this.over = over;
    this.owner = owner;
  }

  /** Counts from now on, whether it has begun before or not. */
  void begin() {
    begunNanos = clock.nanos();
    countFrom(begunNanos);
  }

  /** The same, but for the bound on all of it. */
  void prolong() {
    long latest = begunNanos + MOST.minus(TIME).toNanos();
    long now = clock.nanos();
    countFrom(now - latest < 0 ? now : latest);
  }

  private void countFrom(long nanos) {
    fromNanos = nanos;
    if (!runs) {
      runs = true;
      ringIn(TIME.toNanos());
    }
  }

  /** Whether it is over, as far as is known: something may have been said since it rang. */
  boolean isOver() {
    return leftNanos() <= 0;
  }

  void stop() {
    runs = false;
    replace(null);
  }

  private long leftNanos() {
    return TIME.toNanos() - (clock.nanos() - fromNanos);
  }

  private void ringIn(long nanos) {
    replace(clock.alarm(Duration.ofNanos(nanos), this::ring, owner));
    if (!runs) {
      replace(null);
    }
  }

  private void replace(Clock.@Nullable Alarm next) {
    Clock.Alarm before = alarm.getAndSet(next);
    if (before != null) {
      before.cancel();
    }
  }

  /** On the thread that keeps the time. */
  private void ring() {
    if (!runs) {
      return;
    }
    long leftNanos = leftNanos();
    if (leftNanos <= 0) {
      runs = false;
      leftNanos = leftNanos(); // It may have begun anew while it was still seen to run.
    }
    if (leftNanos > 0) {
      runs = true;
      ringIn(leftNanos);
    } else {
      replace(clock.launch(Duration.ZERO, over, owner));
    }
  }
}
