package dev.sluice.rules.broken;

import java.util.Timer;

/** Asks the machine for the time, and uses what others own. */
final class UsesClock {
  private UsesClock() {}

  static long now() {
    return System.nanoTime();
  }

  static void stop(Timer timer) {
    timer.cancel();
  }
}
