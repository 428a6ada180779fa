package dev.sluice.transport.nio;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one owner waits for in time: one thing, or nothing. Belongs to its loop's thread, where its
 * tasks run; they look for themselves whether they still matter.
 */
final class OneAlarm {
  private final EventLoop loop;
  private final Owner owner;
  private @Nullable Runnable takeBack;

  OneAlarm(EventLoop loop, Owner owner) {
    this.loop = loop;
    this.owner = owner;
  }

  /** Runs this on the loop, in place of what was waited for before. */
  void set(Duration delay, Runnable task) {
    setElsewhere(delay, () -> loop.execute(owner, task));
  }

  /** The same on the thread that keeps the time, whatever the loop does. */
  void setElsewhere(Duration delay, Runnable task) {
    silence();
    takeBack = loop.timer.in(delay, task, owner::onDefect);
  }

  void silence() {
    Runnable before = takeBack;
    takeBack = null;
    if (before != null) {
      before.run();
    }
  }
}
