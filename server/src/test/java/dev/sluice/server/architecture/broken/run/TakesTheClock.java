package dev.sluice.server.architecture.broken.run;

import dev.sluice.time.Clock;

public final class TakesTheClock {
  private TakesTheClock() {}

  public static Clock taken() {
    return Clock.system();
  }
}
