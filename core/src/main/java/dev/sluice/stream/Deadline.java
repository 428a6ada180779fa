package dev.sluice.stream;

import dev.sluice.chat.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ends one stream when its request's time is up, outside of all policies. As a timeout does, it
 * lets what has arrived by then be told first, so that a pause of the whole process ends nothing
 * that was there in time; but for half a second at most, because whoever reads may be held up.
 */
final class Deadline {
  private static final Duration READING = Duration.ofMillis(500);

  private final Arrival arrival;
  private final Duration within;

  // What takes back each alarm: the first may ring before whoever sets it has got this.
  private volatile @Nullable Runnable time;
  private volatile @Nullable Runnable patience;

  Deadline(Arrival arrival, Duration within) {
    this.arrival = arrival;
    this.within = within;
  }

  /** Begins to wait, before the source is opened. */
  void begin() {
    if (!arrival.timer().rings()) {
      arrival.refuse(
          "it has a deadline, and its model has a clock but no timer: make the model with a"
              + " StreamTimer, or by Models, or leave the deadline out");
      return;
    }
    time = alarm(within, this::ring);
    arrival.whenEnded(end -> silence());
  }

  /** On the thread that keeps the time. */
  private void ring() {
    patience = alarm(READING, this::end);
    if (arrival.hasEnded()) {
      silence();
    }
    arrival.whenRead(this::decide);
  }

  /** What has arrived is told; in the lane. */
  private void decide() {
    if (!arrival.finishes()) {
      end();
    }
  }

  private void end() {
    arrival.endAt(new Failure.Timeout(Failure.Timeout.Phase.TOTAL, within));
  }

  private Runnable alarm(Duration delay, Runnable task) {
    return arrival.timer().alarm(delay, task, Threads::report);
  }

  private void silence() {
    takeBack(time);
    takeBack(patience);
  }

  private static void takeBack(@Nullable Runnable alarm) {
    if (alarm != null) {
      alarm.run();
    }
  }
}
