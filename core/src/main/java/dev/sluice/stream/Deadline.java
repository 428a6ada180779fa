package dev.sluice.stream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ends one stream when its request's time is up, outside of all policies. As a timeout does, it
 * lets what has arrived by then be told first, so that a pause of the whole process ends nothing
 * that was there in time; but for half a second at most, because whoever reads may be held up.
 */
final class Deadline {
  private static final Duration READING = Duration.ofMillis(500);

  private final Arrival arrival;
  private final Duration time;

  /** Takes back the alarm that is set, the last one only. */
  private final AtomicReference<@Nullable Runnable> alarm = new AtomicReference<>();

  Deadline(Arrival arrival, Duration time) {
    this.arrival = arrival;
    this.time = time;
  }

  /** Begins to wait, before the source is opened. */
  void begin() {
    set(time, this::ring);
    arrival.whenEnded(end -> silence());
  }

  /** On the thread that keeps the time. */
  private void ring() {
    set(READING, this::end);
    arrival.whenRead(this::end);
  }

  private void end() {
    arrival.endAt(new Failure.Timeout(Failure.Timeout.Phase.TOTAL, time));
  }

  private void set(Duration delay, Runnable task) {
    replace(arrival.timer().alarm(delay, task, Threads::report));
    if (arrival.hasEnded()) {
      silence();
    }
  }

  private void silence() {
    replace(null);
  }

  private void replace(@Nullable Runnable next) {
    Runnable before = alarm.getAndSet(next);
    if (before != null) {
      before.run();
    }
  }
}
