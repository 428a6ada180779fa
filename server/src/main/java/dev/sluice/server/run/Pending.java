package dev.sluice.server.run;

import org.jspecify.annotations.Nullable;

/** A client whose run is looked for. Thread-safe. */
final class Pending implements Follower {
  private boolean left;
  private @Nullable Follower found;

  /** The client follows its run. */
  void found(Follower follower) {
    boolean gone;
    synchronized (this) {
      found = follower;
      gone = left;
    }
    if (gone) {
      follower.left();
    }
  }

  synchronized boolean hasLeft() {
    return left;
  }

  @Override
  public synchronized String run() {
    return found == null ? "" : found.run();
  }

  @Override
  public void left() {
    Follower follower;
    synchronized (this) {
      left = true;
      follower = found;
    }
    if (follower != null) {
      follower.left();
    }
  }
}
